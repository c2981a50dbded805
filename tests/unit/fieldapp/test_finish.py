"""A visit is finished whole: nothing missing, papers stamped, signed by all, kept twice, or not at all."""

import hashlib
import io
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image

from fieldapp.device.desktop import DesktopLocation
from fieldapp.store.drafts import Drafts
from fieldapp.store.files import DiskFull
from fieldapp.work import (
    Tablet,
    answer_save,
    blob_read,
    changes_pull,
    fix_add,
    officer_lock,
    officer_unlock,
    operations_list,
    paper_preview,
    recheck_save,
    run_finish,
    run_missing,
    run_open,
    run_start,
    runs_list,
    signature_add,
    tablet_verify,
)
from shared.inspection import visit_read
from shared.paper import paper_read
from shared.problems import Problem
from shared.record import body_read, key_id, signature_verify
from shared.sync import line_read
from tests.ground.field import (
    PIN,
    SITE,
    Field,
    run_answer,
    run_begin,
    run_confirm_major,
    run_sign,
)
from tests.ground.visits import FIRST, SECOND, ink_png


def photo() -> bytes:
    written = io.BytesIO()
    Image.new("RGB", (60, 40), "red").save(written, "JPEG")
    return written.getvalue()


def refusal(deed) -> Problem:
    with pytest.raises(Problem) as error:
        deed()
    return error.value


def places(problem_or_faults) -> list[str]:
    faults = getattr(problem_or_faults, "fields", problem_or_faults)
    return [fault.where for fault in faults]


def test_a_visit_that_lacks_things_names_them_all_and_stays_open(field: Field) -> None:
    run = run_begin(field.tablet, visit="task:task-1")
    answer_save(field.tablet, run=run, item="G07", value="fail")
    problem = refusal(lambda: run_finish(field.tablet, run=run))
    assert problem.code == "run_incomplete"
    assert places(problem) == [
        "G07", "G08", "G11",
        f"signatures.{FIRST}", f"signatures.{SECOND}", "signatures.site",
    ]  # fmt: skip
    assert runs_list(field.tablet)[0].state == "open"
    assert operations_list(field.tablet) == ()


def test_a_filed_visit_with_a_major_finding_becomes_one_signed_operation(field: Field) -> None:
    tablet, run = field.tablet, run_begin(field.tablet, visit="task:task-1")
    run_answer(tablet, run, photo=photo())
    run_confirm_major(tablet, run)
    preview = paper_preview(tablet, run=run)
    run_sign(tablet, run)
    assert run_missing(tablet, run=run) == ()
    made = run_finish(tablet, run=run)

    assert (made.seq, made.kind, made.state, made.owner) == (1, "visit", "queued", "network")
    signatures, body = line_read(tablet.operations.line(1))
    keys = [tablet.ring.device_key, tablet.ring.officer_key(FIRST), tablet.ring.officer_key(SECOND)]
    for key in keys:
        own = next(one for one in signatures if one.key == key_id(key.public))
        signature_verify(message=body, signature=own, public_key=key.public)
    envelope = body_read(body)
    assert (envelope.officer, envelope.seen, envelope.server_time) == (
        FIRST, 8, "2026-11-22T01:00:00.000Z",
    )  # fmt: skip
    visit = visit_read(envelope.data)
    assert [finding.confirmed_by for finding in visit.findings] == [SECOND]
    record = next(paper for paper in visit.papers if paper.kind == "record")
    stamped = paper_read(blob_read(tablet, sha256=record.sha256))
    assert (stamped.sha256, stamped.faults) == (record.sha256, ())
    assert stamped.read == preview.sha256  # what was read is what was signed
    assert stamped.stamped == {"site", FIRST, SECOND}
    assert [one.read for one in visit.signatures] == [preview.sha256] * 3


def test_after_finishing_the_run_is_shut_and_its_papers_are_kept(field: Field) -> None:
    tablet, run = field.tablet, run_begin(field.tablet)
    run_answer(tablet, run)
    run_finish(tablet, run=run)
    assert (
        refusal(lambda: answer_save(tablet, run=run, item="G07", value="fail")).code == "run_closed"
    )
    assert refusal(lambda: run_finish(tablet, run=run)).code == "run_closed"
    assert run_open(tablet, run=run).state == "finished"
    assert run_missing(tablet, run=run) == ()


def test_what_was_changed_after_signing_must_be_signed_again(field: Field) -> None:
    tablet, run = field.tablet, run_begin(field.tablet, visit="task:task-1")
    run_answer(tablet, run)
    run_sign(tablet, run)
    assert run_missing(tablet, run=run) == ()
    answer_save(tablet, run=run, item="G11", value="3.2")
    assert places(run_missing(tablet, run=run)) == [
        f"signatures.{FIRST}", f"signatures.{SECOND}", "signatures.site",
    ]  # fmt: skip


