"""Law 6: a hazard is never deleted; a major hazard is confirmed by a second person, with the article.

Each half is kept twice, by the rules and by the database; a bug is seeded into one and the other
must catch it, then into both and `law_six_broken` must tell.
"""

from contextlib import contextmanager

import pytest
from django.db import IntegrityError, connection, transaction

from server.hazards import deeds, judging
from server.hazards.models import (
    DEAD,
    Hazard,
    HazardEvent,
    Observation,
    Recheck,
    RectificationOrder,
)
from server.ledger.models import Entry
from shared.hazard import DeedRefused, state_after
from tests.ground.hazard_laws import law_six_broken
from tests.ground.visiting import INSPECTORS, Field, order_papers

pytestmark = pytest.mark.django_db
KEPT = (Hazard, Observation, HazardEvent, RectificationOrder, Recheck)


@pytest.fixture
def field(clock):
    return Field(clock)


@pytest.fixture
def major(field):
    """A major hazard that one officer alone found."""
    field.patrol({"A4": {"note": "液相管未接地"}})
    return Hazard.objects.get()


@pytest.fixture
def all_kinds_of_rows(field):
    field.visit({"A1": {}}, papers=order_papers())
    field.recheck(Hazard.objects.get().id, "fail", seen=10_000)


@pytest.mark.parametrize("model", KEPT, ids=[model.__name__ for model in KEPT])
def test_the_database_refuses_to_delete(all_kinds_of_rows, model):
    assert model.objects.exists()
    with pytest.raises(IntegrityError, match="never deleted"), transaction.atomic():
        model.objects.all()._raw_delete("default")


@pytest.mark.parametrize("model", [Observation, HazardEvent, Recheck])
def test_the_database_refuses_to_change_what_was_seen_and_done(all_kinds_of_rows, model):
    with pytest.raises(IntegrityError, match="never changed"), transaction.atomic():
        model.objects.update(position=1)


def test_no_handler_deletes_whatever_becomes_of_a_hazard(field, major):
    field.office("hazard.dismiss", hazard=major.id, reason="现场核对不存在")
    assert Hazard.objects.get(id=major.id).state in DEAD
    assert Observation.objects.filter(hazard=major.id).exists()
    assert law_six_broken() == ([], [])


@contextmanager
def the_law_taken_out_of_the_database(*statements):
    """Seed a bug into the tables, and take it back at the end."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for statement in statements:
            cursor.execute(statement)
        yield cursor
        transaction.set_rollback(True)


def test_a_deleted_hazard_is_found_when_the_trigger_is_gone(major):
    """The seeded bug: triggers and foreign keys are off, and somebody deletes."""
    off = [f"ALTER TABLE hazards_{name} DISABLE TRIGGER ALL" for name in ("hazard", "observation")]
    with the_law_taken_out_of_the_database(*off) as cursor:
        cursor.execute("DELETE FROM hazards_hazard WHERE id = %s", [major.id])
        assert law_six_broken() == ([major.id], [])
    assert law_six_broken() == ([], [])


def test_its_finder_cannot_confirm_a_major_hazard(field, major, clock):
    result = field.intent("hazard.confirm", officer=INSPECTORS[0], hazard=major.id, grade="major",
                          interim_measure="停用", seen=10_000)  # fmt: skip
    assert (result.outcome, result.code) == ("rejected", "hazard_second_person_missing")
    assert Hazard.objects.get().state == "found"


def test_without_the_article_nobody_confirms_a_major_hazard(field, major):
    # What was signed has no article: the criterion of the list was not compared with its text.
    Hazard.objects.update(article="")
    with pytest.raises(DeedRefused, match="条款"):
        field.office("hazard.confirm", hazard=major.id, grade="major")
    field.office(
        "hazard.confirm", hazard=major.id, grade="major", article="建城规〔2023〕4号第九条"
    )
    assert Hazard.objects.get().confirmed_by != major.found_by
    assert law_six_broken() == ([], [])


@pytest.mark.parametrize("name", ["hazard.report_done", "hazard.verify", "hazard.accept"])
def test_an_unconfirmed_major_hazard_goes_nowhere(field, major, name):
    with pytest.raises(DeedRefused):
        field.office(name, hazard=major.id, reason="x", until="2027-01-01")
    assert Hazard.objects.get().state == "found"


def test_a_rule_that_forgets_the_second_person_is_caught_by_the_database(field, major, monkeypatch):
    """The seeded bug: the guards let everything pass that the table lets."""
    monkeypatch.setattr(
        deeds, "deed_check", lambda hazard, deed: state_after(hazard.state, deed.action)
    )
    held = field.intent("hazard.confirm", officer=INSPECTORS[0], hazard=major.id, grade="major",
                        interim_measure="停用", seen=10_000)  # fmt: skip
    assert (held.outcome, held.code) == ("held", "handler_failed")
    assert Hazard.objects.get().state == "found"
    with pytest.raises(IntegrityError, match="hazard_major_confirmed_by_second_person"):
        field.office("hazard.verify", hazard=major.id)


def test_a_visit_that_confirms_its_own_major_finding_is_caught_by_the_database(field, monkeypatch):
    """The seeded bug: the author passes for the second officer."""
    monkeypatch.setattr(judging, "_second", lambda docket, accepted, finding: INSPECTORS[0])
    monkeypatch.setattr(
        judging, "deed_check", lambda hazard, deed: state_after(hazard.state, deed.action)
    )
    result = field.visit({"A4": {}})
    assert (result.outcome, result.code) == ("held", "handler_failed")
    assert not Hazard.objects.exists()
    assert Entry.objects.filter(kind="visit", outcome="held").count() == 1


def test_with_rule_and_constraint_gone_the_law_is_seen_to_be_broken(field, major, monkeypatch):
    """The seeded bugs together: only then does a major hazard pass alone, and the check tells."""
    monkeypatch.setattr(
        deeds, "deed_check", lambda hazard, deed: state_after(hazard.state, deed.action)
    )
    off = "ALTER TABLE hazards_hazard DROP CONSTRAINT hazard_major_confirmed_by_second_person"
    with the_law_taken_out_of_the_database(off):
        field.office("hazard.verify", hazard=major.id)
        assert law_six_broken() == ([], [major.id])
