"""What a sync tells while it runs."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Progress:
    """Say which step runs (push, blobs, pull), how far it is, and how many rows came."""

    step: str
    done: int = 0
    total: int = 0
    rows: int = 0


Report = Callable[[Progress], None]


def silent(_news: Progress) -> None:
    """Tell nobody."""
