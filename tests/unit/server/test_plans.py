"""The library of plans: a version is frozen by its hash, and what is shown is what was frozen."""

import pytest
from django.db import IntegrityError, connection, transaction

from server.plans.models import Plan, PlanVersion
from server.plans.services import PlanBodyChanged, PlanRefused, version_content
from tests.ground.building import office

pytestmark = pytest.mark.django_db
BLOCKS = {"blocks": [{"id": "b1", "kind": "text", "zh": "先期处置"}]}
LATER = {"blocks": [{"id": "b1", "kind": "text", "zh": "先期处置与疏散"}]}


@pytest.fixture
def bring(now):
    def bring(content=BLOCKS, **more):
        data = {
            "id": "plan-1", "name": "燃气事故专项应急预案", "kind": "special", "scenarios": ["GAS-EXPL"],
            "state": "approved", "version": {"content": content, "approved_on": "2026-10-01"}, **more,
        }  # fmt: skip
        return office("plan.import", data, now=now)

    return bring


def test_a_plan_is_stored_with_its_first_version(bring):
    bring()
    plan = Plan.objects.get()
    assert (plan.name, plan.scenarios, plan.current.number) == (
        "燃气事故专项应急预案", ["GAS-EXPL"], 1,
    )  # fmt: skip
    assert version_content(plan.current) == BLOCKS


def test_the_same_body_again_is_the_same_version_and_another_is_the_next(bring):
    bring()
    bring()
    bring(LATER)
    assert list(PlanVersion.objects.values_list("number", flat=True)) == [1, 2]
    assert version_content(Plan.objects.get().current) == LATER


def test_a_version_is_never_changed(bring):
    bring()
    with pytest.raises(IntegrityError, match="never changed"), transaction.atomic():
        PlanVersion.objects.update(text="{}")


def test_a_body_that_was_tampered_with_is_not_shown(bring):
    bring()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE plans_planversion DISABLE TRIGGER USER")
        cursor.execute("UPDATE plans_planversion SET text = '{}'")
        with pytest.raises(PlanBodyChanged):
            version_content(PlanVersion.objects.get())
        transaction.set_rollback(True)


def test_a_plan_under_an_unknown_plan_is_refused(bring):
    with pytest.raises(PlanRefused, match="上级预案"):
        bring(parent="plan-0")


def test_a_body_without_blocks_is_refused(bring):
    with pytest.raises(Exception, match="无法识别"):
        bring(content={"text": "x"})
    assert not Plan.objects.exists()
