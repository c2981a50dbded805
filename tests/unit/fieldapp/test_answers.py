"""Answers, photos and confirmations: on disk before the call returns, whole or not at all."""

import io
import sqlite3
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from PIL import Image

from fieldapp.store.files import DiskFull
from fieldapp.work import (
    Tablet,
    answer_save,
    blob_read,
    finding_confirm,
    officer_lock,
    photo_add,
    photo_remove,
    run_discard,
    run_missing,
    run_open,
    runs_list,
)
from fieldapp.work.answers import value_text
from fieldapp.work.photos import photo_reduce, signature_reduce
from shared.problems import Problem
from tests.ground.field import Field, run_answer, run_begin, run_confirm_major
from tests.ground.visits import FIRST, SECOND, ink_png


def jpeg(width: int = 60, height: int = 40, *, colour: str = "red", turned: int = 1) -> bytes:
    picture = Image.new("RGB", (width, height), colour)
    exif = Image.Exif()
    exif[0x0112] = turned
    exif[0x010F] = "camera maker"
    written = io.BytesIO()
    picture.save(written, "JPEG", exif=exif)
    return written.getvalue()


def kept(tablet: Tablet, run: str, item: str, at: tuple[str, ...] = ()):
    return run_open(tablet, run=run).answering.get(item, at)


def refusal(deed) -> Problem:
    with pytest.raises(Problem) as error:
        deed()
    return error.value


def test_an_answer_is_there_after_the_next_start(field: Field) -> None:
    run = run_begin(field.tablet)
    saved = answer_save(
        field.tablet,
        run=run,
        item="G07",
        value="fail",
        note="桌下有瓶",
        grade="major",
        slot="6号桌",
    )
    assert ("G07", ()) in saved.changed
    found = kept(field.again(), run, "G07")
    assert (found.value, found.note, found.grade, found.slot) == (
        "fail",
        "桌下有瓶",
        "major",
        "6号桌",
    )


def test_a_live_view_shows_the_answer_at_once(field: Field) -> None:
    run = run_begin(field.tablet)
    view = run_open(field.tablet, run=run)
    answer_save(field.tablet, run=run, item="C1", value="pass", at=("甲瓶",))
    assert view.answering.verdict("C1", ("甲瓶",)) == "pass"
    assert view.answering.instances("cylinder") == ("甲瓶",)


def test_changing_the_verdict_keeps_note_and_photos_and_an_empty_text_takes_the_note_back(
    field: Field,
) -> None:
    run = run_begin(field.tablet)
    answer_save(field.tablet, run=run, item="G07", value="fail", note="桌下有瓶")
    photo = photo_add(field.tablet, run=run, item="G07", source=jpeg())
    answer_save(field.tablet, run=run, item="G07", value="pass")
    found = kept(field.tablet, run, "G07")
    assert (found.value, found.note, found.blobs) == ("pass", "桌下有瓶", (photo,))
    answer_save(field.tablet, run=run, item="G07", value=None, note="")
    assert kept(field.again(), run, "G07").note is None


def test_taking_an_answer_back_leaves_the_item_unanswered(field: Field) -> None:
    run = run_begin(field.tablet)
    answer_save(field.tablet, run=run, item="G08", value="pass")
    answer_save(field.tablet, run=run, item="G08", value="")
    assert kept(field.tablet, run, "G08") is None
    assert kept(field.again(), run, "G08") is None


def test_a_refused_answer_changes_nothing(field: Field) -> None:
    run = run_begin(field.tablet)
    answer_save(field.tablet, run=run, item="G11", value="1.5")
    problem = refusal(lambda: answer_save(field.tablet, run=run, item="G11", value="lots"))
    assert problem.code == "answer_refused"
    assert kept(field.tablet, run, "G11").value == "1.5"
    assert kept(field.again(), run, "G11").value == "1.5"


def test_numbers_dates_and_lists_are_written_as_on_the_wire() -> None:
    found = [value_text(v) for v in (Decimal("1.50"), date(2026, 11, 22), ("a", "b"), "pass")]
    assert found == ["1.50", "2026-11-22", "a,b", "pass"]


