"""Read the visits that version 1 wrote, for ever."""

import hashlib
from pathlib import Path

import pytest

from shared.checklist import checklist_read
from shared.checklist.profile import profile_values
from shared.inspection import Fix, answers_rebuild, blobs_of, visit_read
from shared.record.json_text import json_read, json_write
from tests.ground import visits as v

FOLDER = Path(__file__).with_name("visit_samples")
KINDS = ("enforcement", "urgent", "patrol", "service", "self")


def sample(kind):
    return (FOLDER / f"v1-{kind}.json").read_bytes()


def test_every_sample_is_listed_and_none_was_changed():
    listed = (FOLDER / "samples.sha256").read_text(encoding="utf-8").splitlines()
    found = [
        f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}"
        for path in sorted(FOLDER.glob("*.*[nl]"))
    ]
    assert found == listed
    assert len(found) == len(KINDS) + 1  # and the list they were made with


@pytest.mark.parametrize("kind", KINDS)
def test_a_visit_of_each_kind_is_read(kind):
    data = json_read(sample(kind))
    visit = visit_read(data)
    assert json_write(data) == sample(kind)
    assert visit.kind == kind
    assert (visit.site, visit.started, visit.finished) == ("S-1", v.STARTED, v.FINISHED)
    assert len(visit.officers) == (2 if kind in ("enforcement", "urgent") else 1)


def test_an_inspection_keeps_every_member():
    visit = visit_read(json_read(sample("enforcement")))
    assert visit.task == "T-1"
    assert visit.fix == Fix(1_253_285_000, 438_945_000, "wgs84", 12, v.STARTED)
    assert [(one.item, one.grade, one.deadline, one.confirmed_by) for one in visit.findings] == [
        ("G07", "major", "2026-12-22", v.SECOND),
        ("G11", "general", "2026-12-07", None),
        (None, "general", "2026-12-07", None),
    ]
    assert visit.findings[0].five["contingency"] == "停用期间改用电灶"
    assert visit.findings[2].note == "后门被货物堵死"
    assert [one.kind for one in visit.papers] == ["record", "order"]
    assert [use.use for use in blobs_of(visit)] == ["photo", "signature", "paper", "paper"]
    assert [(one.item, one.at, one.value) for one in visit.answers] == [
        ("G07", (), "fail"), ("G08", (), "pass"), ("G11", (), "3.2"), ("C1", ("甲瓶",), "pass"),
    ]  # fmt: skip


def test_a_refusal_and_a_facility_and_a_correction_are_kept():
    urgent = visit_read(json_read(sample("urgent")))
    assert urgent.facility == "F-1"
    refusal = next(one for one in urgent.signatures if one.who == "site")
    assert (refusal.refused, refusal.witness) == ("认为与本店无关", "社区网格员刘红")
    assert visit_read(json_read(sample("self"))).supersedes.startswith("0193a4c2")


@pytest.mark.parametrize("kind", KINDS)
def test_its_answers_come_back_on_the_list_they_were_made_with(kind):
    visit = visit_read(json_read(sample(kind)))
    pinned = checklist_read((FOLDER / "gas.kitchen.toml").read_bytes(), file="gas.kitchen.toml")
    profile = profile_values({"kind": "restaurant"}, visit=kind)
    answers = answers_rebuild(visit, pinned, profile)
    assert [one.item for one in visit.findings if one.item] == [key[0] for key in answers.failed()]
