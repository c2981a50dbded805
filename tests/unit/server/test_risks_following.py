"""Hazards, visits and places become risks: one row for each site and scenario, always re-computed from facts."""

import json
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from server.catalogue.published import model_in_force
from server.hazards.models import Hazard
from server.inspections.models import Visit
from server.ledger.following import follow_once, follower_forget, follower_lag
from server.ledger.models import Alarm
from server.ledger.reading import feed_read
from server.risks import following
from server.risks.collecting import evidence_collect
from server.risks.following import RISKS
from server.risks.grouping import RiskKey
from server.risks.inputs import facts_of
from server.risks.models import Risk, RiskAssessment
from tests.ground.building import OTHER_STREET, STREET
from tests.ground.risking import follow, register, risk_of
from tests.ground.visiting import Field, item

pytestmark = pytest.mark.django_db


@pytest.fixture
def field(clock):
    return Field(clock)


def levels():
    return {(one.site_id, one.scenario): (str(one.d), one.level) for one in Risk.objects.all()}


def fed(street=STREET):
    return {
        row.item: json.loads(row.data) for row in feed_read(scope=f"street/{street}", kind="risk")
    }


def test_a_clean_full_visit_makes_a_place_blue_and_the_rest_stays_grey(field, now):
    field.visit()
    follow(now)
    risk = risk_of()
    # λ = 0: L 0.1, E daily 6, C of class 4 15.
    assert (risk.d, risk.level, risk.confidence) == (Decimal("9.0"), "blue", "medium")
    assert (risk.open_hazards, risk.last_inspected_on) == (0, date(2026, 11, 22))
    assert risk.next_inspection_on == date(2026, 11, 22) + timedelta(90)
    assert not Risk.objects.filter(site="site-2").exists()


def test_findings_become_a_coloured_explained_risk(field, now):
    field.visit({"A1": {}, "A2": {}})
    follow(now)
    risk = risk_of()
    # P = 0.3·(1−0.865·0.685) + 0.4·(1−0.865·0.685) + 0.2·(1−0.685) = 0.348; the alarm failed: no credit.
    assert (risk.d, risk.level) == (Decimal("124.7"), "yellow")
    assert (risk.open_hazards, risk.open_majors, risk.street) == (2, 0, STREET)
    explain = risk.latest.explain
    assert {row["hazard"] for row in explain["drop_if_closed"]} == set(
        Hazard.objects.values_list("id", flat=True)
    )
    assert explain["terms"][1]["why"] == ["可燃气体报警 0.5 已失效×0"]
    assert (risk.latest.trigger, risk.latest.model) == ("visit", "lec-v0.3")


def test_a_major_hazard_is_at_least_orange_and_red_when_overdue(field, now):
    field.visit({"A4": {"grade": "major"}})
    follow(now)
    assert (risk_of().level, risk_of().floors) == ("red", ["open_major"])


def test_the_id_of_a_risk_follows_from_its_key(field, now):
    field.visit()
    follow(now)
    assert risk_of().id == RiskKey("site-1", "", "GAS-EXPL").id
    assert RiskKey("a", "", "S").id != RiskKey("x", "a", "S").id


def test_a_tablet_gets_the_risk_in_its_street_with_the_sentence(field, now):
    field.visit({"A1": {}, "A2": {}})
    follow(now)
    assert fed() == {
        risk_of().id: {
            "site": "site-1", "facility": None, "scenario": "GAS-EXPL", "level": "yellow",
            "d": "124.7", "confidence": "medium", "as_of": "2026-11-22",
            "sentence_zh": "这 1 项销号后可由黄降蓝",
            "sentence_en": "Closing this hazard lowers it from yellow to blue",
        }
    }  # fmt: skip


def test_nothing_new_stores_and_sends_nothing_new(field, now, clock):
    field.visit({"A1": {}})
    follow(now)
    before, rows = (
        register(),
        {one.item: one.position for one in feed_read(scope=f"street/{STREET}", kind="risk")},
    )
    clock.advance(timedelta(minutes=5))
    field.patrol({"A1": {}})
    follow(clock.now())
    assert register() == before
    assert {
        one.item: one.position for one in feed_read(scope=f"street/{STREET}", kind="risk")
    } == rows
    assert RiskAssessment.objects.count() == 1


