"""Law 1: an acknowledged answer survives power loss, wherever between two writes it comes.

What is written to disk is recorded write by write, then the power is cut at many moments: synced
bytes stay, of the rest each sector and each name survives by chance.
"""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest

from fieldapp.store import database
from tests.ground.field import Field, field_open, tablet_open
from tests.ground.power_cuts import cuts_try, visits_record
from tests.ground.power_disk import Recording
from tests.ground.power_vfs import library_find

CUTS = 150
SEED = 20261122
needs_vfs = pytest.mark.skipif(
    library_find() is None and not os.environ.get("CI"),
    reason="this Python's SQLite cannot be reached by ctypes",
)


@pytest.fixture
def worked(tmp_path: Path) -> Iterator[Callable[..., tuple[Field, Recording]]]:
    """Give a function that records two visits, with or without a bug."""
    with field_open(tmp_path / "tablet") as field:

        def work() -> tuple[Field, Recording]:
            return field, visits_record(field, tmp_path / "start")

        yield work


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
    assert cuts_try(field, record, tmp_path / "cuts", cuts=CUTS, seed=SEED) == []


@needs_vfs
@pytest.mark.parametrize("level", ["OFF", "NORMAL"])
def test_a_store_that_syncs_less_would_be_caught(worked: Any, tmp_path: Path, level: str) -> None:
    lax = tuple(
        ("synchronous", level, {"OFF": 0, "NORMAL": 1}[level]) if one[0] == "synchronous" else one
        for one in database.PRAGMAS
    )
    with patch.object(database, "PRAGMAS", lax):
        field, record = worked()
    assert cuts_try(field, record, tmp_path / "cuts", cuts=len(record.events) // 3, seed=SEED) != []


@needs_vfs
def test_a_file_whose_name_is_not_synced_would_be_caught(worked: Any, tmp_path: Path) -> None:
    with patch("fieldapp.store.files.folder_sync", lambda _folder: None):
        field, record = worked()
    assert cuts_try(field, record, tmp_path / "cuts", cuts=len(record.events) // 3, seed=SEED) != []


def test_a_store_whose_settings_did_not_take_is_not_opened(field: Field) -> None:
    wrong = (*database.PRAGMAS, ("synchronous", "NORMAL", database.FULL))
    field.tablet.close()
    with patch.object(database, "PRAGMAS", wrong), pytest.raises(database.StoreSettingsWrong):
        tablet_open(field.folder, field.clock)
