"""Put the parts of a file on disk, and enter its arrival once it is safe there."""

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.conf import settings

from server.blobs.folder import BlobFolder
from server.blobs.models import Blob
from server.intake.entry_make import entry_make
from shared.problems import Problem


class DiskFull(Problem):
    """The server has no room; the tablet keeps its file and tries again."""

    def __init__(self) -> None:
        super().__init__(
            "server_disk_full",
            "服务器存储空间不足，附件没有收下。",
            "附件仍在平板上，稍后会自动重传；请通知管理员清理空间。",
            status=503,
        )
        self.wait = 300


def part_store(
    folder: BlobFolder, sha256: str, owner: str, *, offset: int, parts: Iterator[bytes]
) -> int:
    """Write parts at the offset; give how many bytes are here now. Raises BlobRefused, DiskFull."""
    limit = settings.OPTIONS.blob_max_bytes
    with _room():
        return folder.append(sha256, owner, offset=offset, chunks=parts, limit=limit)


def blob_complete(folder: BlobFolder, sha256: str, owner: str) -> int:
    """Put a file that came whole in its place; give its size. Raises BlobRefused, DiskFull."""
    with _room():
        return folder.complete(sha256, owner)


@contextmanager
def _room() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise DiskFull from error
        raise


def blob_enter(*, sha256: str, size: int, device: str, now: datetime) -> bool:
    """Enter the arrival of a file that is safe on disk; a repeat enters nothing. Say whether it was new."""
    if Blob.objects.filter(sha256=sha256).exists():
        return False
    data = {"sha256": sha256, "size": size, "device": device}
    entry_make(origin="clock", name="blob.arrived", data=data, now=now)
    return True
