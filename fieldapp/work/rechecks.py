"""Rechecks."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from fieldapp.work import rows as r
from fieldapp.work.tablet import Tablet

Report = Callable[[Any], None]


def recheck_save(
    tablet: Tablet,
    *,
    hazard: str,
    verdict: str,
    note: str | None = None,
    photos: tuple[Path | bytes, ...] = (),
) -> r.OperationRow:
    raise NotImplementedError
