"""What people decide about a hazard, from the office and from tablets, fresh and stale."""

from datetime import date, timedelta

import pytest

from server.accounts.models import Officer
from server.hazards.models import Hazard, HazardEvent, Recheck, RectificationOrder
from server.hazards.services import hazards_passed
from server.intake import batching
from server.intake.entry_make import EntryRefused
from server.intake.models import Operation
from server.ledger.models import Head
from shared.hazard import DeedRefused
from shared.problems import Problem
from tests.ground.building import OFFICE, OTHER_STREET, officer_make, tablet_make
from tests.ground.visiting import INSPECTORS, Field, order_papers

pytestmark = pytest.mark.django_db


@pytest.fixture
def field(clock):
    return Field(clock)


@pytest.fixture
def clue(field):
    """A general hazard found on a patrol."""
    field.patrol({"A1": {}})
    return Hazard.objects.get()


@pytest.fixture
def ordered(field):
    """A general hazard under a served order, due on 2026-12-01."""
    field.visit({"A1": {"deadline": "2026-12-01"}}, papers=order_papers())
    return Hazard.objects.get()


def now_of(hazard):
    return Hazard.objects.get(id=hazard.id)


def position():
    return Head.objects.get().position


def test_the_office_confirms_a_clue(field, clue):
    field.office("hazard.confirm", hazard=clue.id, grade="serious", article="条例 27(1)")
    hazard = now_of(clue)
    assert (hazard.state, hazard.grade, hazard.confirmed_by) == ("confirmed", "serious", OFFICE)
    assert hazard.article == "条例 27(1)"
    assert hazard.due_on == date(2026, 11, 29)
    event = hazard.events.get(action="confirm")
    assert (event.grade_before, event.grade_after, event.position) == (
        "general", "serious", hazard.grade_position,
    )  # fmt: skip


def test_lowering_a_grade_needs_a_reason_and_settles_the_review(field, clue):
    field.office("hazard.confirm", hazard=clue.id, grade="general")
    field.patrol({"A1": {"grade": "serious"}})
    assert now_of(clue).grade_review_due is True
    with pytest.raises(DeedRefused, match="理由"):
        field.office("hazard.confirm", hazard=clue.id, grade="low")
    field.office("hazard.confirm", hazard=clue.id, grade="low", reason="复核照片，仅标识缺失")
    hazard = now_of(clue)
    assert (hazard.grade, hazard.grade_review_due) == ("low", False)
    assert hazard.events.order_by("-number").first().action == "lower_grade"


def test_a_later_sighting_raises_what_was_lowered(field, clue):
    field.office("hazard.confirm", hazard=clue.id, grade="low", reason="复核")
    field.patrol({"A1": {"grade": "general"}})
    assert (now_of(clue).grade, now_of(clue).grade_review_due) == ("general", True)


def test_the_whole_way_from_order_to_closing(field, ordered):
    field.intent("hazard.report_done", hazard=ordered.id, note="已换软管", seen=position())
    assert now_of(ordered).state == "reported_done"
    result = field.recheck(ordered.id, "pass", officer=INSPECTORS[1], seen=position())
    assert (result.outcome, result.code) == ("applied", None)
    hazard = now_of(ordered)
    assert (hazard.state, hazard.verified_by, hazard.reported_done_by) == (
        "verified", INSPECTORS[1], INSPECTORS[0],
    )  # fmt: skip
    field.office("hazard.close", hazard=ordered.id)
    assert (now_of(ordered).state, now_of(ordered).closed_at) == ("closed", field.clock.now())
    assert RectificationOrder.objects.get().state == "closed"
    assert list(hazard.events.order_by("number").values_list("action", flat=True)) == [
        "find", "confirm", "order", "report_done", "verify", "close",
    ]  # fmt: skip


