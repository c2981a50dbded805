"""Findings become hazards: one live hazard for each place, item and slot; nothing is dropped."""

import itertools
import json
from datetime import date

import pytest

from server.hazards.models import Hazard, HazardEvent, Observation, RectificationOrder
from server.ledger.models import Feed
from shared.hazard import fingerprint_of
from shared.inspection import ExtraFinding
from tests.ground.building import OTHER_STREET, STREET, tablet_make
from tests.ground.visiting import INSPECTORS, Field, order_papers, task_file

pytestmark = pytest.mark.django_db
FIVE = {
    "responsibility": "店长", "measures": "停用灶具", "funds": "自筹", "deadline": "7 日",
    "contingency": "疏散",
}  # fmt: skip


@pytest.fixture
def field(clock):
    return Field(clock)


def row(hazard):
    found = Feed.objects.filter(kind="hazard", item=hazard.id, scope=f"street/{hazard.street}")
    return found.get()


def test_a_clue_of_a_patrol_opens_a_hazard_for_the_office_to_confirm(field):
    field.patrol({"A2": {"note": "报警器断电"}})
    hazard = Hazard.objects.get()
    assert (hazard.state, hazard.grade, hazard.k) == ("found", "serious", 4)
    assert (hazard.site_id, hazard.street, hazard.scenario, hazard.item) == (
        "site-1", STREET, "GAS-EXPL", "A2",
    )  # fmt: skip
    assert hazard.fingerprint == fingerprint_of(
        site="site-1", facility=None, item="gas.test:A2", slot=None
    )
    assert (hazard.found_by, hazard.found_on) == (INSPECTORS[0], date(2026, 11, 22))
    assert (hazard.due_on, hazard.printed_deadline) == (date(2026, 11, 29), False)
    assert (hazard.title_zh, hazard.title_en) == ("项目A2：看", "Item A2: see")
    seen = Observation.objects.get()
    assert (seen.hazard_id, seen.effect, seen.note) == (hazard.id, "opened", "报警器断电")
    assert [one.action for one in HazardEvent.objects.all()] == ["find"]


def test_the_tablets_of_the_street_get_its_row(field):
    field.patrol({"A2": {}})
    hazard = Hazard.objects.get()
    assert json.loads(row(hazard).data) == {
        "site": "site-1", "facility": None, "scenario": "GAS-EXPL", "item": "A2", "slot": "",
        "grade": "serious", "state": "found", "title_zh": "项目A2：看", "title_en": "Item A2: see",
        "article": "《城镇燃气管理条例》第二十七条第一款", "found_on": "2026-11-22", "due_on": "2026-11-29",
        "recurrence": 0, "k": 4, "checklist": "gas.test@1",
    }  # fmt: skip


def test_an_inspection_of_a_competent_body_confirms_what_it_finds(field):
    field.visit({"A1": {}})
    hazard = Hazard.objects.get()
    assert (hazard.state, hazard.confirmed_by) == ("confirmed", INSPECTORS[0])
    assert not RectificationOrder.objects.exists()


def test_an_order_gives_its_hazards_a_number_a_date_and_a_service(field):
    field.visit(
        {"A1": {"deadline": "2026-12-01"}, "A2": {"deadline": "2026-11-25"}}, papers=order_papers()
    )
    order = RectificationOrder.objects.get()
    assert (order.number, order.state, order.due_on) == ("责改-1", "served", date(2026, 12, 1))
    assert (order.body, order.served_how) == ("body-emergency", "当场送达，当事人签收")
    assert order.paper_sha256 == "dd" * 32
    general, serious = Hazard.objects.order_by("item")
    assert {general.order_id, serious.order_id} == {order.id}
    assert (general.state, general.due_on) == ("ordered", date(2026, 12, 1))
    assert (serious.due_on, serious.printed_deadline) == (date(2026, 11, 25), True)
    assert [one.action for one in general.events.order_by("number")] == ["find", "confirm", "order"]


def test_a_used_number_of_an_order_is_a_conflict_and_the_finding_counts(field):
    field.visit({"A1": {}}, papers=order_papers())
    task_file("task-2", now=field.clock.now())
    result = field.visit({"A2": {}}, task="task-2", papers=order_papers())
    assert (result.outcome, result.code) == ("applied_with_conflict", "order_number_used")
    assert Hazard.objects.get(item="A2").state == "confirmed"