def test_a_refusal_to_sign_needs_its_reason_and_a_witness(field: Field) -> None:
    tablet, run = field.tablet, run_begin(field.tablet, visit="task:task-1")
    run_answer(tablet, run)
    signature_add(tablet, run=run, who="site", refused="不认可检查结论")
    for officer in (FIRST, SECOND):
        signature_add(tablet, run=run, who=officer, image=ink_png())
    assert places(run_missing(tablet, run=run)) == ["signatures.site"]
    signature_add(tablet, run=run, who="site", refused="不认可检查结论", witness="社区王书记")
    for officer in (FIRST, SECOND):
        signature_add(tablet, run=run, who=officer, image=ink_png())
    assert run_missing(tablet, run=run) == ()
    run_finish(tablet, run=run)


def test_a_signature_and_its_refusal_exclude_each_other(field: Field) -> None:
    run = run_begin(field.tablet, visit="task:task-1")
    sign = lambda **words: signature_add(field.tablet, run=run, **words)  # noqa: E731
    assert refusal(lambda: sign(who="site")).code == "signature_refused"
    assert refusal(lambda: sign(who=FIRST, refused="不签")).code == "signature_refused"


def test_an_officer_who_is_locked_out_cannot_sign_nor_lend_the_key(field: Field) -> None:
    tablet, run = field.tablet, run_begin(field.tablet, visit="task:task-1")
    run_answer(tablet, run)
    run_sign(tablet, run)
    officer_lock(tablet, officer=SECOND)
    assert (
        refusal(lambda: signature_add(tablet, run=run, who=SECOND, image=ink_png())).code
        == "officer_locked"
    )
    assert places(run_missing(tablet, run=run)) == [f"officers.{SECOND}"]
    officer_unlock(tablet, officer=SECOND, pin=PIN)
    run_finish(tablet, run=run)


def test_a_patrol_by_one_officer_makes_no_paper(field: Field) -> None:
    tablet, run = field.tablet, run_begin(field.tablet)
    run_answer(tablet, run)
    assert refusal(lambda: paper_preview(tablet, run=run)).code == "paper_none"
    run_finish(tablet, run=run)
    visit = visit_read(body_read(line_read(tablet.operations.line(1))[1]).data)
    assert (visit.officers, visit.papers) == ((FIRST,), ())


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ({"checklist": "gas.none"}, "checklist_unknown"),
        ({"site": "site-9"}, "site_unknown"),
        ({"visit": "task:task-9"}, "task_unknown"),
        ({"visit": "parade"}, "visit_kind_unknown"),
        ({"facility": "f-9"}, "facility_unknown"),
        ({"site": "site-2", "visit": "task:task-1"}, "run_refused"),
    ],
)
def test_a_visit_that_cannot_be_is_not_begun(
    field: Field, words: dict[str, str], code: str
) -> None:
    asked = {"checklist": "gas.kitchen", "site": SITE, "visit": "patrol", **words}
    assert refusal(lambda: run_start(field.tablet, **asked)).code == code
    assert runs_list(field.tablet) == ()


def test_a_visit_says_where_it_was_made_if_the_tablet_can_tell(
    field: Field, tmp_path: Path
) -> None:
    tablet, run = field.tablet, run_begin(field.tablet)
    assert fix_add(tablet, run=run, seconds=0.1) == "unavailable"
    (tmp_path / "track").write_text("43.8886,125.3247,8")
    tablet.device = replace(tablet.device, location=DesktopLocation(str(tmp_path / "track")))
    assert fix_add(tablet, run=run) == "ok"
    run_answer(tablet, run)
    run_finish(tablet, run=run)
    fix = visit_read(body_read(line_read(tablet.operations.line(1))[1]).data).fix
    assert fix is not None
    assert (fix.lat, fix.lon, fix.datum, fix.accuracy) == (438_886_000, 1_253_247_000, "wgs84", 8)


def test_a_visit_keeps_the_checklist_it_began_with(field: Field) -> None:
    run = run_begin(field.tablet)
    before = run_open(field.tablet, run=run).checklist.sha256
    with field.tablet.database.writing() as db:
        db.execute("DELETE FROM mirror WHERE kind IN ('checklist', 'site')")
    view = run_open(field.again(), run=run)
    assert view.checklist.sha256 == before
    assert (view.site.name, view.site.state) == ("老韩头烧烤店", "left")


