"""A finished visit on the wire: what is written is what is read, and nothing strange is taken."""

import copy

import pytest

from shared.checklist.profile import profile_values
from shared.inspection import (
    ExtraFinding,
    Fix,
    PaperRef,
    VisitUnreadable,
    answers_rebuild,
    blobs_of,
    finding_doubts,
    findings_of,
    visit_data_write,
    visit_read,
)
from shared.record.json_text import json_read, json_write
from tests.ground import visits as v

PAPER = PaperRef("record", "宽应急检记〔2026〕T07-0012号", "c" * 64)
PROFILE = profile_values({"kind": "restaurant"}, visit="enforcement")


def written(draft=None, **more):
    data = visit_data_write(draft or v.major_draft(), finished=v.FINISHED, papers=[PAPER], **more)
    return json_read(json_write(data))


def test_the_members_stand_in_the_order_of_the_contract():
    data = visit_data_write(v.major_draft(), finished=v.FINISHED, papers=[PAPER])
    assert list(data) == [
        "kind", "task", "checklist", "site", "facility", "started", "finished", "officers",
        "assistants", "answers", "findings", "signatures", "papers", "supersedes", "fix",
    ]  # fmt: skip
    assert list(data["answers"][0]) == ["item", "at", "value", "note", "blobs", "how"]
    assert list(data["findings"][0]) == [
        "n", "item", "at", "scenario", "slot", "grade", "clause", "confirmed_by", "deadline", "five",
    ]  # fmt: skip
    assert list(data["papers"][0]) == ["kind", "number", "sha256"]


def test_the_same_draft_gives_the_same_bytes():
    assert json_write(visit_data_write(v.major_draft(), finished=v.FINISHED)) == json_write(
        visit_data_write(v.major_draft(), finished=v.FINISHED)
    )


def test_what_is_written_is_what_is_read():
    extra = ExtraFinding("FIRE-EVAC", "general", "后门堵死", slot="后门", blobs=(v.PHOTO,))
    fix = Fix(1_253_285_000, 438_945_000, "wgs84", 12, v.STARTED)
    draft = v.major_draft(extras=(extra,), fix=fix, assistants=(v.officer("O-9"),))
    visit = visit_read(written(draft))
    assert visit.findings == findings_of(draft)
    assert visit.signatures == draft.signatures
    assert visit.papers == (PAPER,)
    assert (visit.fix, visit.officers, visit.assistants) == (fix, (v.FIRST, v.SECOND), ("O-9",))
    assert visit.checklist_ref == draft.checklist.ref
    assert visit.signed(v.FIRST)
    assert not visit.signed("O-9")


def test_answers_come_back_with_the_grades_of_their_findings():
    draft = v.major_draft()
    visit = visit_read(written(draft))
    answers = answers_rebuild(visit, draft.checklist, PROFILE)
    assert answers.failed() == draft.answers.failed()
    assert answers.grade("G07") == "major"
    assert {key: answers.get(*key).value for key in answers.all()} == {
        key: draft.answers.get(*key).value for key in draft.answers.all()
    }
    assert finding_doubts(visit, answers) == ()


def test_a_hidden_answer_is_not_said():
    answers = v.clean_answers()
    answers.answer("G07", "na")  # the cylinders' section asks nothing now
    data = written(v.draft(answers=answers))
    assert [one["item"] for one in data["answers"]] == ["G07", "G08", "G11"]


def test_an_older_visit_without_later_members_is_read():
    data = written()
    del data["fix"]
    assert visit_read(data).fix is None
    data["later"] = {"unknown": True}
    assert visit_read(data).kind == "enforcement"


def test_every_file_is_named_once_with_its_use():
    draft = v.major_draft(extras=(ExtraFinding("X", "low", "重复", blobs=(v.PHOTO,)),))
    uses = [(one.use, one.item) for one in blobs_of(visit_read(written(draft)))]
    assert uses == [("photo", "G07"), ("signature", None), ("paper", None)]