def test_what_is_ordered_anew_keeps_its_first_date_and_escalates_the_first_order(field):
    field.visit({"A1": {"deadline": "2026-11-25"}}, papers=order_papers("责改-1"))
    task_file("task-2", now=field.clock.now())
    field.visit({"A1": {"deadline": "2026-12-05"}}, task="task-2", papers=order_papers("责改-2"))
    hazard = Hazard.objects.get()
    assert (hazard.order.number, hazard.due_on) == ("责改-2", date(2026, 11, 25))
    states = dict(RectificationOrder.objects.values_list("number", "state"))
    assert states == {"责改-1": "escalated", "责改-2": "served"}


def test_an_order_the_site_did_not_receive_waits_to_be_served(field):
    field.visit({"A1": {}}, papers=order_papers(), site_signs=False)
    order = RectificationOrder.objects.get()
    assert (order.state, order.served_at) == ("issued", None)
    field.office("order.serve", order=order.id, how="邮寄送达")
    order.refresh_from_db()
    assert (order.state, order.served_how, order.served_at) == (
        "served", "邮寄送达", field.clock.now(),
    )  # fmt: skip


def test_a_second_sighting_joins_the_hazard_whoever_makes_it(field):
    field.patrol({"A1": {}})
    field.patrol({"A1": {}}, officer=INSPECTORS[1])
    hazard = Hazard.objects.get()
    assert (hazard.observations_count, hazard.observations.count()) == (2, 2)
    assert [one.effect for one in hazard.observations.order_by("position")] == ["opened", "same"]


def test_slots_and_sites_tell_hazards_apart(field):
    field.patrol({"A1": {"slot": "2F"}})
    field.patrol({"A1": {"slot": "3F"}})
    field.patrol({"A1": {"slot": "2F"}}, site="site-2")
    assert Hazard.objects.count() == 3


def test_a_finding_off_the_list_is_one_hazard_of_its_scenario(field):
    extra = ExtraFinding(scenario="FIRE-EVAC", grade="serious", note="安全出口上锁")
    field.patrol(extras=[extra])
    field.patrol(extras=[extra])
    hazard = Hazard.objects.get()
    assert (hazard.item, hazard.scenario, hazard.title_zh) == (None, "FIRE-EVAC", "安全出口上锁")
    assert hazard.fingerprint == fingerprint_of(
        site="site-1", facility=None, item="x:FIRE-EVAC", slot=None
    )


def test_two_findings_of_one_visit_that_are_one_hazard_are_two_sightings(field):
    one = ExtraFinding(scenario="FIRE-EVAC", grade="general", note="通道堆物")
    two = ExtraFinding(scenario="FIRE-EVAC", grade="serious", note="出口上锁")
    field.patrol(extras=[one, two])
    hazard = Hazard.objects.get()
    assert (hazard.grade, hazard.observations_count) == ("serious", 2)


def test_a_worse_sighting_raises_the_grade_and_reopens_the_review(field):
    field.visit({"A1": {}})
    field.patrol({"A1": {"grade": "major"}})
    hazard = Hazard.objects.get()
    assert (hazard.grade, hazard.state, hazard.grade_review_due) == ("major", "confirmed", True)
    assert hazard.plan_due_on == date(2026, 11, 27)
    field.patrol({"A1": {"grade": "low"}})
    hazard.refresh_from_db()
    assert hazard.grade == "major"


def test_a_worse_grade_has_the_shorter_time_unless_a_paper_printed_the_date(field):
    field.patrol({"A3": {}})
    field.visit({"A1": {"deadline": "2026-12-05"}}, papers=order_papers())
    field.patrol({"A3": {"grade": "serious"}, "A1": {"grade": "serious"}})
    dates = dict(Hazard.objects.values_list("item", "due_on"))
    assert dates == {"A3": date(2026, 11, 29), "A1": date(2026, 12, 5)}


def test_a_major_hazard_confirmed_by_the_second_officer_is_ordered_at_once(field):
    field.visit({"A4": {"confirmed_by": INSPECTORS[1], "five": FIVE}}, papers=order_papers())
    hazard = Hazard.objects.get()
    assert (hazard.state, hazard.confirmed_by, hazard.found_by) == (
        "ordered", INSPECTORS[1], INSPECTORS[0],
    )  # fmt: skip
    assert hazard.interim_measure == "停用灶具"


