"""Publishing: texts stay as they are, the same bytes again are a success, what does not fit is refused."""

import json
from datetime import date
from pathlib import Path

import pytest
from django.db import transaction
from django.db.utils import DatabaseError

from server.catalogue.models import ChecklistVersion, Publication
from server.catalogue.selectors import (
    authority_in_force,
    calendar,
    checklist_get,
    checklists_in_force,
    documents_current,
    model_current,
)
from server.catalogue.services import PublicationUnfit, VersionTaken
from server.config.management.commands.checklists import catalogue_publish
from server.intake.entry_make import entry_make
from server.ledger.models import Entry, Feed
from shared.checklist import ChecklistFaulty, catalogue_read
from shared.problems import Problem

CHECKLISTS = Path(__file__).resolve().parents[3] / "checklists"
DOCUMENTS = (CHECKLISTS / "documents.toml").read_text("utf-8")
MODEL = (CHECKLISTS / "model.toml").read_text("utf-8")
PIPED = (CHECKLISTS / "gas" / "restaurant_piped.toml").read_text("utf-8")

pytestmark = pytest.mark.django_db


@pytest.fixture
def publish(now):
    def publish(kind, text=None, **facts):
        data = {"text": text} if text is not None else facts
        return entry_make(
            origin="office", name=f"{kind}.publish", data=data, officer="o-1", now=now
        )

    return publish


@pytest.fixture
def ground(publish):
    publish("documents", DOCUMENTS)
    publish("model", MODEL)


def feed(kind):
    rows = Feed.objects.filter(scope="district", kind=kind).order_by("item")
    return {row.item: json.loads(row.data) for row in rows}


def test_a_published_checklist_is_found_by_its_reference_and_reaches_the_tablets(ground, publish):
    publish("checklist", PIPED)

    checklist = checklists_in_force(date(2026, 11, 22))[0]
    assert checklist.id == "gas.restaurant_piped"
    assert checklist_get(checklist.ref) is checklist
    row = feed("checklist")["gas.restaurant_piped@2026.1"]
    assert row["text"] == PIPED
    assert (row["ref"], row["field"]) == (checklist.ref, "gas")


def test_a_checklist_with_a_wrong_hash_in_its_reference_is_not_published(ground, publish):
    publish("checklist", PIPED)

    assert checklist_get(f"gas.restaurant_piped@2026.1#{'0' * 64}") is None


def test_the_same_bytes_again_are_a_success_and_write_no_second_version(ground, publish):
    publish("checklist", PIPED)
    made = publish("checklist", PIPED)

    assert made.outcome.outcome == "applied"
    assert ChecklistVersion.objects.count() == 1


def test_other_bytes_under_a_published_version_are_refused(ground, publish):
    publish("checklist", PIPED)

    with pytest.raises(VersionTaken, match=r"gas\.restaurant_piped@2026\.1 已经发布"):
        publish("checklist", PIPED + "# one more line\n")
    assert ChecklistVersion.objects.get().text == PIPED


def test_a_broken_checklist_is_refused_with_every_fault(ground, publish):
    with pytest.raises(ChecklistFaulty) as refused:
        publish("checklist", PIPED.replace('type = "verdict"', 'type = "verdikt"', 2))

    assert len([fault for fault in refused.value.fields if "verdikt" in fault.message]) == 2
    assert not ChecklistVersion.objects.exists()


def test_a_checklist_before_its_documents_is_refused_with_what_to_do_first(publish):
    with pytest.raises(PublicationUnfit) as refused:
        publish("checklist", PIPED)

    assert [fault.remedy for fault in refused.value.fields] == [
        "请先发布 documents.toml。",
        "请先发布 model.toml。",
    ]


def test_a_checklist_that_cites_an_unknown_document_is_refused(ground, publish):
    with pytest.raises(PublicationUnfit) as refused:
        publish("checklist", PIPED.replace('doc = "消防法"', 'doc = "消防规"', 1))

    assert "'消防规@2021' is not registered" in refused.value.fields[0].message


def test_a_later_version_is_used_from_its_first_day(ground, publish):
    later = PIPED.replace('version = "2026.1"', 'version = "2027.1"', 1)
    publish("checklist", PIPED)
    publish(
        "checklist", later.replace("effective_from = 2025-12-01", "effective_from = 2027-01-01", 1)
    )

    def version(day):
        return [one.version for one in checklists_in_force(day)]

    assert version(date(2025, 11, 30)) == []
    assert version(date(2026, 12, 31)) == ["2026.1"]
    assert version(date(2027, 1, 1)) == ["2027.1"]


