"""Tasks."""

from collections.abc import Callable
from typing import Any

from fieldapp.work import rows as r
from fieldapp.work.tablet import Tablet

Report = Callable[[Any], None]


def tasks_list(
    tablet: Tablet, *, officer: str | None = None, on: str | None = None
) -> tuple[r.TaskRow, ...]:
    raise NotImplementedError


def checklists_for(tablet: Tablet, *, site: str) -> tuple[r.ChecklistRow, ...]:
    raise NotImplementedError
