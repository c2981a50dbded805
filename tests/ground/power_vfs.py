"""Watch what SQLite does to its files: a shim over the system's VFS, in the library Python itself uses.

Every write, truncate, sync, delete and creation is told to a *recorder* before it is done for real.
"""

import _sqlite3
import ctypes as c
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol

NAME = b"xunan-power"
OPEN_CREATE = 0x4
POINTER = c.sizeof(c.c_void_p)
HEAD = 2 * POINTER  # our part of a file: its methods, and room to keep the real one aligned


class Recorder(Protocol):
    """Take notice of what happens to a file."""

    def created(self, name: str) -> None: ...
    def wrote(self, name: str, offset: int, content: bytes) -> None: ...
    def truncated(self, name: str, size: int) -> None: ...
    def synced(self, name: str) -> None: ...
    def deleted(self, name: str, *, synced: bool) -> None: ...


class Vfs(c.Structure):
    _fields_ = [
        ("iVersion", c.c_int), ("szOsFile", c.c_int), ("mxPathname", c.c_int),
        ("pNext", c.c_void_p), ("zName", c.c_char_p), ("pAppData", c.c_void_p),
        *[(name, c.c_void_p) for name in (
            "xOpen", "xDelete", "xAccess", "xFullPathname", "xDlOpen", "xDlError", "xDlSym",
            "xDlClose", "xRandomness", "xSleep", "xCurrentTime", "xGetLastError",
            "xCurrentTimeInt64", "xSetSystemCall", "xGetSystemCall", "xNextSystemCall",
        )],
    ]  # fmt: skip


FILE = c.c_void_p
METHODS: dict[str, Any] = {
    "xClose": c.CFUNCTYPE(c.c_int, FILE),
    "xRead": c.CFUNCTYPE(c.c_int, FILE, c.c_void_p, c.c_int, c.c_int64),
    "xWrite": c.CFUNCTYPE(c.c_int, FILE, c.c_void_p, c.c_int, c.c_int64),
    "xTruncate": c.CFUNCTYPE(c.c_int, FILE, c.c_int64),
    "xSync": c.CFUNCTYPE(c.c_int, FILE, c.c_int),
    "xFileSize": c.CFUNCTYPE(c.c_int, FILE, c.c_void_p),
    "xLock": c.CFUNCTYPE(c.c_int, FILE, c.c_int),
    "xUnlock": c.CFUNCTYPE(c.c_int, FILE, c.c_int),
    "xCheckReservedLock": c.CFUNCTYPE(c.c_int, FILE, c.c_void_p),
    "xFileControl": c.CFUNCTYPE(c.c_int, FILE, c.c_int, c.c_void_p),
    "xSectorSize": c.CFUNCTYPE(c.c_int, FILE),
    "xDeviceCharacteristics": c.CFUNCTYPE(c.c_int, FILE),
}


class IoMethods(c.Structure):
    _fields_ = [("iVersion", c.c_int), *[(name, c.c_void_p) for name in METHODS]]


OPEN = c.CFUNCTYPE(c.c_int, c.c_void_p, c.c_void_p, FILE, c.c_int, c.POINTER(c.c_int))
DELETE = c.CFUNCTYPE(c.c_int, c.c_void_p, c.c_char_p, c.c_int)


def library_find() -> c.CDLL | None:
    """Return the SQLite that `sqlite3` calls, or None where its symbols cannot be reached."""
    for path in (getattr(_sqlite3, "__file__", None), None):
        library = c.CDLL(path)
        if hasattr(library, "sqlite3_vfs_register"):
            library.sqlite3_vfs_find.restype = c.POINTER(Vfs)
            return library
    return None


class PowerVfs:
    """Forward every call to the real VFS and tell the recorder of those that change a file."""

    def __init__(self, library: c.CDLL, recorder: Recorder) -> None:
        self._recorder = recorder
        self._real = library.sqlite3_vfs_find(None)
        self._real_open = OPEN(self._real.contents.xOpen)
        self._real_delete = DELETE(self._real.contents.xDelete)
        self._names: dict[int, str] = {}
        self._kept: list[Any] = []  # callbacks must outlive the VFS
        self._methods = self._methods_make()
        self.vfs = Vfs.from_buffer_copy(self._real.contents)
        self.vfs.pNext, self.vfs.zName = None, NAME
        self.vfs.szOsFile = self._real.contents.szOsFile + HEAD
        self.vfs.xOpen = self._pointer(OPEN(self._open))
        self.vfs.xDelete = self._pointer(DELETE(self._delete))

    def _pointer(self, callback: Any) -> int | None:
        self._kept.append(callback)
        return c.cast(callback, c.c_void_p).value

    def _methods_make(self) -> IoMethods:
        made = IoMethods(iVersion=1)
        noted: dict[str, Callable[..., None]] = {
            "xWrite": self._wrote,
            "xTruncate": lambda file, size: self._recorder.truncated(self._names[file], size),
            "xSync": lambda file, _flags: self._recorder.synced(self._names[file]),
        }
        for name, form in METHODS.items():
            setattr(made, name, self._pointer(form(self._forward(name, form, noted.get(name)))))
        return made

    def _forward(
        self, name: str, form: Any, note: Callable[..., None] | None
    ) -> Callable[..., int]:
        def call(file: int, *words: Any) -> int:
            real = file + HEAD
            methods = IoMethods.from_address(c.c_void_p.from_address(real).value or 0)
            result: int = form(getattr(methods, name))(real, *words)
            if note is not None and result == 0:
                note(file, *words)
            return result

        return call

    def _wrote(self, file: int, content: int, size: int, offset: int) -> None:
        self._recorder.wrote(self._names[file], offset, c.string_at(content, size))

    def _open(self, _vfs: int, name: int, file: int, flags: int, out: Any) -> int:
        text = c.string_at(name).decode() if name else ""
        is_new = bool(text) and not Path(text).exists()
        result = int(
            self._real_open(c.addressof(self._real.contents), name, file + HEAD, flags, out)
        )
        opened = c.c_void_p.from_address(file + HEAD).value
        c.c_void_p.from_address(file).value = c.addressof(self._methods) if opened else None
        self._names[file] = text
        if result == 0 and is_new and flags & OPEN_CREATE:
            self._recorder.created(text)
        return result

    def _delete(self, _vfs: int, name: bytes, sync: int) -> int:
        result = int(self._real_delete(c.addressof(self._real.contents), name, sync))
        if result == 0:
            self._recorder.deleted(name.decode(), synced=bool(sync))
        return result


@contextmanager
def watched(recorder: Recorder) -> Iterator[None]:
    """Let every database opened inside the block tell the recorder."""
    library = library_find()
    if library is None:
        raise OSError("this Python's SQLite cannot be reached by ctypes")
    vfs = PowerVfs(library, recorder)
    library.sqlite3_vfs_register(c.byref(vfs.vfs), 1)
    try:
        yield
    finally:
        library.sqlite3_vfs_unregister(c.byref(vfs.vfs))
