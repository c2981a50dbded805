"""Time moves risks by itself; a rebuild gives the same register whatever its rows held."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from server.catalogue.published import model_in_force
from server.hazards.models import Hazard
from server.ledger.models import Cursor, Feed
from server.risks import rebuilding
from server.risks.looking import risk_look
from server.risks.models import Risk, RiskAssessment
from server.risks.rebuilding import ModelMissing, risks_rebuild
from server.risks.sweeping import risks_sweep
from shared.clock import SystemClock
from tests.ground.building import office
from tests.ground.risking import follow, register, risk_of
from tests.ground.visiting import CHECKLISTS, Field

pytestmark = pytest.mark.django_db


@pytest.fixture
def field(clock):
    return Field(clock)


def test_a_deadline_that_passes_makes_the_risk_worse_by_itself(field, clock):
    field.patrol({"A2": {}})
    follow(clock.now())
    risks_sweep(now=clock.now())  # the rebuild that publishing the model began
    before = risk_of()
    assert before.next_change_at == datetime(2026, 11, 29, 16, 0, tzinfo=UTC)  # 30 November here
    clock.advance(timedelta(days=7))
    assert risks_sweep(now=clock.now()) == 0
    assert (risk_of().overdue_hazards, risk_of().d) == (0, before.d)
    clock.advance(timedelta(days=1))
    assert risks_sweep(now=clock.now()) == 1
    after = risk_of()
    assert (after.overdue_hazards, after.d > before.d) == (1, True)
    assert after.latest.trigger == "time"
    assert after.next_change_at > clock.now()


def test_a_place_nobody_looks_at_grows_grey_in_confidence_and_worse_in_number(field, clock):
    field.visit()
    follow(clock.now())
    levels = []
    for _ in range(20):
        clock.advance(timedelta(days=20))
        risks_sweep(now=clock.now())
        levels.append((risk_of().d, risk_of().confidence))
    assert levels == sorted(levels, key=lambda row: row[0])
    assert levels[0] == (Decimal("9.0"), "medium")
    # U = 0.30·(1 − e^(−310/90)) = 0.290: λ → L 0.968.
    assert levels[-1] == (Decimal("87.1"), "low")


def test_a_closing_fades_over_a_year(field, clock):
    field.visit({"A2": {"grade": "serious"}})
    hazard = field.office  # the office closes what a second officer saw mended
    follow(clock.now())
    found = Hazard.objects.get().id
    hazard("hazard.report_done", hazard=found, note="")
    field.recheck(found, "pass", seen=10**6)
    hazard("hazard.close", hazard=found, reason="合格")
    follow(clock.now())
    start = risk_of().d
    clock.advance(timedelta(days=60))
    field.visit()
    follow(clock.now())
    assert risk_of().d < start


def test_a_sweep_with_nothing_due_writes_nothing(field, clock):
    field.visit({"A1": {}})
    follow(clock.now())
    risks_sweep(now=clock.now())
    with CaptureQueriesContext(connection) as asked:
        assert risks_sweep(now=clock.now()) == 0
    assert not [one for one in asked.captured_queries if not one["sql"].startswith("SELECT")]


def test_a_rebuild_sets_every_column_from_the_facts_and_keeps_the_past(field, clock):
    field.visit({"A1": {}, "A2": {}})
    field.patrol({"A3": {}}, site="site-2")
    follow(clock.now())
    before, past = register(), list(RiskAssessment.objects.order_by("id").values())
    Risk.objects.update(
        level="blue", d=1, open_hazards=77, street="", next_change_at=None, confidence="high",
        floors=["open_major"], last_inspected_on=None,
    )  # fmt: skip
    Feed.objects.filter(kind="risk").delete()
    assert risks_rebuild(now=clock.now()) == 2
    assert register() == before
    assert list(RiskAssessment.objects.order_by("id").values()) == past
    assert Feed.objects.filter(kind="risk", gone=False).count() == 2
    assert not Cursor.objects.filter(name="risks.rebuild").exists()


def test_a_rebuild_without_any_row_makes_them_all(field, clock):
    field.visit({"A1": {}, "A2": {}})
    field.patrol({"A3": {}}, site="site-2")
    risks_rebuild(now=clock.now())
    made = register()
    follow(clock.now())
    assert (register(), len(made)) == (made, 2)


def test_a_rebuild_in_small_steps_comes_to_the_same(field, clock, monkeypatch):
    monkeypatch.setattr(rebuilding, "CHUNK", 1)
    field.visit({"A1": {}})
    field.patrol({"A3": {}}, site="site-2")
    assert risks_rebuild(now=clock.now()) == 2
    assert Risk.objects.count() == 2


def test_no_risk_is_computed_before_a_model_is_published(db, now):
    with pytest.raises(ModelMissing) as caught:
        risks_rebuild(now=now)
    assert "checklists publish" in caught.value.remedy


def test_a_new_model_is_taken_up_by_the_sweep_and_never_rewrites_history(field, clock):
    field.visit({"A1": {}})
    follow(clock.now())
    old = risk_of().latest
    text = (CHECKLISTS / "model.toml").read_text("utf-8")
    stricter = text.replace('version = "0.3"', 'version = "0.4"').replace(
        "general = 0.15", "general = 0.30"
    )
    office("model.publish", {"text": stricter}, now=clock.now())
    follow(clock.now())
    assert risk_of().latest_id == old.id
    assert risks_sweep(now=clock.now()) == 2
    risk = risk_of()
    assert (risk.latest.model, risk.latest.number) == ("lec-v0.4", 2)
    assert risk.d > old.d
    assert RiskAssessment.objects.get(number=1).model == "lec-v0.3"


def test_places_imported_before_the_first_model_are_assessed_with_it(clock):
    field = Field(clock)
    field.office(
        "site.patch", site="site-2", changes={"factors": ["gas_below_ground", "pipe_over_20_years"]}
    )
    risks_sweep(now=clock.now())
    assert not Risk.objects.exists()
    follow(clock.now())  # meets model.publish and begins a rebuild
    assert risks_sweep(now=clock.now()) == 2
    assert risk_of("site-2").level


def test_the_command_tells_how_many_rows_were_wrong(field, clock):
    clock.set_wall(SystemClock().now())
    field.patrol({"A1": {}})
    follow(clock.now())
    Risk.objects.update(open_hazards=5)
    said = StringIO()
    call_command("recompute_risks", stdout=said)
    assert said.getvalue() == "2 sites, 1 risks computed again, 1 differ.\n"
    assert risk_of().open_hazards == 1


def test_the_past_is_never_changed_or_deleted(field, clock):
    field.visit({"A1": {}})
    follow(clock.now())
    for deed in (
        lambda: RiskAssessment.objects.update(level="blue"),
        lambda: RiskAssessment.objects.all()._raw_delete("default"),
        lambda: Risk.objects.all()._raw_delete("default"),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            deed()


def test_whoever_looks_sees_today_and_what_would_lower_it(field, clock):
    field.visit({"A1": {}, "A2": {}})
    follow(clock.now())
    clock.advance(timedelta(days=30))
    look = risk_look(risk=risk_of(), now=clock.now())
    assert look.assessment.as_of == date(2026, 12, 22)
    assert risk_of().d < look.assessment.D
    assert (look.smallest.level, look.smallest.to) == ("red", "orange")
    assert "降" in look.smallest.sentence.zh
    assert RiskAssessment.objects.count() == 1
    assert model_in_force().name == look.assessment.model