def test_a_model_that_drops_a_used_scenario_is_refused(ground, publish):
    publish("checklist", PIPED)
    model = MODEL.replace('version = "0.3"', 'version = "0.4"', 1).replace("GAS-CO", "GAS-C0")

    with pytest.raises(PublicationUnfit) as refused:
        publish("model", model)
    assert "GAS-CO" in refused.value.fields[0].message
    assert model_current().version == "0.3"


def test_a_model_is_replaced_by_a_new_version_only(ground, publish):
    with pytest.raises(VersionTaken):
        publish("model", MODEL + "# changed\n")
    publish("model", MODEL.replace('version = "0.3"', 'version = "0.4"', 1))

    assert model_current().name == "lec-v0.4"
    assert feed("model")["model"]["version"] == "0.4"


def test_a_document_cannot_be_dropped_from_the_register(ground, publish):
    last = DOCUMENTS.rindex("[[document]]")

    with pytest.raises(PublicationUnfit):
        publish("documents", DOCUMENTS[:last])
    assert len(documents_current()) == DOCUMENTS.count("[[document]]")


def test_a_notice_replaces_the_provisional_year(publish):
    publish("calendar", "year = 2026\n")
    assert calendar(2026).provisional
    assert feed("calendar")["2026"]["provisional"] is True

    publish("calendar", 'year = 2026\nnotice = "试〔2026〕1号"\nworkdays = [2026-01-04]\n')

    assert not calendar(2026).provisional
    assert calendar(2026).calendar.is_workday(date(2026, 1, 4))
    assert not calendar(2026).calendar.is_workday(date(2026, 1, 3))
    assert feed("calendar")["2026"]["provisional"] is False


def test_a_year_nobody_published_is_provisional():
    assert calendar(2031).provisional


def test_the_authority_stands_on_papers_and_needs_a_name(publish):
    publish("authority", name="宽城区应急管理局", word="宽应急", phone="0431-12345678")

    assert authority_in_force()["word"] == "宽应急"
    assert feed("authority")["authority"]["name"] == "宽城区应急管理局"
    with pytest.raises(Problem, match="内容无法识别"):
        publish("authority", word="宽应急")


def test_publishing_again_what_is_in_force_writes_nothing(ground, publish):
    positions = list(Publication.objects.values_list("position", flat=True))
    publish("model", MODEL)

    assert list(Publication.objects.values_list("position", flat=True)) == positions


def test_the_database_lets_no_one_change_a_published_text(ground, publish):
    publish("checklist", PIPED)

    with pytest.raises(DatabaseError), transaction.atomic():
        ChecklistVersion.objects.update(text="")
    with pytest.raises(DatabaseError), transaction.atomic():
        ChecklistVersion.objects.all().delete()


def test_the_command_publishes_the_whole_folder_once(now):
    catalogue = catalogue_read(CHECKLISTS)

    first = catalogue_publish(catalogue=catalogue, officer="o-1", now=now, import_id="i-1")
    again = catalogue_publish(catalogue=catalogue, officer="o-1", now=now, import_id="i-2")

    assert len(first) == len(catalogue.checklists) + len(catalogue.calendars) + 2
    assert all(line.startswith("published") for line in first)
    assert all(line.startswith("unchanged") for line in again)
    assert Entry.objects.filter(import_id="i-1").count() == len(first)
    assert not Entry.objects.filter(import_id="i-2").exists()
    assert set(feed("checklist")) == {f"{one.id}@{one.version}" for one in catalogue.checklists}


def test_the_command_publishes_nothing_when_one_file_is_refused(now, publish):
    publish("documents", DOCUMENTS)
    publish("model", MODEL)
    publish("checklist", PIPED + "# other bytes\n")
    catalogue = catalogue_read(CHECKLISTS)

    with pytest.raises(VersionTaken):
        catalogue_publish(catalogue=catalogue, officer="o-1", now=now, import_id="i-1")
    assert ChecklistVersion.objects.count() == 1
    assert not Publication.objects.filter(kind="calendar").exists()
