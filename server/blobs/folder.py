"""The content-addressed folder: temp → fsync → rename → fsync of the folder, then it counts."""

import hashlib
import os
import re
import secrets
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from shared.problems import Problem

_CHUNK = 1 << 16
_NAME = re.compile(r"[0-9a-f]{64}")


class BlobRefused(Problem):
    """Bytes that are not the blob they claim to be."""


@dataclass(frozen=True, slots=True)
class BlobFolder:
    """Blobs under `root`, in 256 folders; partials beside them, one per tablet and blob."""

    root: Path

    def path(self, sha256: str) -> Path:
        """Give where a blob lies or would lie; raises BlobRefused when the name is no hash."""
        _check_name(sha256)
        return self.root / sha256[:2] / sha256

    def partial(self, sha256: str, owner: str) -> Path:
        """Give where a tablet's unfinished copy lies."""
        _check_name(sha256)
        return self.root / "partial" / f"{sha256}-{hashlib.sha256(owner.encode()).hexdigest()[:16]}"

    def size(self, sha256: str) -> int | None:
        """Give the size of a complete blob, or None."""
        path = self.path(sha256)
        return path.stat().st_size if path.is_file() else None

    def offset(self, sha256: str, owner: str) -> int | None:
        """Give how many bytes of an unfinished blob are here, or None."""
        path = self.partial(sha256, owner)
        return path.stat().st_size if path.is_file() else None

    def append(
        self, sha256: str, owner: str, *, offset: int, chunks: Iterable[bytes], limit: int
    ) -> int:
        """Write chunks at `offset` of the partial, fsync, give its new size; more than `limit` is refused."""
        path = self.partial(sha256, owner)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()  # two uploads of one file may come at once
        with path.open("r+b") as file:
            file.truncate(offset)
            file.seek(offset)
            try:
                written = _write_all(file.write, chunks, limit - offset)
            finally:
                # What came before the line broke is kept: HEAD tells it, PATCH goes on from there.
                file.flush()
                os.fsync(file.fileno())
        return offset + written

    def complete(self, sha256: str, owner: str) -> int:
        """Verify the partial's hash and put it in its place, safely on disk; raises BlobRefused.

        The place gets a copy, verified while it is written: a second, slower upload may still hold the
        partial open, and must not write into what was verified. Without room for the copy the partial stays:
        an empty end is enough to try again.
        """
        path, place = self.partial(sha256, owner), self.path(sha256)
        if not path.exists() and (here := self.size(sha256)) is not None:
            return here  # another upload of the same tablet was faster
        place.parent.mkdir(parents=True, exist_ok=True)
        draft = place.with_name(f"{sha256}.{secrets.token_hex(8)}")
        try:
            found, size = _copy(path, draft)
            try:
                _check_content(sha256, found, size)
                draft.replace(place)
            finally:
                path.unlink(missing_ok=True)
        finally:
            draft.unlink(missing_ok=True)
        folder_sync(place.parent)
        folder_sync(self.root)
        return size

    def store(self, content: bytes) -> str:
        """Put bytes made on the server itself; give their hash."""
        sha256 = hashlib.sha256(content).hexdigest()
        if self.size(sha256) is None:
            self.append(sha256, "server", offset=0, chunks=[content], limit=len(content))
            self.complete(sha256, "server")
        return sha256

    def read(self, sha256: str) -> bytes:
        """Give a blob's bytes; raises BlobRefused when it is not here."""
        try:
            return self.path(sha256).read_bytes()
        except FileNotFoundError:
            raise BlobRefused(
                "blob_missing", f"附件 {sha256[:12]}… 尚未到达。", "等平板上传后再看。", status=404
            ) from None

    def names(self) -> Iterator[str]:
        """Give the hash of every complete blob."""
        for path in sorted(self.root.glob("[0-9a-f][0-9a-f]/*")):
            if _NAME.fullmatch(path.name):
                yield path.name


def file_sha256(path: Path) -> str:
    """Give the hex SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _copy(source: Path, target: Path) -> tuple[str, int]:
    """Copy a file, fsync the copy; give its hash and size."""
    digest, size = hashlib.sha256(), 0
    with source.open("rb") as read, target.open("xb") as write:
        while chunk := read.read(_CHUNK):
            digest.update(chunk)
            size += len(chunk)
            write.write(chunk)
        write.flush()
        os.fsync(write.fileno())
    return digest.hexdigest(), size


def _check_content(sha256: str, found: str, size: int) -> None:
    if not size:
        raise BlobRefused("blob_empty", "文件是空的。", "请重拍照片后再提交。")
    if found != sha256:
        raise BlobRefused(
            "blob_hash_wrong",
            f"文件内容的 SHA-256 是 {found[:12]}…，不是 {sha256[:12]}…。",
            "已丢弃这次上传，请从头重传；若再次出现，请保留平板并联系安全办公室。",
        )


def _check_name(sha256: str) -> None:
    if not _NAME.fullmatch(sha256):
        raise BlobRefused(
            "blob_name_wrong",
            "A blob is named by 64 hex digits.",
            "Send the SHA-256 of the file.",
            status=404,
        )


def _write_all(write: object, chunks: Iterable[bytes], room: int) -> int:
    written = 0
    for chunk in chunks:
        if written + len(chunk) > room:
            raise BlobRefused(
                "blob_too_large",
                f"文件超过上限（还可收 {room} 字节）。",
                "请降低照片分辨率后重拍。",
                status=413,
            )
        write(chunk)  # type: ignore[operator]
        written += len(chunk)
    return written


def folder_sync(folder: Path) -> None:
    """Make the names in a folder survive a power cut."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