def test_who_reported_it_done_cannot_pass_the_recheck_and_the_recheck_is_kept(field, ordered):
    field.intent("hazard.report_done", hazard=ordered.id, officer=INSPECTORS[1], seen=position())
    result = field.recheck(ordered.id, "pass", officer=INSPECTORS[1], seen=position())
    assert (result.outcome, result.code) == ("applied_with_conflict", "hazard_verified_by_reporter")
    assert (now_of(ordered).state, Recheck.objects.count()) == ("reported_done", 1)


def test_a_failed_recheck_goes_back_and_escalates(field, ordered):
    field.intent("hazard.report_done", hazard=ordered.id, seen=position())
    field.recheck(ordered.id, "fail", note="仍有破损", seen=position())
    hazard = now_of(ordered)
    assert (hazard.state, hazard.failed_rechecks, hazard.reported_done_by) == ("rectifying", 1, "")
    assert hazard.due_on == date(2026, 12, 1)
    assert RectificationOrder.objects.get().state == "escalated"


def test_a_stale_failure_counts(field, ordered):
    seen = position()
    field.office("hazard.report_done", hazard=ordered.id)
    result = field.recheck(ordered.id, "fail", seen=seen)
    assert (result.outcome, now_of(ordered).failed_rechecks) == ("applied", 1)


def test_a_failed_recheck_of_a_closed_hazard_opens_the_next(field, ordered):
    field.office("hazard.verify", hazard=ordered.id)
    field.office("hazard.close", hazard=ordered.id)
    result = field.recheck(ordered.id, "fail", note="又漏气")
    assert (result.outcome, result.code) == ("applied_with_conflict", "hazard_ended_meanwhile")
    following = Hazard.objects.get(recurrence_of=ordered)
    assert (following.state, following.recurrence_number, following.item) == ("found", 1, "A1")
    assert following.observations.get().note == "又漏气"
    assert Recheck.objects.get().hazard_id == ordered.id


def test_a_pass_of_what_is_closed_changes_nothing_and_is_kept(field, ordered):
    field.office("hazard.verify", hazard=ordered.id)
    field.office("hazard.close", hazard=ordered.id)
    assert field.recheck(ordered.id, "pass").outcome == "applied"
    assert (now_of(ordered).state, Recheck.objects.count()) == ("closed", 1)


def test_a_stale_pass_is_held_for_the_office_and_takes_effect_when_released(field, ordered):
    seen = position()
    field.office("hazard.report_done", hazard=ordered.id)
    result = field.recheck(ordered.id, "pass", seen=seen)
    assert (result.outcome, result.code, result.waits_for) == ("held", "recheck_stale", None)
    assert (now_of(ordered).state, Recheck.objects.count()) == ("reported_done", 0)
    operation = Operation.objects.get(outcome="held")
    release(field, operation)
    assert (now_of(ordered).state, Recheck.objects.count()) == ("verified", 1)


def release(field, operation):
    field.office("held.release", device=operation.device, seq=operation.seq, hash=operation.hash)


def test_a_pass_made_before_a_later_sighting_is_held(field, clock, ordered):
    other = tablet_make("device-2", clock=clock)
    seen = position()
    passed = other.line("recheck", {"hazard": ordered.id, "verdict": "pass", "note": None,
                                    "blobs": []}, officer=INSPECTORS[1], seen=seen)  # fmt: skip
    field.days_pass(1)
    field.patrol({"A1": {}})
    assert other.results(passed)[0].code == "recheck_stale"


def test_a_pass_made_after_a_sighting_it_had_not_seen_counts(field, clock, ordered):
    other = tablet_make("device-2", clock=clock)
    seen = position()
    field.patrol({"A1": {}})
    field.days_pass(1)
    result = field.recheck(ordered.id, "pass", tablet=other, seen=seen)
    assert (result.outcome, now_of(ordered).state) == ("applied", "verified")


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("hazard.close", {}),
        ("hazard.dismiss", {"reason": "现场核对不存在"}),
        ("hazard.confirm", {"grade": "low", "reason": "复核"}),
        ("hazard.accept", {"reason": "停业", "until": "2027-01-01"}),
    ],
)
def test_a_stale_closing_lowering_or_dismissal_is_held(field, clock, ordered, name, data):
    chief = tablet_make("device-9", [OFFICE], clock=clock)
    seen = position()
    field.office("hazard.verify", hazard=ordered.id)
    field.patrol({"A1": {"grade": "serious"}})
    before = now_of(ordered)
    result = field.intent(name, officer=OFFICE, tablet=chief, seen=seen, hazard=ordered.id, **data)
    assert (result.outcome, result.code) == ("held", "hazard_deed_stale")
    assert (now_of(ordered).state, now_of(ordered).grade) == (before.state, before.grade)