def test_a_recheck_is_signed_and_queued(field: Field) -> None:
    hazard = {"site": SITE, "title_zh": "大堂有气瓶", "grade": "serious", "state": "ordered"}
    field.server.put("street/1", "hazard", "h-1", hazard)
    assert (
        refusal(lambda: recheck_save(field.tablet, hazard="h-1", verdict="pass")).code
        == "hazard_unknown"
    )
    changes_pull(field.tablet)
    made = recheck_save(
        field.tablet, hazard="h-1", verdict="pass", note="已清走", photos=(photo(),)
    )
    assert (made.kind, made.title, made.blobs) == ("recheck", "复查 大堂有气瓶", 1)
    data = body_read(line_read(field.tablet.operations.line(1))[1]).data
    assert (data["hazard"], data["verdict"], data["note"]) == ("h-1", "pass", "已清走")
    assert (
        refusal(lambda: recheck_save(field.tablet, hazard="h-1", verdict="maybe")).code
        == "recheck_unreadable"
    )


def outbox_of(tablet: Tablet) -> list[int]:
    return list(tablet.outbox.seqs())


def test_a_finish_that_fails_leaves_nothing_behind(
    field: Field, monkeypatch: pytest.MonkeyPatch
) -> None:
    tablet, run = field.tablet, run_begin(field.tablet)
    run_answer(tablet, run)

    def broken(*_words: object) -> None:
        raise DiskFull("store.db")

    with monkeypatch.context() as patch:
        patch.setattr(Drafts, "close", broken)
        assert refusal(lambda: run_finish(tablet, run=run)).code == "disk_full"
    assert (outbox_of(tablet), operations_list(tablet), runs_list(tablet)[0].state) == (
        [],
        (),
        "open",
    )
    assert run_finish(tablet, run=run).seq == 1


def test_the_last_finish_on_a_full_disk_is_paid_from_the_reserve(
    field: Field, monkeypatch: pytest.MonkeyPatch
) -> None:
    tablet, run = field.tablet, run_begin(field.tablet)
    run_answer(tablet, run)
    reserve, put = field.folder / "reserve", tablet.outbox.put
    assert reserve.stat().st_size == 64 * 1024

    def full_while_reserved(seq: int, line: bytes) -> None:
        if reserve.exists():
            raise DiskFull("outbox")
        put(seq, line)

    monkeypatch.setattr(tablet.outbox, "put", full_while_reserved)
    assert run_finish(tablet, run=run).state == "queued"
    assert not reserve.exists()
    field.again()
    assert reserve.exists()  # filled again as soon as there is room


def test_a_crash_between_file_and_row_is_mended_at_the_next_start(
    field: Field, monkeypatch: pytest.MonkeyPatch
) -> None:
    tablet, run = field.tablet, run_begin(field.tablet)
    run_answer(tablet, run)

    class PowerCut(BaseException):
        pass

    def cut(*_words: object) -> None:
        raise PowerCut

    with monkeypatch.context() as patch:
        patch.setattr(Drafts, "close", cut)
        patch.setattr(type(tablet.operations), "take_back", lambda self, seq: None)
        with pytest.raises(PowerCut):
            run_finish(tablet, run=run)
    assert (outbox_of(tablet), operations_list(tablet)) == ([1], ())
    tablet = field.again()
    assert [(row.seq, row.state) for row in operations_list(tablet)] == [(1, "queued")]
    assert runs_list(tablet)[0].state == "finished"
    assert "已从中断处恢复" in tablet.notices[-1]
    assert tablet_verify(tablet).faults == ()


def test_a_lost_outbox_file_is_written_again_and_a_strange_one_set_aside(field: Field) -> None:
    tablet, run = field.tablet, run_begin(field.tablet)
    run_answer(tablet, run)
    run_finish(tablet, run=run)
    (field.folder / "outbox" / "device-1-1").rename(field.folder / "outbox" / "device-1-7")
    tablet = field.again()
    assert outbox_of(tablet) == [1]
    assert [path.name for path in (field.folder / "set-aside").iterdir()] == ["device-1-7"]
    assert tablet_verify(tablet).faults == ()


def test_numbers_of_papers_do_not_repeat_on_a_tablet(field: Field) -> None:
    tablet = field.tablet
    numbers = []
    for _ in range(2):
        run = run_begin(tablet, visit="urgent")
        run_answer(tablet, run)
        numbers.append(paper_preview(tablet, run=run).number)
    assert numbers == ["宽应急检记〔2026〕ICE1-0001号", "宽应急检记〔2026〕ICE1-0002号"]


def test_the_paper_that_was_read_is_byte_for_byte_the_same_after_a_restart(field: Field) -> None:
    run = run_begin(field.tablet, visit="task:task-1")
    run_answer(field.tablet, run)
    first = paper_preview(field.tablet, run=run)
    second = paper_preview(field.again(), run=run)
    assert hashlib.sha256(second.pdf).hexdigest() == first.sha256 == second.sha256