def test_a_new_assessment_is_kept_beside_the_old_one(field, clock):
    field.visit({"A3": {}})
    follow(clock.now())
    field.visit({"A1": {}, "A2": {}, "A3": {}})
    follow(clock.now())
    kept = RiskAssessment.objects.order_by("number")
    assert [(one.number, one.level) for one in kept] == [(1, "blue"), (2, "yellow")]
    assert risk_of().latest_id == kept.last().id


def test_closing_lowers_a_risk_but_does_not_forget(field, clock):
    field.visit({"A1": {}})
    follow(clock.now())
    open_d = risk_of().d
    hazard = Hazard.objects.get().id
    field.clock.advance(timedelta(days=1))
    field.office("hazard.report_done", hazard=hazard, note="已整改")
    field.recheck(hazard, "pass", seen=10**6)
    field.office("hazard.close", hazard=hazard, reason="复查合格")
    follow(clock.now())
    assert Hazard.objects.get().state == "closed"
    risk = risk_of()
    assert Decimal("9.0") < risk.d < open_d
    assert risk.open_hazards == 0


def test_a_profile_of_thirty_points_opens_a_risk_before_anything_is_found(field, now):
    field.office(
        "site.patch", site="site-2", changes={"factors": ["gas_below_ground", "pipe_over_20_years"]}
    )
    follow(now)
    risk = risk_of("site-2")
    assert (risk.confidence, risk.last_inspected_on) == ("low", None)
    assert risk.next_inspection_on == date(2026, 11, 22)
    assert risk.latest.explain["terms"][3] == {
        "k": "stale", "v": 0.3, "why": "从未检查", "why_en": "never inspected",
    }  # fmt: skip
    assert risk.latest.trigger == "site.patch"


def test_a_lighter_profile_stays_grey(field, now):
    field.office("site.patch", site="site-2", changes={"factors": ["pipe_over_20_years"]})
    follow(now)
    assert not Risk.objects.exists()


def test_a_facility_has_its_own_risk_and_nothing_counts_twice(field, now):
    facility = {"id": "riser-1", "site": "site-1", "kind": "gas_riser", "name": "立管"}
    field.office("facility.import", facilities=[facility])
    field.visit({"A1": {}}, facility="riser-1")
    field.patrol({"A3": {}})
    follow(now)
    assert risk_of(facility="riser-1").open_hazards == 1
    assert risk_of().open_hazards == 1
    assert Risk.objects.count() == 2


def test_a_corrected_visit_counts_no_more(field, now):
    field.visit({"A2": {}})
    follow(now)
    assert risk_of().latest.explain["terms"][1]["why"] == ["可燃气体报警 0.5 已失效×0"]
    first = Visit.objects.get().id
    field.visit({"A1": {}}, supersedes=first)
    follow(now)
    assert risk_of().latest.explain["terms"][1]["why"] == ["可燃气体报警 0.5 已验证"]


def test_a_patrol_moves_staleness_half_way_and_verifies_no_control(field, now):
    field.patrol()
    follow(now)
    risk = risk_of()
    assert risk.latest.explain["terms"][1]["why"] == ["可燃气体报警 0.5 未验证×0.3"]
    # Half the way from four cadences ago: 180 days ago, so looking was due 90 days ago.
    assert risk.next_inspection_on == date(2026, 11, 22) - timedelta(90)
    assert risk.confidence == "low"