BROKEN = {
    "a kind nobody knows": ("kind", "raid"),
    "a checklist without hash": ("checklist", "gas.kitchen@1"),
    "a number for a place": ("site", 7),
    "a day for an instant": ("started", "2026-11-22"),
    "an instant without milliseconds": ("finished", "2026-11-22T02:25:00Z"),
    "an officer twice": ("officers", [v.FIRST, v.FIRST]),
    "one officer for an act of power": ("officers", [v.FIRST]),
    "no task for an inspection": ("task", None),
    "answers that are no list": ("answers", {}),
    "a finding with a float": ("findings", [{"n": 1.5}]),
    "a paper without a hash": ("papers", [{"kind": "record", "number": "1", "sha256": "x"}]),
    "a paper of no kind": ("papers", [{"kind": "poem", "number": "1", "sha256": "c" * 64}]),
    "an end before its beginning": ("finished", "2026-11-22T01:09:59.999Z"),
    "a place off the earth": ("fix", {"lon": 1_800_000_001, "lat": 0, "datum": "wgs84", "at": v.STARTED}),
    "a person in two parts": ("assistants", [v.SECOND]),
}  # fmt: skip


@pytest.mark.parametrize("what", BROKEN)
def test_nothing_strange_is_taken(what):
    name, value = BROKEN[what]
    data = {**written(), name: value}
    with pytest.raises(VisitUnreadable) as refused:
        visit_read(data)
    assert refused.value.fields[0].where.startswith(f"visit.{name}")


@pytest.mark.parametrize("name", [name for name in written() if name != "fix"])
def test_no_member_may_be_missing(name):
    data = written()
    del data[name]
    with pytest.raises(VisitUnreadable) as refused:
        visit_read(data)
    assert [fault.where for fault in refused.value.fields] == [f"visit.{name}"]


def test_all_faults_are_told_at_once():
    data = written()
    data["kind"] = "raid"
    data["answers"][0]["value"] = 1
    data["findings"][1]["grade"] = "bad"
    data["signatures"][2]["image"] = "x"
    with pytest.raises(VisitUnreadable) as refused:
        visit_read(data)
    assert [fault.where for fault in refused.value.fields] == [
        "visit.kind", "visit.answers[0].value", "visit.findings[1].grade", "visit.signatures[2].image",
    ]  # fmt: skip


def test_an_answer_twice_and_a_gap_in_the_numbers_are_found():
    data = written()
    data["answers"].append(copy.deepcopy(data["answers"][0]))
    data["findings"][1]["n"] = 3
    with pytest.raises(VisitUnreadable) as refused:
        visit_read(data)
    assert {fault.where for fault in refused.value.fields} == {"visit.answers", "visit.findings"}


def test_answers_the_version_cannot_take_are_all_named():
    data = written()
    data["answers"][0]["value"] = "perhaps"
    data["answers"][1]["item"] = "G99"
    with pytest.raises(VisitUnreadable) as refused:
        answers_rebuild(visit_read(data), v.kitchen(), PROFILE)
    assert refused.value.code == "visit_answers_unfit"
    assert [fault.where for fault in refused.value.fields] == ["G07", "G99"]


def test_another_version_is_not_the_one_it_was_made_with():
    with pytest.raises(VisitUnreadable) as refused:
        answers_rebuild(visit_read(written()), v.kitchen(version="2"), PROFILE)
    assert [fault.where for fault in refused.value.fields] == ["visit.checklist"]


def test_findings_that_the_answers_do_not_make_are_doubted():
    data = written()
    data["findings"] = [{**data["findings"][0], "item": "G08"}]
    visit = visit_read(data)
    doubts = finding_doubts(visit, answers_rebuild(visit, v.kitchen(), PROFILE))
    assert [fault.where for fault in doubts] == ["G07", "G11", "findings[1]"]
