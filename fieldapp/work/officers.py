"""Officers."""

from collections.abc import Callable
from typing import Any

from fieldapp.work import rows as r
from fieldapp.work.tablet import Tablet

Report = Callable[[Any], None]


def officers_list(tablet: Tablet) -> tuple[r.OfficerRow, ...]:
    raise NotImplementedError


def officer_unlock(tablet: Tablet, *, officer: str, pin: str) -> r.Unlocked:
    raise NotImplementedError


def officer_lock(tablet: Tablet, *, officer: str | None = None) -> None:
    raise NotImplementedError
