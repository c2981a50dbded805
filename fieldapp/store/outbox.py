"""The outbox: one sealed file for each signed operation, `<device>-<seq>`.

Together with blobs/ it is all that a rescue needs; it is written and synced before the operation's
row is committed, and nothing removes a file here once its row is.
"""

from pathlib import Path

from fieldapp.store.files import file_remove, file_write, folder_sync
from fieldapp.store.keyring import KeyRing


class Outbox:
    """Keep the files of one tablet's operations."""

    def __init__(self, folder: Path, ring: KeyRing) -> None:
        self._folder = folder / "outbox"
        self._aside = folder / "set-aside"
        self._ring = ring

    def path(self, seq: int) -> Path:
        """Return where an operation's file lies."""
        return self._folder / f"{self._ring.identity['device']}-{seq}"

    def put(self, seq: int, line: bytes) -> None:
        """Write an operation's file; on disk when this returns. Raises DiskFull."""
        name = self.path(seq)
        file_write(name, self._ring.sealer.seal(line, f"outbox/{name.name}"))

    def read(self, seq: int) -> bytes:
        """Return an operation's line. Raises SealBroken for a cut or changed file."""
        name = self.path(seq)
        return self._ring.sealer.unseal(name.read_bytes(), f"outbox/{name.name}")

    def seqs(self) -> tuple[int, ...]:
        """Return the numbers of all files, in order."""
        start = f"{self._ring.identity['device']}-"
        return tuple(
            sorted(
                int(path.name.removeprefix(start))
                for path in self._folder.iterdir()
                if path.name.startswith(start) and path.name.removeprefix(start).isdigit()
            )
        )

    def remove(self, seq: int) -> None:
        """Remove a file whose operation never came to be."""
        file_remove(self.path(seq))

    def set_aside(self, seq: int) -> None:
        """Move a file that does not fit out of the way, keeping it."""
        path = self.path(seq)
        target = self._aside / path.name
        number = 1
        while target.exists():
            number += 1
            target = self._aside / f"{path.name}.{number}"
        path.rename(target)
        folder_sync(self._aside)
        folder_sync(self._folder)
