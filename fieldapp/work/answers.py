"""Answers, photos and confirmations of a run."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from fieldapp.work import rows as r
from fieldapp.work.tablet import Tablet

Report = Callable[[Any], None]


def answer_save(
    tablet: Tablet,
    *,
    run: str,
    item: str,
    value: Any,
    at: tuple[str, ...] = (),
    note: str | None = None,
    grade: str | None = None,
    slot: str | None = None,
    photos: tuple[str, ...] = (),
    how: str = "tap",
) -> r.AnswerSaved:
    raise NotImplementedError


def photo_add(
    tablet: Tablet, *, run: str, item: str, source: Path | bytes, at: tuple[str, ...] = ()
) -> str:
    raise NotImplementedError


def blob_read(tablet: Tablet, *, sha256: str) -> bytes:
    raise NotImplementedError


def finding_confirm(
    tablet: Tablet, *, run: str, item: str, officer: str, at: tuple[str, ...] = ()
) -> None:
    raise NotImplementedError
