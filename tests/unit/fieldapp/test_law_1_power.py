"""Law 1: an acknowledged answer survives power loss, wherever between two writes it comes.

What is written to disk is recorded write by write, then the power is cut at many moments: synced
bytes stay, of the rest each sector and each name survives by chance.
"""

import io
import os
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from PIL import Image

from fieldapp.store import database
from fieldapp.work import Tablet, answer_save, photo_add, run_finish
from tests.ground.field import Field, field_open, run_begin, tablet_open
from tests.ground.power_disk import Disk, Recording, recording
from tests.ground.power_vfs import library_find
from tests.ground.promises import Promises

CUTS = 150
SHARES = (0.0, 0.3, 0.5, 0.7, 1.0)
SEED = 20261122
needs_vfs = pytest.mark.skipif(
    library_find() is None and not os.environ.get("CI"),
    reason="this Python's SQLite cannot be reached by ctypes",
)


@dataclass
class Work:
    """Do a day's work and note each promise in the recording."""

    tablet: Tablet
    record: Recording

    def visit(self, photo: bytes) -> None:
        """Make one whole visit."""
        run = run_begin(self.tablet)
        self._promise("started", run)
        for n in range(3):
            self._answer(run, "C1", "pass", f"第{n}次", (f"瓶{n % 2}",))
        for item, value in (("G07", "fail"), ("G08", "pass"), ("G11", "1.5")):
            self._answer(run, item, value, "备注")
        self.record.note("begin", (run, ("G07", ())))
        sha256 = photo_add(self.tablet, run=run, item="G07", source=photo)
        self._promise("photographed", run, sha256)
        self._promise("done", run, run_finish(self.tablet, run=run).hash)

    def _answer(self, run: str, item: str, value: str, note: str, at: tuple[str, ...] = ()) -> None:
        self.record.note("begin", (run, (item, at)))
        answer_save(self.tablet, run=run, item=item, value=value, note=note, at=at)
        self._promise("answered", run, (item, at), value, note)

    def _promise(self, name: str, *words: Any) -> None:
        self.record.acknowledged((name, words))


def photo() -> bytes:
    written = io.BytesIO()
    Image.new("RGB", (64, 48), "red").save(written, "JPEG")
    return written.getvalue()


@pytest.fixture
def worked(tmp_path: Path) -> Iterator[Callable[..., tuple[Field, Recording]]]:
    """Give a function that records two visits, with or without a bug."""
    with field_open(tmp_path / "tablet") as field:

        def work() -> tuple[Field, Recording]:
            field.tablet.close()
            with recording(field.folder, tmp_path / "start") as record:
                field.tablet = tablet_open(field.folder, field.clock)
                for _ in range(2):
                    Work(field.tablet, record).visit(photo())
                field.tablet.close()
            return field, record

        yield work


def cuts_try(field: Field, record: Recording, target: Path, *, cuts: int) -> list[str]:
    """Cut the power at random moments; return the first broken promises, if any."""
    chance = random.Random(SEED)
    for number, at in enumerate(sorted(chance.sample(range(1, len(record.events)), cuts))):
        promises, under_way, disk = Promises(), None, Disk(record.start)
        for event in record.events[:at]:
            if event[0] == "ack":
                getattr(promises, event[1][0])(*event[1][1])
                under_way = None
            elif event[0] == "begin":
                under_way = event[1]
            else:
                disk.follow(event)
        folder = target / str(number)
        disk.survivors(folder, seed=number, share=SHARES[number % len(SHARES)])
        with tablet_open(folder, field.clock) as tablet:
            broken = promises.broken(tablet, under_way=under_way)
            broken += [f"set aside: {one}" for one in (folder / "set-aside").iterdir()]
        if broken:
            return [f"cut at event {at} of {len(record.events)}", *broken]
    return []


@needs_vfs
@pytest.mark.parametrize("wal", [False, True], ids=["rollback journal", "write-ahead log"])
def test_nothing_acknowledged_is_lost_whenever_the_power_goes(
    worked: Any, tmp_path: Path, wal: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "wal_is_safe", lambda _version: wal)
    field, record = worked()
    names = {event[1] for event in record.events if event[0] == "write"}
    assert ("store.db-wal" in names) is wal
    assert sum(event[0] == "ack" for event in record.events) == 18
    assert sum(event[0] == "sync" for event in record.events) >= 18  # at least one each
    assert cuts_try(field, record, tmp_path / "cuts", cuts=CUTS) == []


@needs_vfs
@pytest.mark.parametrize("level", ["OFF", "NORMAL"])
def test_a_store_that_syncs_less_would_be_caught(worked: Any, tmp_path: Path, level: str) -> None:
    lax = tuple(
        ("synchronous", level, {"OFF": 0, "NORMAL": 1}[level]) if one[0] == "synchronous" else one
        for one in database.PRAGMAS
    )
    with patch.object(database, "PRAGMAS", lax):
        field, record = worked()
    assert cuts_try(field, record, tmp_path / "cuts", cuts=len(record.events) // 3) != []


@needs_vfs
def test_a_file_whose_name_is_not_synced_would_be_caught(worked: Any, tmp_path: Path) -> None:
    with patch("fieldapp.store.files.folder_sync", lambda _folder: None):
        field, record = worked()
    assert cuts_try(field, record, tmp_path / "cuts", cuts=len(record.events) // 3) != []


def test_a_store_whose_settings_did_not_take_is_not_opened(field: Field) -> None:
    wrong = (*database.PRAGMAS, ("synchronous", "NORMAL", database.FULL))
    field.tablet.close()
    with patch.object(database, "PRAGMAS", wrong), pytest.raises(database.StoreSettingsWrong):
        tablet_open(field.folder, field.clock)