def test_an_answer_the_disk_refuses_is_not_shown_as_given(
    field: Field, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = run_begin(field.tablet)
    answer_save(field.tablet, run=run, item="G08", value="pass")
    view = run_open(field.tablet, run=run)
    monkeypatch.setattr(field.tablet.drafts, "part_put", full)
    refusal(lambda: answer_save(field.tablet, run=run, item="G08", value="fail"))
    refusal(lambda: answer_save(field.tablet, run=run, item="G07", value="pass"))
    assert view.answering.get("G08").value == "pass"
    assert view.answering.get("G07") is None


def full(*_words: object) -> None:
    raise DiskFull("store.db")


def cylinders_save(tablet: Tablet, run: str, acknowledged: list[int]) -> None:
    for n in range(400):
        answer_save(tablet, run=run, item="C1", value="pass", at=(f"瓶{n}",), note="好" * 99)
        acknowledged.append(n)


def test_a_full_database_refuses_the_answer_in_words_and_takes_the_next_when_there_is_room(
    field: Field,
) -> None:
    run = run_begin(field.tablet)
    db = field.tablet.database.db
    pages = db.execute("PRAGMA page_count").fetchone()[0]
    db.execute(f"PRAGMA max_page_count = {pages + 2}")
    acknowledged: list[int] = []
    problem = refusal(lambda: cylinders_save(field.tablet, run, acknowledged))
    saved = len(acknowledged)
    assert problem.code == "disk_full"
    assert "没有保存" in problem.message
    assert "腾出空间" in problem.remedy
    answers = run_open(field.tablet, run=run).answering
    assert sum(answers.get("C1", (f"瓶{n}",)) is not None for n in range(saved)) == saved
    db.execute("PRAGMA max_page_count = 1000000")
    answer_save(field.tablet, run=run, item="C1", value="pass", at=("瓶x",))
    assert sum(1 for row in field.tablet.drafts.parts(run) if row[0] == "answer") == saved + 1


def test_a_photo_is_upright_small_and_without_the_cameras_remarks(field: Field) -> None:
    run = run_begin(field.tablet)
    sha256 = photo_add(field.tablet, run=run, item="G07", source=jpeg(3000, 1000, turned=6))
    picture = Image.open(io.BytesIO(blob_read(field.again(), sha256=sha256)))
    assert picture.size == (683, 2048)
    assert dict(picture.getexif()) == {}
    assert kept(field.tablet, run, "G07").blobs == (sha256,)


def test_a_photo_lies_sealed_under_its_hash(field: Field) -> None:
    run = run_begin(field.tablet)
    sha256 = photo_add(field.tablet, run=run, item="G07", source=jpeg())
    path = field.folder / "blobs" / sha256[:2] / sha256
    assert b"\xff\xd8\xff" not in path.read_bytes()


def test_the_same_photo_twice_is_one(field: Field) -> None:
    run = run_begin(field.tablet)
    first = photo_add(field.tablet, run=run, item="G07", source=jpeg())
    assert photo_add(field.tablet, run=run, item="G07", source=jpeg()) == first
    assert kept(field.tablet, run, "G07").blobs == (first,)


def test_a_photo_can_be_taken_from_an_item(field: Field) -> None:
    run = run_begin(field.tablet)
    photo = photo_add(field.tablet, run=run, item="G07", source=jpeg())
    answer_save(field.tablet, run=run, item="G07", value="fail")
    photo_remove(field.tablet, run=run, item="G07", sha256=photo)
    assert kept(field.tablet, run, "G07").blobs == ()


@pytest.mark.parametrize(
    "source", [b"", b"no picture", jpeg()[:200], b"\x89PNG\r\n\x1a\n" + b"x" * 40]
)
def test_what_is_no_photo_is_refused(source: bytes) -> None:
    assert refusal(lambda: photo_reduce(source)).code == "photo_unreadable"


def test_a_photo_file_that_is_not_there_is_refused_by_name(field: Field, tmp_path: Path) -> None:
    run = run_begin(field.tablet)
    missing = tmp_path / "none.jpg"
    problem = refusal(lambda: photo_add(field.tablet, run=run, item="G07", source=missing))
    assert str(missing) in problem.message


def test_a_transparent_picture_stands_on_white() -> None:
    clear = io.BytesIO()
    Image.new("RGBA", (10, 10), (0, 0, 0, 0)).save(clear, "PNG")
    assert Image.open(io.BytesIO(photo_reduce(clear.getvalue()))).getpixel((5, 5)) == (255,) * 3


def test_a_signature_without_a_stroke_is_refused() -> None:
    assert signature_reduce(ink_png()).startswith(b"\x89PNG")
    blank = io.BytesIO()
    Image.new("RGBA", (300, 100), (0, 0, 0, 0)).save(blank, "PNG")
    assert refusal(lambda: signature_reduce(blank.getvalue())).code == "signature_blank"


def test_only_a_second_unlocked_officer_confirms_a_major_finding(field: Field) -> None:
    tablet, run = field.tablet, run_begin(field.tablet, visit="urgent")
    run_answer(tablet, run, photo=jpeg())
    confirm = lambda who: finding_confirm(tablet, run=run, item="G07", officer=who)  # noqa: E731
    assert refusal(lambda: confirm(SECOND)).code == "confirmation_refused"  # it is not major yet
    answer_save(tablet, run=run, item="G07", value=None, grade="major")
    assert refusal(lambda: confirm(FIRST)).code == "confirmation_refused"
    officer_lock(tablet, officer=SECOND)
    assert refusal(lambda: confirm(SECOND)).code == "officer_locked"


def test_a_confirmation_is_void_once_the_answer_is_another(field: Field) -> None:
    tablet, run = field.tablet, run_begin(field.tablet, visit="urgent")
    run_answer(tablet, run, photo=jpeg())
    run_confirm_major(tablet, run)
    assert run_open(field.again(), run=run).draft.confirmations == {("G07", ()): SECOND}
    answer_save(field.tablet, run=run, item="G07", value="pass")
    answer_save(field.tablet, run=run, item="G07", value="fail", grade="serious")
    answer_save(field.tablet, run=run, item="G07", value=None, grade="low")
    assert run_open(field.tablet, run=run).draft.confirmations == {}
    assert run_open(field.again(), run=run).draft.confirmations == {}


def test_a_discarded_visit_takes_no_more_answers_and_its_photos_are_gone(field: Field) -> None:
    run = run_begin(field.tablet)
    photo = photo_add(field.tablet, run=run, item="G07", source=jpeg())
    run_discard(field.tablet, run=run)
    assert (
        refusal(lambda: answer_save(field.tablet, run=run, item="G08", value="pass")).code
        == "run_closed"
    )
    assert [row.state for row in runs_list(field.tablet)] == ["discarded"]
    assert refusal(lambda: blob_read(field.tablet, sha256=photo)).code == "blob_missing"


def test_a_run_that_is_not_there_is_named(field: Field) -> None:
    assert refusal(lambda: run_missing(field.tablet, run="R-0")).code == "run_missing"


def test_the_store_refuses_what_its_own_rules_forbid(field: Field) -> None:
    run = run_begin(field.tablet)
    db = field.tablet.database.db
    with pytest.raises(sqlite3.IntegrityError):
        db.execute("UPDATE draft SET state = 'lost' WHERE run = ?", (run,))