@pytest.mark.parametrize(
    "finding",
    [{}, {"confirmed_by": INSPECTORS[0]}, {"confirmed_by": "officer-street"}],
    ids=["nobody", "its finder", "somebody who was not there"],
)
def test_a_major_hazard_without_a_second_officer_waits_for_the_office(field, finding):
    field.visit({"A4": {**finding, "five": FIVE}}, papers=order_papers())
    hazard = Hazard.objects.get()
    assert (hazard.state, hazard.confirmed_by) == ("found", "")
    assert hazard.order_id == RectificationOrder.objects.get().id


def test_a_second_officer_who_did_not_sign_confirms_nothing(field):
    field.visit({"A4": {"confirmed_by": INSPECTORS[1]}}, also=())
    assert Hazard.objects.get().state == "found"


def test_what_comes_back_after_closing_opens_the_next_of_the_chain(field):
    field.patrol({"A1": {}})
    first = Hazard.objects.get()
    close(field, first)
    field.days_pass(3)
    field.patrol({"A1": {}})
    second = Hazard.objects.exclude(id=first.id).get()
    assert (second.recurrence_of_id, second.recurrence_number) == (first.id, 1)
    assert second.observations.get().effect == "reopened"
    assert second.observations.get().made_before_closing is False
    assert second.events.get().action == "reopen"


def test_after_a_year_it_is_a_new_hazard(field):
    field.patrol({"A1": {}})
    first = Hazard.objects.get()
    close(field, first)
    field.days_pass(366)
    field.patrol({"A1": {}})
    second = Hazard.objects.exclude(id=first.id).get()
    assert (second.recurrence_of, second.recurrence_number) == (None, 0)


def test_a_sighting_from_before_the_closing_counts_and_says_so(field, clock):
    field.patrol({"A1": {}})
    offline = tablet_make("device-2", clock=clock)
    late = offline.line("visit", field.data({"A1": {}}, kind="patrol", task=None, papers=(),
                                            officers=INSPECTORS[:1]), officer=INSPECTORS[0])  # fmt: skip
    field.days_pass(1)
    close(field, Hazard.objects.get())
    field.days_pass(1)
    offline.results(late)
    second = Hazard.objects.get(recurrence_number=1)
    assert second.observations.get().made_before_closing is True


def close(field, hazard):
    field.office("hazard.confirm", hazard=hazard.id, grade=hazard.grade)
    field.office("hazard.verify", hazard=hazard.id, note="现场查看")
    field.office("hazard.close", hazard=hazard.id)


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
def test_observers_in_any_order_make_the_same_hazards(field, clock, order):
    tablets = [tablet_make(f"device-{number}", clock=clock) for number in (2, 3, 4)]
    fails = [{"A1": {}, "A3": {}}, {"A1": {"grade": "serious"}}, {"A1": {"grade": "low"}, "A2": {}}]
    lines = [
        tablet.line("visit", field.data(failed, kind="patrol", task=None, papers=(),
                                        officers=INSPECTORS[:1]), officer=INSPECTORS[0])
        for tablet, failed in zip(tablets, fails, strict=True)
    ]  # fmt: skip
    for number in order:
        assert tablets[number].results(lines[number])[0].outcome == "applied"
    assert sorted(Hazard.objects.values_list("item", "grade", "state", "observations_count")) == [
        ("A1", "serious", "found", 3),
        ("A2", "serious", "found", 1),
        ("A3", "low", "found", 1),
    ]
    assert Observation.objects.count() == 5


def test_hazards_follow_their_site_to_its_new_street(field):
    field.patrol({"A1": {}})
    hazard = Hazard.objects.get()
    before = row(hazard)
    field.office("site.patch", site="site-1", changes={"lon": 1_253_150_000})
    hazard.refresh_from_db()
    before.refresh_from_db()
    assert (hazard.street, before.gone) == (OTHER_STREET, True)
    assert row(hazard).gone is False


def test_an_ended_hazard_leaves_the_tablets(field):
    field.patrol({"A1": {}})
    hazard = Hazard.objects.get()
    close(field, hazard)
    hazard.refresh_from_db()
    assert row(hazard).gone is True
