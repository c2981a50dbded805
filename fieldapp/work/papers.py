"""Papers."""

from collections.abc import Callable
from typing import Any

from fieldapp.work import rows as r
from fieldapp.work.tablet import Tablet

Report = Callable[[Any], None]


def paper_preview(tablet: Tablet, *, run: str) -> r.PaperPreview:
    raise NotImplementedError


def signature_add(
    tablet: Tablet,
    *,
    run: str,
    who: str,
    image: bytes | None = None,
    refused: str | None = None,
    witness: str | None = None,
) -> None:
    raise NotImplementedError
