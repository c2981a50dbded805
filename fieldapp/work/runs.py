"""Runs."""

from collections.abc import Callable
from typing import Any

from fieldapp.work import rows as r
from fieldapp.work.tablet import Tablet

Report = Callable[[Any], None]


def run_start(
    tablet: Tablet, *, checklist: str, site: str, visit: str, facility: str | None = None
) -> str:
    raise NotImplementedError


def run_open(tablet: Tablet, *, run: str) -> r.RunView:
    raise NotImplementedError


def runs_list(tablet: Tablet) -> tuple[r.RunRow, ...]:
    raise NotImplementedError


def run_discard(tablet: Tablet, *, run: str) -> None:
    raise NotImplementedError