def test_a_recurring_hazard_weighs_more(field, clock):
    hazards = []
    for _ in range(2):
        field.visit({"A1": {}})
        hazard = Hazard.objects.exclude(state="closed").get()
        hazards.append(hazard)
        if len(hazards) == 1:
            field.office("hazard.report_done", hazard=hazard.id, note="")
            field.recheck(hazard.id, "pass", seen=10**6)
            field.office("hazard.close", hazard=hazard.id, reason="合格")
            field.clock.advance(timedelta(days=3))
    follow(clock.now())
    assert hazards[1].recurrence_of_id == hazards[0].id
    twice = risk_of().d
    assert twice > Decimal("37")  # one fresh general hazard beside a fading one gives less
    evidence = evidence_collect(["site-1"])["site-1"]
    facts = facts_of(
        evidence, RiskKey("site-1", "", "GAS-EXPL"), model_in_force(), as_of=date(2026, 11, 26)
    )
    assert sorted(one.recurrences for one in facts.inputs.hazards) == [0, 1]


def test_a_site_that_moves_takes_its_risk_to_the_other_street(field, now):
    field.visit({"A1": {}})
    follow(now)
    id = risk_of().id
    field.office("site.patch", site="site-1", changes={"lon": 1_253_150_000})
    follow(now)
    assert (risk_of().street, fed(), list(fed(OTHER_STREET))) == (OTHER_STREET, {}, [id])


def test_re_issued_areas_move_risks_that_nobody_touched(field, now):
    field.visit({"A1": {}})
    follow(now)
    west, south = 1_253_000_000, 439_000_000
    square = [
        [west, south],
        [west + 200_000, south],
        [west + 200_000, south + 100_000],
        [west, south + 100_000],
        [west, south],
    ]
    area = {"level": "street", "name": "群英街道", "datum": "wgs84", "from": "2026-11-01"}
    far = [[x - 10_000_000, y] for x, y in square]
    field.office(
        "area.import",
        areas=[
            {**area, "code": OTHER_STREET, "rings": [square]},
            {**area, "code": STREET, "rings": [far]},
        ],
    )
    follow(now)
    assert risk_of().street == OTHER_STREET
    assert (fed(), len(fed(OTHER_STREET))) == ({}, 1)


def test_the_same_entries_again_give_the_same_rows(field, now):
    field.visit({"A1": {}, "A2": {}})
    field.patrol({"A3": {}})
    follow(now)
    before = register()
    follower_forget("risks")
    follow(now)
    assert register() == before


def test_a_scenario_the_model_does_not_know_is_an_alarm_and_the_others_go_on(clock, monkeypatch):
    field = Field(clock, item("A1"), item("A2", scenario="GAS-CO"))
    field.visit({"A1": {}, "A2": {}})
    model = model_in_force()
    known = {code: one for code, one in model.scenarios.items() if code != "GAS-EXPL"}
    monkeypatch.setattr(following, "model_in_force", lambda: replace(model, scenarios=known))
    for _ in range(2):
        follower_forget("risks")
        follow(clock.now())
    assert set(levels()) == {("site-1", "GAS-CO")}
    assert [(one.kind, one.subject) for one in Alarm.objects.all()] == [
        ("risk_unplaced", "site-1 GAS-EXPL")
    ]


def test_the_number_of_queries_does_not_grow_with_hazards_and_visits(field, clock):
    field.visit({"A3": {}})
    follow(clock.now())
    field.patrol({"A1": {}})
    with CaptureQueriesContext(connection) as few:
        follow(clock.now())
    clock.advance(timedelta(days=1))
    for site in ("site-1", "site-2"):
        for _ in range(4):
            field.patrol({"A1": {}, "A2": {}, "A3": {}, "A4": {"grade": "serious"}}, site=site)
    with CaptureQueriesContext(connection) as many:
        follow(clock.now())
    assert len(many) == len(few) <= 28


def test_a_follower_stops_early_where_too_many_sites_are_touched(field, clock, monkeypatch):
    monkeypatch.setattr(following, "MOST_SITES", 1)
    follow(clock.now())
    field.patrol({"A1": {}})
    field.patrol({"A1": {}}, site="site-2")
    assert follow_once(RISKS, now=clock.now()) == 1
    assert follower_lag("risks") == 1
    follow(clock.now())
    assert {site for site, _ in levels()} == {"site-1", "site-2"}
