"""Finish."""

from collections.abc import Callable
from typing import Any

from fieldapp.work import rows as r
from fieldapp.work.tablet import Tablet
from shared.problems import Fault

Report = Callable[[Any], None]


def run_missing(tablet: Tablet, *, run: str) -> tuple[Fault, ...]:
    raise NotImplementedError


def run_finish(tablet: Tablet, *, run: str) -> r.OperationRow:
    raise NotImplementedError
