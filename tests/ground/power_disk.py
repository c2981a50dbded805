"""A disk that loses its power: what was synced stays, of the rest each sector and name by chance.

`Recording` notes in one order what SQLite and `fieldapp.store.files` do to a folder, and when the
tablet said "saved". `Cut` is one moment in it; `survivors` builds the folder as it would be found.
"""

import os
import random
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch

from tests.ground.power_vfs import watched

SECTOR = 512
Event = tuple[Any, ...]


@dataclass
class Recording:
    """Hold what happened since the folder was copied as a durable start."""

    root: Path
    start: Path
    events: list[Event] = field(default_factory=list)

    def note(self, kind: str, *words: Any) -> None:
        """Add one event."""
        self.events.append((kind, *words))

    def acknowledged(self, what: Any) -> None:
        """Note that the tablet said so."""
        self.note("ack", what)

    # --- what SQLite does: the first sync of a new file syncs its folder too -----------------

    def created(self, name: str) -> None:
        self.note("create", self._name(name))

    def wrote(self, name: str, offset: int, content: bytes) -> None:
        self.note("write", self._name(name), offset, content)

    def truncated(self, name: str, size: int) -> None:
        self.note("truncate", self._name(name), size)

    def synced(self, name: str) -> None:
        self.note("sync", self._name(name))
        self.note("sync_name", self._name(name))

    def deleted(self, name: str, *, synced: bool) -> None:
        self.note("delete", self._name(name))
        if synced:
            self.note("sync_name", self._name(name))

    def _name(self, name: str) -> str:
        return str(Path(name).relative_to(self.root))

    # --- what fieldapp.store.files does ---------------------------------------------------------

    def file_calls(self) -> SimpleNamespace:
        """Return an `os` for `fieldapp.store.files` that does and notes."""
        handles: dict[int, str] = {}

        def open_(path: Path, flags: int, mode: int = 0o777) -> int:
            handle = os.open(path, flags, mode)
            handles[handle] = self._name(str(path)) if Path(path) != self.root else "."
            if flags & os.O_CREAT:
                self.note("create", handles[handle])
            return handle

        def write(handle: int, content: bytes) -> int:
            size = os.write(handle, content)
            self.note("write", handles[handle], None, bytes(content[:size]))
            return size

        def fsync(handle: int) -> None:
            os.fsync(handle)
            name = handles[handle]
            self.note("sync_folder" if (self.root / name).is_dir() else "sync", name)

        def replace(source: Path, target: Path) -> None:
            os.replace(source, target)
            self.note("rename", self._name(str(source)), self._name(str(target)))

        names = {
            "O_WRONLY": os.O_WRONLY,
            "O_CREAT": os.O_CREAT,
            "O_TRUNC": os.O_TRUNC,
            "O_RDONLY": os.O_RDONLY,
        }
        return SimpleNamespace(
            open=open_, write=write, fsync=fsync, replace=replace, close=os.close, **names
        )


@contextmanager
def recording(root: Path, start: Path) -> Iterator[Recording]:
    """Record what happens to `root` inside the block; `start` gets a copy of it as it is now."""
    shutil.copytree(root, start)
    made = Recording(root, start)
    with watched(made), patch("fieldapp.store.files.os", made.file_calls()):
        yield made


@dataclass
class _File:
    """Hold a file's synced bytes and what was done to it since."""

    synced: bytes
    since: list[Event] = field(default_factory=list)
    end: int = 0  # of the live file, for writes that append

    def settle(self) -> None:
        self.synced, self.since = self.survive(random.Random(0), 1.0), []

    def survive(self, chance: random.Random, share: float) -> bytes:
        """Return the bytes after the power went: of each later write, each sector by chance."""
        image = bytearray(self.synced)
        for kind, *words in self.since:
            if kind == "truncate":
                if chance.random() < share:
                    del image[words[0] :]
            else:
                self._write(image, words[0], words[1], chance, share)
        return bytes(image)

    @staticmethod
    def _write(
        image: bytearray, offset: int, content: bytes, chance: random.Random, share: float
    ) -> None:
        at = offset
        while at < offset + len(content):
            end = min((at // SECTOR + 1) * SECTOR, offset + len(content))
            if chance.random() < share:
                image.extend(bytes(max(0, end - len(image))))
                image[at:end] = content[at - offset : end - offset]
            at = end


class Disk:
    """Follow a recording up to a moment, then lose the power."""

    def __init__(self, start: Path) -> None:
        self._files: dict[str, _File] = {}
        self._durable: dict[str, _File] = {}  # names that survive, and their files
        self._pending: list[tuple[str, str, _File | None]] = []  # folder, name, file or gone
        for path in start.rglob("*"):
            if path.is_file():
                name, content = str(path.relative_to(start)), path.read_bytes()
                self._files[name] = self._durable[name] = _File(content, end=len(content))

    def follow(self, event: Event) -> None:
        """Take notice of one event."""
        kind, name, *words = event
        if kind != "ack":
            getattr(self, f"_{kind}")(name, *words)

    def _create(self, name: str) -> None:
        self._name_set(name, _File(b""))

    def _write(self, name: str, offset: int | None, content: bytes) -> None:
        file = self._files[name]
        at = file.end if offset is None else offset
        file.since.append(("write", at, content))
        file.end = max(file.end, at + len(content))

    def _truncate(self, name: str, size: int) -> None:
        file = self._files[name]
        file.since.append(("truncate", size))
        file.end = min(file.end, size)

    def _sync(self, name: str) -> None:
        self._files[name].settle()

    def _rename(self, name: str, target: str) -> None:
        file = self._files.pop(name)
        self._pending.append((_folder(name), name, None))
        self._name_set(target, file)

    def _delete(self, name: str) -> None:
        self._files.pop(name, None)
        self._pending.append((_folder(name), name, None))

    def _sync_folder(self, folder: str) -> None:
        self._names_settle(lambda at, _name: at == folder)

    def _sync_name(self, name: str) -> None:
        self._names_settle(lambda _at, one: one == name)

    def _name_set(self, name: str, file: _File) -> None:
        self._files[name] = file
        self._pending.append((_folder(name), name, file))

    def _names_settle(self, fits: Any) -> None:
        for at, name, file in self._pending:
            if fits(at, name):
                self._name_keep(self._durable, name, file)
        self._pending = [one for one in self._pending if not fits(one[0], one[1])]

    @staticmethod
    def _name_keep(names: dict[str, _File], name: str, file: _File | None) -> None:
        if file is None:
            names.pop(name, None)
        else:
            names[name] = file

    def survivors(self, target: Path, *, seed: int, share: float) -> None:
        """Write the folder as it is found after the power came back."""
        chance = random.Random(seed)
        names = dict(self._durable)
        for _, name, file in self._pending:
            if chance.random() < share:
                self._name_keep(names, name, file)
        for name, file in names.items():
            path = target / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(file.survive(chance, share))


def _folder(name: str) -> str:
    return str(Path(name).parent)
