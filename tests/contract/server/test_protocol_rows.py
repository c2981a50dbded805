"""The rows that docs/protocol.md shows have exactly the members the server writes. No database is asked."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from server.catalogue.feeding import (
    authority_feed,
    calendar_feed,
    checklist_feed,
    documents_feed,
    model_feed,
)
from server.catalogue.models import ChecklistVersion, Publication
from server.hazards.feeding import hazard_data
from server.hazards.models import Hazard
from server.places.feeding import area_data, facility_data, site_data
from server.places.models import Area, Facility, Site
from server.planning.models import Task
from server.planning.services import task_data
from server.risks.feeding import risk_data
from server.risks.models import Risk
from shared.checklist import checklist_read
from shared.inspection import AuthorityFacts
from shared.risk.sentences import Sentence
from tests.ground.documents import ROOT, document, examples_of

DAY = date(2026, 11, 22)
NOW = datetime(2026, 11, 22, 1, 10, tzinfo=UTC)
ROWS = {one.words[1]: one.members for one in examples_of(document("docs/protocol.md"), "row")}


class Sink:
    """Catch the one row a function writes."""

    def feed(self, *, scope, kind, id, data, gone=False):
        self.row = {"scope": scope, "kind": kind, "id": id, "data": dict(data)}


def written(write, *words, **named):
    sink = Sink()
    write(sink, *words, **named)
    return sink.row


def published():
    text = (ROOT / "checklists/gas/restaurant_lpg.toml").read_text("utf-8")
    checklist = checklist_read(text.encode(), file="restaurant_lpg.toml")
    row = ChecklistVersion(
        ref=f"{checklist.id}@{checklist.version}", checklist=checklist.id, version=checklist.version,
        sha256=checklist.sha256, field=checklist.field, zh=checklist.text.zh, en=checklist.text.en,
        effective_from=checklist.effective_from, text=text,
    )  # fmt: skip
    return row, checklist


DATA = {
    "area": lambda: area_data(Area(code="1", valid_from=DAY)),
    "site": lambda: site_data(Site(id="site-1")),
    "facility": lambda: facility_data(Facility(id="tank-1", site_id="site-1")),
    "hazard": lambda: hazard_data(Hazard(id="h", found_on=DAY, due_on=DAY)),
    "risk": lambda: risk_data(Risk(id="r", d=Decimal("96.6"), as_of=NOW), Sentence("中", "en")),
    "task": lambda: task_data(Task(id="t", window_from=DAY, window_to=DAY)),
}


@pytest.mark.parametrize("kind", DATA)
def test_a_row_has_the_members_the_server_writes(kind):
    assert set(ROWS[kind]["data"]) == set(DATA[kind]())


def test_the_row_of_a_checklist_is_the_one_that_is_written():
    row = written(checklist_feed, *published())
    shown = {**ROWS["checklist"]["data"], "text": row["data"]["text"]}
    assert (row["id"], row["data"]) == (ROWS["checklist"]["id"], shown)


@pytest.mark.parametrize(
    ("kind", "write", "named"),
    [("documents", documents_feed, {}), ("model", model_feed, {}), ("calendar", calendar_feed, {"provisional": False})],
)  # fmt: skip
def test_rows_of_publications_have_their_members_and_ids(kind, write, named):
    row = written(write, Publication(name="2026", version="1", text="…"), **named)
    assert (row["scope"], row["id"]) == ("district", ROWS[kind]["id"])
    assert set(row["data"]) == set(ROWS[kind]["data"])


def test_the_row_of_the_authority_names_what_papers_print():
    shown = ROWS["authority"]["data"]
    assert written(authority_feed, shown)["data"] == shown
    assert set(shown) >= set(AuthorityFacts.__dataclass_fields__)
