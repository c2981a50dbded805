"""A person's review: the assessment it rests on, the next date, and what voids it."""

from datetime import timedelta

import pytest

from server.api.reading import FactsUnreadable
from server.hazards.models import Hazard
from server.intake.entry_make import EntryRefused
from server.ledger.reading import feed_read
from server.risks.models import RiskAssessment, RiskReview
from server.risks.reviews import ReviewRefused
from tests.ground.building import OFFICE, STREET
from tests.ground.risking import follow, risk_of
from tests.ground.visiting import Field

pytestmark = pytest.mark.django_db


@pytest.fixture
def field(clock):
    return Field(clock)


def review(field, decision="watch", *, site="site-1", **more):
    data = {"facility": None, "scenario": "GAS-EXPL", "decision": decision, "minutes": "会商意见",
            "next_review_on": "2027-02-01"}  # fmt: skip
    return field.office("risk.review", site=site, **{**data, **more})


def close_all(field):
    for hazard in Hazard.objects.exclude(state="closed"):
        field.office("hazard.report_done", hazard=hazard.id, note="")
        field.recheck(hazard.id, "pass", seen=10**6)
        field.office("hazard.close", hazard=hazard.id, reason="合格")


def test_a_review_stores_the_assessment_it_rests_on(field, clock):
    field.patrol({"A1": {}})
    follow(clock.now())
    made = review(field)
    stored = RiskReview.objects.get()
    assert (stored.officer, stored.decision, stored.position) == (
        OFFICE,
        "watch",
        made.entry.position,
    )
    assert (stored.assessment.number, stored.assessment.trigger) == (2, "risk.review")
    risk = risk_of()
    assert (risk.state, risk.next_review_on.isoformat()) == ("watching", "2027-02-01")
    assert risk.latest_id == stored.assessment_id


def test_a_review_holds_while_the_risk_does_not_grow(field, clock):
    field.patrol({"A1": {}})
    review(field)
    field.patrol({"A1": {}})
    follow(clock.now())
    assert (risk_of().state, risk_of().next_review_on.isoformat()) == ("watching", "2027-02-01")


def test_a_risk_that_grew_by_a_fifth_is_no_longer_watched(field, clock):
    field.patrol({"A1": {}})
    review(field)
    field.patrol({"A2": {}})
    follow(clock.now())
    assert risk_of().state == "active"
    close_all(field)
    follow(clock.now())
    assert risk_of().state == "active"  # only another review watches it again


def test_a_red_risk_is_not_watched(field, clock):
    field.patrol({"A4": {"grade": "major"}})
    with pytest.raises(ReviewRefused, match="红色"):
        review(field)
    assert not RiskReview.objects.exists()
    assert not RiskAssessment.objects.exists()
    review(field, "treat")
    assert risk_of().state == "treating"


def test_a_risk_with_a_live_hazard_does_not_leave_the_register(field, clock):
    field.patrol({"A1": {}})
    with pytest.raises(ReviewRefused, match="1 项隐患"):
        review(field, "retire")


def test_a_retired_risk_leaves_the_tablets_and_comes_back_with_a_hazard(field, clock):
    field.visit()
    follow(clock.now())
    assert len(feed_read(scope=f"street/{STREET}", kind="risk")) == 1
    review(field, "retire", minutes="已改用电灶，不再使用燃气")
    assert (risk_of().state, feed_read(scope=f"street/{STREET}", kind="risk")) == ("retired", [])
    field.patrol({"A1": {}})
    follow(clock.now())
    assert risk_of().state == "active"
    assert len(feed_read(scope=f"street/{STREET}", kind="risk")) == 1


def test_retiring_a_place_at_work_needs_a_reason(field, clock):
    field.visit()
    with pytest.raises(ReviewRefused, match="理由"):
        review(field, "retire", minutes="")
    field.office("site.close", site="site-1")
    review(field, "retire", minutes="")
    assert risk_of().state == "retired"


def test_no_review_without_a_next_date_after_today(field, clock):
    field.visit()
    with pytest.raises(FactsUnreadable, match="next_review_on"):
        review(field, next_review_on=None)
    with pytest.raises(ReviewRefused, match="2026-11-22"):
        review(field, next_review_on="2026-11-22")


def test_a_review_of_a_place_or_scenario_nobody_knows_is_refused(field, clock):
    for wrong in ({"site": "site-99"}, {"scenario": "GAS-MOON"}, {"facility": "riser-9"}):
        with pytest.raises(EntryRefused, match="风险"):
            review(field, **wrong)


def test_a_later_review_replaces_the_earlier_one(field, clock):
    field.patrol({"A1": {}})
    review(field)
    clock.advance(timedelta(days=1))
    review(field, "keep", next_review_on="2027-05-01")
    follow(clock.now())
    assert (risk_of().state, risk_of().next_review_on.isoformat()) == ("active", "2027-05-01")
    assert RiskReview.objects.count() == 2
