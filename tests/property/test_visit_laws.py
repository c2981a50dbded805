"""Laws of a visit: written and read it is the same, rebuilt it means the same, and nothing strange breaks it."""

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from shared.checklist import Answers, score_of
from shared.checklist.profile import profile_values
from shared.inspection import (
    VisitData,
    VisitUnreadable,
    answers_rebuild,
    control_checks_of,
    coverage_of,
    draft_missing,
    finding_doubts,
    findings_of,
    visit_data_write,
    visit_read,
)
from shared.record.json_text import json_read, json_write
from tests.ground import checklists as made
from tests.ground import visits as v

CHECKLIST = made.checklist(
    made.section("s"), made.section("r", repeat=True),
    made.verdict("A", scenario="X", grade="general", control="a", partial="finding"),
    made.verdict("B", scenario="X", grade="serious", visible_if="A != na", slot="后厨"),
    made.item("N", "number", minimum=1, maximum=4, scenario="Y", grade="low", required=False),
    made.item("T", "text", required=False),
    made.verdict("C", "r", scenario="Y", grade="major", control="c", points=3),
    made.item("P", "calculated", value="count_failed(A, B)"),
    scoring={"kind": "points"},
)  # fmt: skip
PROFILE = profile_values({"kind": "restaurant"}, visit="patrol")
VALUES = {
    "A": ["pass", "partial", "fail", "na", "not_checked"],
    "B": ["pass", "fail", "na", "not_checked"],
    "N": ["0.5", "2", "4.0", "-7", "na"],
    "T": ["更换于 2026-06-01", "“引号”\n换行"],
    "C": ["pass", "fail", "na"],
}
NOTES = st.none() | st.text(
    alphabet=st.characters(exclude_categories=["Cs", "Cc"]), max_size=20
)  # whatever a person can type
GRADES = st.none() | st.sampled_from(["low", "general", "serious", "major"])


@st.composite
def one_answer(draw):
    item = draw(st.sampled_from(sorted(VALUES)))
    at = (draw(st.sampled_from(["甲", "乙", "crane-1"])),) if item == "C" else ()
    graded = item in "ABCN"
    blobs = draw(st.lists(st.sampled_from(["a" * 64, "b" * 64]), max_size=2, unique=True))
    return {
        "item": item, "value": draw(st.sampled_from(VALUES[item])), "at": at, "note": draw(NOTES),
        "blobs": tuple(blobs), "how": draw(st.sampled_from(["tap", "bulk", "carried"])),
        "grade": draw(GRADES) if graded else None, "slot": draw(st.none() | st.just("北墙")),
    }  # fmt: skip


@st.composite
def drafts(draw):
    answers = Answers(CHECKLIST, PROFILE)
    for given_answer in draw(st.lists(one_answer(), max_size=14)):
        answers.answer(given_answer.pop("item"), given_answer.pop("value"), **given_answer)
    return v.draft(
        kind="patrol", answers=answers, task=None, officers=(v.officer(),), signatures=()
    )


@settings(max_examples=150)
@given(draft=drafts())
def test_a_visit_means_the_same_after_it_was_written_and_read(draft):
    data = visit_data_write(draft, finished=v.FINISHED)
    read = visit_read(json_read(json_write(data)))
    answers = answers_rebuild(read, CHECKLIST, PROFILE)
    again = replace(draft, answers=answers)
    assert read.findings == findings_of(draft) == findings_of(again)
    assert coverage_of(answers) == coverage_of(draft.answers)
    assert control_checks_of(answers) == control_checks_of(draft.answers)
    assert score_of(answers) == score_of(draft.answers)
    assert finding_doubts(read, answers) == ()
    assert {row.key: answers.get(*row.key) and answers.get(*row.key).note for row in answers.rows()} == {
        row.key: draft.answers.get(*row.key) and draft.answers.get(*row.key).note
        for row in draft.answers.rows()
        if row.key in set(one.key for one in answers.rows())
    }  # fmt: skip


@settings(max_examples=50)
@given(draft=drafts())
def test_what_is_written_again_is_the_same_bytes(draft):
    first = json_write(visit_data_write(draft, finished=v.FINISHED))
    read = visit_read(json_read(first))
    again = replace(draft, answers=answers_rebuild(read, CHECKLIST, PROFILE))
    assert json_write(visit_data_write(again, finished=v.FINISHED)) == first


@settings(max_examples=50)
@given(draft=drafts())
def test_every_fault_has_a_place_and_a_remedy(draft):
    for fault in draft_missing(draft, at=v.NOW):
        assert fault.where
        assert fault.message.endswith("。")
        assert fault.remedy.endswith("。")


STRANGE = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)  # fmt: skip
WHOLE = json_read(json_write(visit_data_write(v.major_draft(), finished=v.FINISHED)))


@settings(max_examples=300)
@given(data=st.data())
def test_whatever_stands_in_a_visit_it_is_read_or_refused(data):
    """Put something strange in any place of a sound visit: a tablet cannot bring the server down."""
    visit = json_read(json_write(WHOLE))
    place = visit
    while True:
        keys = sorted(place) if isinstance(place, dict) else range(len(place))
        key = data.draw(st.sampled_from(keys))
        inner = place[key]
        if not isinstance(inner, dict | list) or not inner or data.draw(st.booleans()):
            break
        place = inner
    place[key] = data.draw(STRANGE)
    faults, read = (), None
    try:
        read = visit_read(visit)
    except VisitUnreadable as refused:
        faults = refused.fields
    assert isinstance(read, VisitData) or faults
    assert all(fault.where.startswith("visit.") for fault in faults)