def test_another_stale_deed_counts_and_the_conflict_is_shown(field, ordered):
    seen = position()
    field.office("hazard.transfer", hazard=ordered.id, to="body-market", receipt="收-1")
    result = field.intent("hazard.report_done", hazard=ordered.id, seen=seen)
    assert (result.outcome, result.code) == ("applied_with_conflict", "hazard_changed_meanwhile")
    assert now_of(ordered).state == "reported_done"


def test_a_deed_outside_the_authors_streets_is_held(field, clock, clue):
    officer_make("officer-far", "孙强", "inspector", number="9", now=clock.now())
    Officer.objects.filter(id="officer-far").update(streets=[OTHER_STREET])
    far = tablet_make("device-7", ["officer-far"], clock=clock)
    result = field.intent("hazard.report_done", officer="officer-far", tablet=far,
                          hazard=clue.id, seen=position())  # fmt: skip
    assert (result.outcome, result.code) == ("held", "hazard_outside_area")
    assert now_of(clue).state == "found"


def test_a_passed_recheck_outside_the_authors_streets_is_held(field, clock, ordered):
    officer_make("officer-far", "孙强", "inspector", number="9", now=clock.now())
    Officer.objects.filter(id="officer-far").update(streets=[OTHER_STREET])
    far = tablet_make("device-7", ["officer-far"], clock=clock)
    recheck = {"hazard": ordered.id, "verdict": "pass", "note": None, "blobs": []}
    line = far.line("recheck", recheck, officer="officer-far", seen=position())
    result = far.results(line)[0]
    assert (result.outcome, result.code) == ("held", "hazard_outside_area")
    assert now_of(ordered).state == "ordered"


def test_an_inspector_may_not_close(field, ordered):
    field.office("hazard.verify", hazard=ordered.id)
    result = field.intent("hazard.close", hazard=ordered.id, seen=position())
    assert (result.outcome, result.code) == ("rejected", "intent_role_refused")


def test_a_forbidden_deed_says_why_and_what_to_do(field, clue):
    with pytest.raises(DeedRefused) as refused:
        field.office("hazard.close", hazard=clue.id)
    assert refused.value.message == "隐患现为“已发现”，不能销号。"
    assert refused.value.remedy == "请先复查合格，再销号。"


def test_dismissing_ends_a_hazard_with_its_reason(field, clue):
    field.office("hazard.dismiss", hazard=clue.id, reason="检查表适用有误")
    hazard = now_of(clue)
    assert (hazard.state, hazard.ended_reason) == ("dismissed", "检查表适用有误")
    field.patrol({"A1": {}})
    assert Hazard.objects.exclude(id=clue.id).get().recurrence_number == 0


def test_accepting_and_transferring_leave_their_traces(field, ordered):
    field.office("hazard.accept", hazard=ordered.id, reason="停业装修", until="2027-01-01")
    assert now_of(ordered).state == "accepted"
    assert now_of(ordered).events.get(action="accept").facts["until"] == "2027-01-01"
    field.office("hazard.transfer", hazard=ordered.id, to="body-market", receipt="收-1")
    hazard = now_of(ordered)
    assert (hazard.state, hazard.transferred_to, hazard.due_on) == (
        "transferred", "body-market", date(2026, 12, 1),
    )  # fmt: skip


