"""A data folder has one owner, is never silently emptied, and says what is wrong with it."""

import os
import sqlite3
from pathlib import Path

import pytest

from fieldapp.store.database import wal_is_safe
from fieldapp.store.files import NotSaved, file_write
from fieldapp.work import (
    Tablet,
    answer_save,
    changes_pull,
    operations_list,
    run_finish,
    run_open,
    sites_find,
    tablet_status,
    tablet_verify,
)
from shared.problems import Problem
from tests.ground.field import Field, run_answer, run_begin, tablet_open


def code_of(error: pytest.ExceptionInfo[Problem]) -> str:
    return error.value.code


def test_a_second_start_on_the_same_folder_is_refused_and_names_the_folder(field: Field) -> None:
    with pytest.raises(Problem) as refused:
        Tablet.open(field.folder)
    assert code_of(refused) == "store_in_use"
    assert str(field.folder) in refused.value.message
    assert str(os.getpid()) in refused.value.message
    assert tablet_status(field.tablet).device == "device-1"


def test_a_folder_can_be_opened_again_after_it_was_closed(field: Field) -> None:
    assert tablet_status(field.again()).device == "device-1"


def test_a_folder_whose_place_is_a_file_is_refused_by_name(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(Problem) as refused:
        Tablet.open(tmp_path / "file")
    assert code_of(refused) == "store_unreadable"
    assert str(tmp_path / "file") in refused.value.message


def test_settings_that_saving_rests_on_are_read_back(field: Field) -> None:
    db = field.tablet.database.db
    read = {
        name: db.execute(f"PRAGMA {name}").fetchone()[0] for name in ("synchronous", "foreign_keys")
    }
    assert read == {"synchronous": 2, "foreign_keys": 1}
    assert field.tablet.database.journal_mode in ("truncate", "wal")


@pytest.mark.parametrize(
    ("version", "safe"),
    [
        ((3, 40, 1), False),
        ((3, 44, 6), True),
        ((3, 45, 0), False),
        ((3, 50, 6), False),
        ((3, 50, 7), True),
        ((3, 51, 2), False),
        ((3, 51, 3), True),
        ((3, 52, 0), True),
    ],
)
def test_wal_is_used_only_where_its_reset_fault_is_mended(
    version: tuple[int, ...], safe: bool
) -> None:
    assert wal_is_safe(version) is safe


def damage(path: Path, *, at: int, bytes_: int = 200) -> None:
    with path.open("r+b") as file:
        file.seek(at)
        file.write(os.urandom(bytes_))


def test_a_damaged_database_is_set_aside_and_what_was_signed_comes_back_from_the_outbox(
    field: Field,
) -> None:
    run = run_begin(field.tablet)
    run_answer(field.tablet, run)
    made = run_finish(field.tablet, run=run)
    field.tablet.close()
    database = field.folder / "store.db"
    size = database.stat().st_size
    damage(database, at=0, bytes_=4096)  # the header and the schema are gone

    field.tablet = tablet_open(field.folder, field.clock)
    kept = list((field.folder / "set-aside").glob("store-*.db"))
    assert [path.stat().st_size for path in kept] == [size]
    assert "数据库曾损坏" in tablet_status(field.tablet).notices[0]
    back = operations_list(field.tablet)
    assert [(row.seq, row.hash, row.state) for row in back] == [(1, made.hash, "queued")]
    assert tablet_verify(field.tablet).faults == ()
    changes_pull(field.tablet)
    assert len(sites_find(field.tablet)) == 2


def test_answers_of_open_visits_are_taken_over_from_a_database_with_a_bad_page(
    field: Field,
) -> None:
    run = run_begin(field.tablet)
    for n in range(120):
        answer_save(field.tablet, run=run, item="C1", value="pass", at=(f"瓶{n}",), note="好" * 40)
    field.tablet.close()
    database = field.folder / "store.db"
    with sqlite3.connect(database) as db:
        pages = db.execute("PRAGMA page_count").fetchone()[0]
    damage(database, at=(pages - 2) * 4096, bytes_=4096)
    (field.folder / "running").touch()  # the last owner was killed: the next start looks

    field.tablet = tablet_open(field.folder, field.clock)
    assert list((field.folder / "set-aside").glob("store-*.db"))
    back = run_open(field.tablet, run=run).answering
    left = sum(back.get("C1", (f"瓶{n}",)) is not None for n in range(120))
    assert left >= 90  # one page held some of them; the seals of the others still open


def test_damage_met_while_working_is_named_and_the_next_start_looks(field: Field) -> None:
    db = field.tablet.database.db
    root = db.execute("SELECT rootpage FROM sqlite_master WHERE name = 'mirror'").fetchone()[0]
    damage(field.folder / "store.db", at=4096 * (root - 1), bytes_=4096)
    db.execute("PRAGMA shrink_memory").fetchall()
    with pytest.raises(Problem) as refused:
        field.tablet.mirror.of_kind("checklist")
    assert code_of(refused) == "store_damaged"
    field.again()
    assert list((field.folder / "set-aside").glob("store-*.db"))


def test_a_database_that_vanished_is_never_silently_a_new_one(field: Field) -> None:
    run = run_begin(field.tablet)
    run_answer(field.tablet, run)
    run_finish(field.tablet, run=run)
    field.tablet.close()
    (field.folder / "store.db").unlink()
    field.tablet = tablet_open(field.folder, field.clock)
    assert "数据库文件不见了" in tablet_status(field.tablet).notices[0]
    assert [row.state for row in operations_list(field.tablet)] == ["queued"]


def test_a_store_of_a_newer_app_is_left_alone(field: Field) -> None:
    with field.tablet.database.writing() as db:
        db.execute(
            "INSERT INTO _sqlite_migrations (migration_set, name, applied_at)"
            " VALUES ('fieldapp', 'm999_later', '2027-01-01')"
        )
    field.tablet.close()
    before = (field.folder / "store.db").read_bytes()
    with pytest.raises(Problem) as refused:
        Tablet.open(field.folder)
    assert code_of(refused) == "store_newer"
    assert (field.folder / "store.db").read_bytes() == before


@pytest.mark.parametrize(
    ("refusal", "code", "said"),
    [
        (OSError(28, "No space left on device"), "disk_full", "存储空间已满"),
        (OSError(5, "Input/output error"), "storage_failed", "ring.json：Input/output error"),
        (OSError(30, "Read-only file system"), "storage_failed", "Read-only file system"),
    ],
)
def test_a_file_that_cannot_be_written_whole_leaves_the_old_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, refusal: OSError, code: str, said: str
) -> None:
    file_write(tmp_path / "ring.json", b"old")

    def refusing(_handle: int, _content: bytes) -> int:
        raise refusal

    monkeypatch.setattr(os, "write", refusing)
    with pytest.raises(NotSaved) as refused:
        file_write(tmp_path / "ring.json", b"new")
    assert code_of(refused) == code
    assert said in refused.value.message
    assert (tmp_path / "ring.json").read_bytes() == b"old"
    assert [path.name for path in tmp_path.iterdir()] == ["ring.json"]
