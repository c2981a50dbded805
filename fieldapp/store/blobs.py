"""Photos, papers and strokes by their SHA-256: sealed files, and who uses them.

A file is written, synced and renamed before its row is; a row never points at a missing file.
`run` uses it while the visit is open, `seq` once the operation is made; only those are uploaded.
"""

import hashlib
from pathlib import Path

from fieldapp.store.database import StoreDatabase
from fieldapp.store.files import file_remove, file_write, folder_sync
from fieldapp.store.keyring import KeyRing
from shared.problems import Problem

MAGIC = b"XUN1"
STARTS = (
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG", "image/png"),
    (b"%PDF-", "application/pdf"),
)


def media_of(content: bytes) -> str:
    """Return the media type of what we make ourselves, by its first bytes."""
    for start, media in STARTS:
        if content.startswith(start):
            return media
    return "application/octet-stream"


class BlobMissing(Problem):
    """Say that a file named in a record is not on this tablet."""

    def __init__(self, sha256: str) -> None:
        super().__init__(
            "blob_missing",
            f"附件 {sha256[:12]}… 不在这台平板上。",
            "请运行 verify 核对；如由别处拍摄，请在那台平板上查看。",
        )


class Blobs:
    """Keep blobs of one tablet."""

    def __init__(self, folder: Path, database: StoreDatabase, ring: KeyRing) -> None:
        self._folder = folder / "blobs"
        self._database = database
        self._ring = ring

    def path(self, sha256: str) -> Path:
        """Return where a blob's sealed file lies."""
        return self._folder / sha256[:2] / sha256

    def add(self, content: bytes, *, media: str, run: str, made: str) -> str:
        """Keep a blob for a run and return its SHA-256; on disk when this returns."""
        sha256 = self.file_put(content)
        with self._database.writing() as db:
            self.row_put(sha256, len(content), media=media, made=made)
            db.execute("INSERT OR IGNORE INTO blob_use (sha256, run) VALUES (?, ?)", (sha256, run))
        return sha256

    def file_put(self, content: bytes) -> str:
        """Write the sealed file alone; the caller writes the row in its own transaction."""
        sha256 = hashlib.sha256(content).hexdigest()
        path = self.path(sha256)
        if not path.exists():
            if not path.parent.exists():
                path.parent.mkdir(mode=0o700)
                folder_sync(self._folder)
            file_write(path, MAGIC + self._ring.sealer.seal(content, f"blob/{sha256}"))
        return sha256

    def row_put(self, sha256: str, size: int, *, media: str, made: str) -> None:
        """Write a blob's row inside the caller's transaction; a repeat changes nothing."""
        self._database.db.execute(
            "INSERT OR IGNORE INTO blob (sha256, size, media, state, made)"
            " VALUES (?, ?, ?, 'kept', ?)",
            (sha256, size, media, made),
        )

    def use_by_operation(self, sha256: str, seq: int) -> None:
        """Note inside the caller's transaction that an operation names this blob."""
        self._database.db.execute(
            "INSERT OR IGNORE INTO blob_use (sha256, seq) VALUES (?, ?)", (sha256, seq)
        )

    def read(self, sha256: str) -> bytes:
        """Return a blob. Raises BlobMissing, SealBroken."""
        try:
            sealed = self.path(sha256).read_bytes()
        except FileNotFoundError as error:
            raise BlobMissing(sha256) from error
        return self._ring.sealer.unseal(sealed.removeprefix(MAGIC), f"blob/{sha256}")

    def is_here(self, sha256: str) -> bool:
        """Tell whether a blob's sealed file lies here, whatever its row says."""
        return self.path(sha256).exists()

    def row_find(self, sha256: str, *, made: str) -> None:
        """Write the row of a file whose row was lost, inside the caller's transaction."""
        if self.size(sha256) is None and self.is_here(sha256):
            content = self.read(sha256)
            self.row_put(sha256, len(content), media=media_of(content), made=made)

    def size(self, sha256: str) -> int | None:
        """Return the size of a known blob, or None."""
        row = self._database.row("SELECT size FROM blob WHERE sha256 = ?", (sha256,))
        return None if row is None else int(row[0])

    def waiting(self) -> list[tuple[str, int]]:
        """Return what operations name and the server has not receipted: small ones first."""
        return [
            (str(row[0]), int(row[1]))
            for row in self._database.rows(
                "SELECT DISTINCT b.sha256, b.size FROM blob b JOIN blob_use u USING (sha256)"
                " WHERE u.seq IS NOT NULL AND b.state = 'kept' ORDER BY b.size, b.sha256"
            )
        ]

    def uses(self) -> dict[int, tuple[int, int]]:
        """Return for each operation how many blobs it names and how many are receipted."""
        rows = self._database.rows(
            "SELECT u.seq, count(*), sum(b.state = 'received')"
            " FROM blob_use u JOIN blob b USING (sha256) WHERE u.seq IS NOT NULL GROUP BY u.seq"
        )
        return {int(row[0]): (int(row[1]), int(row[2])) for row in rows}

    def to_rescue(self) -> list[str]:
        """Return the blobs that an unconfirmed operation names, or that have no receipt."""
        rows = self._database.rows(
            "SELECT DISTINCT u.sha256 FROM blob_use u JOIN blob b USING (sha256)"
            " JOIN operation o USING (seq)"
            " WHERE o.state <> 'confirmed' OR b.state = 'kept' ORDER BY u.sha256"
        )
        return [str(row[0]) for row in rows]

    def is_whole(self, sha256: str) -> bool:
        """Tell whether a blob's bytes have its hash. Raises BlobMissing, SealBroken."""
        return hashlib.sha256(self.read(sha256)).hexdigest() == sha256

    def received(self, sha256: str) -> None:
        """Note the server's receipt."""
        with self._database.writing() as db:
            db.execute("UPDATE blob SET state = 'received' WHERE sha256 = ?", (sha256,))

    def offer_again(self) -> None:
        """Offer every blob again, after the server lost its memory; inside a transaction."""
        self._database.db.execute("UPDATE blob SET state = 'kept'")

    def forget_run(self, run: str) -> tuple[str, ...]:
        """Take a discarded run's use away, inside a transaction; return what nobody uses now."""
        db = self._database.db
        db.execute("DELETE FROM blob_use WHERE run = ?", (run,))
        loose = [
            str(row[0])
            for row in db.execute(
                "SELECT sha256 FROM blob WHERE sha256 NOT IN (SELECT sha256 FROM blob_use)"
            ).fetchall()
        ]
        for sha256 in loose:
            db.execute("DELETE FROM blob WHERE sha256 = ?", (sha256,))
        return tuple(loose)

    def files_remove(self, loose: tuple[str, ...]) -> None:
        """Remove files after the transaction that made them loose was committed."""
        for sha256 in loose:
            if self.path(sha256).exists():
                file_remove(self.path(sha256))

    def all(self) -> list[tuple[str, int, str]]:
        """Return every known blob: hash, size, state."""
        rows = self._database.rows("SELECT sha256, size, state FROM blob ORDER BY sha256")
        return [(str(row[0]), int(row[1]), str(row[2])) for row in rows]
