"""One tablet: a data folder, open and owned by this process."""

from pathlib import Path
from typing import Self

from shared.clock import Clock
from shared.ids import Ids


class Tablet:
    """Own one data folder; a second start of the same folder is refused by name."""

    folder: Path
    clock: Clock
    ids: Ids

    @classmethod
    def open(cls, folder: Path, *, clock: Clock | None = None, ids: Ids | None = None) -> Self:
        """Open or make the data folder.

        Raises Problem: store_in_use, store_unreadable, store_newer, disk_full.
        """
        raise NotImplementedError

    def close(self) -> None:
        """Close the store and give the folder back."""
