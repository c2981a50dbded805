"""Operations."""

from collections.abc import Callable
from typing import Any

from fieldapp.work import rows as r
from fieldapp.work.tablet import Tablet

Report = Callable[[Any], None]


def operations_list(tablet: Tablet) -> tuple[r.OperationRow, ...]:
    raise NotImplementedError


def tablet_status(tablet: Tablet) -> r.Status:
    raise NotImplementedError


def tablet_verify(tablet: Tablet) -> r.Verified:
    raise NotImplementedError
