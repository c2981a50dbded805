"""Files that are whole or absent: written aside, synced, renamed, and their folder synced."""

import errno
import os
from contextlib import suppress
from pathlib import Path

from shared.problems import Problem

FULL_ERRORS = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


class NotSaved(Problem):
    """Say that the disk took nothing; what was saved before is untouched."""


class DiskFull(NotSaved):
    """Say that there is no room."""

    def __init__(self, where: str) -> None:
        super().__init__(
            "disk_full",
            f"存储空间已满，本次内容没有保存（{where}）；之前保存的内容不受影响。",
            "请先同步上传，或删除平板上其他应用的文件，腾出空间后再保存一次。",
            status=507,
        )


class StorageFailed(NotSaved):
    """Say that the disk refused a read or a write, for another reason than being full."""

    def __init__(self, where: str, reason: str) -> None:
        super().__init__(
            "storage_failed",
            f"存储读写失败，本次内容没有保存（{where}：{reason}）；之前保存的内容不受影响。",
            "请检查存储空间、配额和存储卡后再试；如反复出现，请先导出救援包（rescue）。",
            status=507,
        )


def not_saved(where: str, error: OSError) -> NotSaved:
    """Return what the system's refusal means: no room, or a disk that fails or may not be written."""
    if error.errno in FULL_ERRORS:
        return DiskFull(where)
    return StorageFailed(where, error.strerror or str(error))


def file_write(path: Path, content: bytes, *, mode: int = 0o600) -> None:
    """Put content at path so that after a crash the file is whole, old or absent.

    Raises DiskFull, StorageFailed; the half-written side file is removed.
    """
    aside = path.with_name(f".{path.name}.part")
    try:
        handle = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode)
        try:
            view = memoryview(content)
            while view:
                view = view[os.write(handle, view) :]
            os.fsync(handle)
        finally:
            os.close(handle)
        os.replace(aside, path)
        folder_sync(path.parent)
    except OSError as error:
        with suppress(OSError):
            aside.unlink(missing_ok=True)
        raise not_saved(path.name, error) from error


def file_remove(path: Path) -> None:
    """Remove a file for good; a file that is not there is no fault."""
    path.unlink(missing_ok=True)
    folder_sync(path.parent)


def folder_sync(folder: Path) -> None:
    """Make the names in a folder survive a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