def test_a_served_order_takes_hold_when_the_second_person_confirms(field):
    field.visit({"A4": {"deadline": "2026-12-10"}}, papers=order_papers())
    found = Hazard.objects.get()
    assert found.state == "found"
    field.office("hazard.confirm", hazard=found.id, grade="major", interim_measure="停用")
    hazard = now_of(found)
    assert (hazard.state, hazard.confirmed_by) == ("ordered", OFFICE)


def test_a_pass_of_an_unconfirmed_major_hazard_waits_for_the_office(field):
    field.patrol({"A4": {}})
    hazard = Hazard.objects.get()
    result = field.recheck(hazard.id, "pass", seen=position())
    assert (result.outcome, result.code) == ("held", "hazard_major_unconfirmed")


def test_an_unknown_hazard_is_waited_for_by_a_tablet_and_refused_to_the_office(field):
    result = field.recheck("hazard-9", "pass")
    assert (result.outcome, result.waits_for) == ("held", "hazard:hazard-9")
    with pytest.raises(EntryRefused, match="请核对编号"):
        field.office("hazard.close", hazard="hazard-9")


def test_a_hazard_and_its_order_are_announced_to_what_waits_for_them(field, monkeypatch):
    announced = []

    def note(*, writer, now):
        announced.extend(writer.arrivals)
        return 0

    monkeypatch.setattr(batching, "arrivals_release", note)
    field.visit({"A1": {"deadline": "2026-12-01"}}, papers=order_papers())
    hazard = Hazard.objects.get()
    assert {f"hazard:{hazard.id}", f"order:{hazard.order_id}"} <= set(announced)


def test_a_recheck_that_cannot_be_read_is_held(field, clue):
    result = field.recheck(clue.id, "perhaps")
    assert (result.outcome, result.code) == ("held", "recheck_unreadable")


def test_an_order_is_not_served_twice(field, ordered):
    order = RectificationOrder.objects.get()
    with pytest.raises(Problem, match="不能再送达"):
        field.office("order.serve", order=order.id, how="邮寄")
    with pytest.raises(EntryRefused):
        field.office("order.serve", order="order-9", how="邮寄")


def test_the_clock_marks_what_is_overdue_once(field, ordered):
    assert hazards_passed(day=date(2026, 12, 1)) == []
    assert hazards_passed(day=date(2026, 12, 2)) == [ordered.id]
    field.days_pass(10)
    with pytest.raises(Problem, match="均未逾期"):
        field.office("hazard.mark_overdue", hazards=[ordered.id], day="2026-12-01")
    field.office("hazard.mark_overdue", hazards=[ordered.id], day="2026-12-02")
    assert (now_of(ordered).overdue, now_of(ordered).state) == (True, "ordered")
    assert RectificationOrder.objects.get().state == "due"
    assert hazards_passed(day=date(2026, 12, 2)) == []
    with pytest.raises(Problem, match="已标记"):
        field.office("hazard.mark_overdue", hazards=[ordered.id], day="2026-12-03")


def test_one_that_was_mended_does_not_keep_the_others_from_being_marked(field, clock):
    field.patrol({"A1": {}, "A2": {}})
    general, serious = Hazard.objects.order_by("item")
    field.office("hazard.verify", hazard=serious.id)
    field.clock.advance(timedelta(days=40))
    made = field.office("hazard.mark_overdue", hazards=[general.id, serious.id], day="2026-12-31")
    assert (made.outcome.outcome, made.outcome.code) == (
        "applied_with_conflict", "hazards_partly_overdue",
    )  # fmt: skip
    assert (now_of(general).overdue, now_of(serious).overdue) == (True, False)


def test_every_event_names_a_position_and_counts_from_one(field, ordered):
    field.office("hazard.report_done", hazard=ordered.id)
    events = list(HazardEvent.objects.order_by("number"))
    assert [one.number for one in events] == [1, 2, 3, 4]
    assert now_of(ordered).events_count == 4
    assert now_of(ordered).changed_position == events[-1].position
