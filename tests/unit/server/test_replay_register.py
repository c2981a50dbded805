"""Law 3 on the register itself: hazards, orders, totals byte for byte, and the risks as of an instant."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db.models import Count

from server.hazards.models import Hazard, RectificationOrder
from server.inspections.models import Visit
from server.intake import handlers
from server.intake.models import Operation
from server.intake.overdue import overdue_sweep
from server.intake.replay_check import replay_check, risks_as_of
from server.ledger.models import Feed, Head
from server.places.models import Site
from server.risks.models import Risk, RiskReview
from server.risks.sweeping import risks_sweep
from shared.sync import Outcome
from tests.ground.building import OTHER_STREET, STREET
from tests.ground.risking import follow
from tests.ground.visiting import Field, order_papers, task_file

pytestmark = pytest.mark.django_db(transaction=True)


def seen() -> int:
    return Head.objects.get().position


def hazard(item: str, site: str = "site-1") -> Hazard:
    return Hazard.objects.filter(item=item, site=site).latest("opened_position")


@pytest.fixture
def field(clock) -> Field:
    """Let a district live through November and December, with the worker running now and then."""
    field = Field(clock)
    open_orders(field)
    follow(clock.now())
    field.days_pass(3)
    rechecks_and_closing(field)
    stale_and_held(field)
    follow(clock.now())
    field.days_pass(20)
    overdue_sweep(now=clock.now())
    places_change(field)
    risks_sweep(now=clock.now())
    field.office("risk.review", site="site-1", facility=None, scenario="GAS-EXPL", decision="keep",
                 minutes="会商", next_review_on="2027-02-01")  # fmt: skip
    field.visit({"A1": {}}, task="task-2", papers=order_papers("责改-3"))
    return field


def open_orders(field: Field) -> None:
    fails = {"A1": {"deadline": "2026-12-01"}, "A4": {"blobs": ("11" * 32,)}}
    assert field.visit(fails, papers=order_papers()).outcome == "applied"
    field.office("blob.arrived", sha256="11" * 32, size=9, device="device-1")
    task_file("task-2", now=field.clock.now())
    field.office("hazard.confirm", hazard=hazard("A4").id, grade="major", article="条例 27(1)")


def rechecks_and_closing(field: Field) -> None:
    one = hazard("A1")
    field.intent("hazard.report_done", hazard=one.id, note="已换", seen=seen())
    field.recheck(one.id, "fail", seen=seen())
    field.intent("hazard.report_done", hazard=one.id, note="又换", seen=seen())
    field.recheck(one.id, "pass", seen=seen())
    field.office("hazard.close", hazard=one.id, reason="合格")
    field.patrol({"A1": {}, "A3": {}})
    field.office("hazard.dismiss", hazard=hazard("A3").id, reason="误报")


def stale_and_held(field: Field) -> None:
    old = seen()
    field.patrol({"A2": {"grade": "serious"}}, site="site-2")
    two = hazard("A2", "site-2")
    field.office("hazard.confirm", hazard=two.id, grade="serious", article="条例 27(1)")
    refused = field.intent("hazard.dismiss", hazard=two.id, reason="当时不算", seen=old)
    assert refused.outcome == "rejected"
    field.office("hazard.report_done", hazard=two.id)
    for _ in range(2):
        assert field.recheck(two.id, "pass", seen=old).code == "recheck_stale"
    first = Operation.objects.filter(code="recheck_stale").earliest("seq")
    field.office("held.release", device=first.device, seq=first.seq, hash=first.hash)
    held = field.patrol({"A1": {}}, site="site-3")
    assert (held.outcome, held.waits_for) == ("held", "site:site-3")
    row = {"id": "site-3", "name": "新店", "kind": "restaurant", "lon": 1_253_060_000,
           "lat": 439_060_000}  # fmt: skip
    field.office("site.import", sites=[row])


def places_change(field: Field) -> None:
    field.office("facility.import", facilities=[
        {"id": "facility-1", "site": "site-1", "kind": "boiler", "name": "燃气锅炉"}
    ])  # fmt: skip
    field.office("site.patch", site="site-2", changes={"lon": 1_253_150_000, "vulnerable": True})
    field.office("site.close", site="site-3")
    field.office("plan.import", id="plan-1", name="燃气预案", kind="special", scenarios=["GAS-EXPL"],
                 version={"content": {"blocks": [{"kind": "text"}]}})  # fmt: skip


def by_the_wall_clock(*, acceptance) -> Outcome:
    outcome = VISIT(acceptance=acceptance)
    Hazard.objects.filter(opened_position=acceptance.position).update(
        interim_measure=f"记于 {datetime.now(UTC)}"
    )
    return outcome


VISIT = handlers.KIND_HANDLERS["visit"]


def test_the_district_has_lived_through_what_the_law_is_about(field):
    states = dict(Hazard.objects.values_list("state").annotate(Count("id")))
    assert {"closed", "dismissed", "verified"} <= states.keys()
    assert Visit.objects.count() >= 5
    assert RectificationOrder.objects.count() == 2
    assert Hazard.objects.filter(recurrence_number__gt=0).exists()
    assert Operation.objects.filter(outcome="held").exists()
    assert Hazard.objects.filter(overdue=True).exists()
    assert RiskReview.objects.exists()
    assert Risk.objects.filter(street=OTHER_STREET).exists()
    assert Site.objects.get(id="site-2").street == OTHER_STREET != STREET


def test_replayed_it_is_the_same_and_so_are_its_risks(field, clock):
    check = replay_check(as_of=clock.now() + timedelta(days=30))
    assert [str(fault) for fault in check.faults] == []
    assert check.totals["hazards"] == Hazard.objects.count()
    assert check.totals["orders"] == RectificationOrder.objects.count()
    assert check.totals["visits"] == Visit.objects.count()
    assert check.totals["risks"] >= 3
    assert Feed.objects.filter(kind="risk").exists()


def test_a_register_that_reads_the_wall_clock_and_a_touched_site_are_found(clock, monkeypatch):
    field = Field(clock)
    monkeypatch.setattr(
        handlers, "KIND_HANDLERS", {**handlers.KIND_HANDLERS, "visit": by_the_wall_clock}
    )
    field.patrol({"A4": {}})
    Site.objects.filter(id="site-1").update(exposure="continuous", peak_occupancy=900)
    found = [str(fault) for fault in replay_check(as_of=clock.now()).faults]
    assert any("hazards.Hazard" in fault and "记于" in fault for fault in found)
    assert any("places.Site" in fault and "900" in fault for fault in found)
    assert any(fault.startswith("risk ") for fault in found)


def test_the_risks_are_a_function_of_the_facts_and_the_instant(field, clock):
    now = clock.now()
    assert risks_as_of(as_of=now) == risks_as_of(as_of=now)
    assert risks_as_of(as_of=now) != risks_as_of(as_of=now + timedelta(days=400))
