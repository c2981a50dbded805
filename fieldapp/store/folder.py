"""The data folder: who owns it, whether the last owner left it in order, and its reserve."""

import fcntl
import os
import shutil
from pathlib import Path
from typing import Self

from fieldapp.store.files import NotSaved, file_remove, file_write, folder_sync
from shared.problems import Problem


class StoreInUse(Problem):
    """Say that another process owns the folder."""

    def __init__(self, folder: Path, owner: str) -> None:
        super().__init__(
            "store_in_use",
            f"数据文件夹正被另一个巡安程序使用：{folder}（进程 {owner or '未知'}）。",
            "请关闭先打开的窗口或命令后再试；不要复制或删除这个文件夹。",
            status=423,
        )


class Folder:
    """Own a data folder through a lock that the system drops when the process dies."""

    def __init__(self, path: Path, handle: int, reserve_bytes: int) -> None:
        self.path = path
        self._handle = handle
        self._reserve_bytes = reserve_bytes
        self.unclean = (path / "running").exists()

    @classmethod
    def own(cls, path: Path, *, reserve_bytes: int) -> Self:
        """Make the folder if need be and take it. Raises StoreInUse."""
        path.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle = os.open(path / "lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            owner = os.read(handle, 32).decode("ascii", "replace").strip()
            os.close(handle)
            raise StoreInUse(path, owner) from error
        for name in ("blobs", "outbox", "keys", "set-aside"):
            (path / name).mkdir(exist_ok=True, mode=0o700)
        folder_sync(path)
        folder = cls(path, handle, reserve_bytes)
        folder._mark()
        return folder

    def _mark(self) -> None:
        # both are hints only: a full disk must not keep the folder from being opened
        try:
            os.ftruncate(self._handle, 0)
            os.pwrite(self._handle, str(os.getpid()).encode(), 0)
            if not self.unclean:
                file_write(self.path / "running", b"")
        except (OSError, NotSaved):
            return

    @property
    def free_bytes(self) -> int:
        """Return the room left on the disk, the reserve not counted."""
        return shutil.disk_usage(self.path).free

    def reserve_fill(self) -> bool:
        """Keep room back for the last finish; False when the disk has too little for that."""
        reserve = self.path / "reserve"
        if reserve.exists():
            return True
        if self.free_bytes < 2 * self._reserve_bytes:
            return False
        try:
            # real bytes: a sparse file would keep nothing back
            file_write(reserve, bytes(self._reserve_bytes))
        except NotSaved:
            return False
        return True

    def reserve_free(self) -> bool:
        """Give the reserve back to the disk; False when it was given already."""
        reserve = self.path / "reserve"
        if not reserve.exists():
            return False
        file_remove(reserve)
        return True

    def release(self, *, in_order: bool = True) -> None:
        """Give the folder back; left in order, the next start need not look through the store."""
        if in_order:
            file_remove(self.path / "running")
        os.close(self._handle)
