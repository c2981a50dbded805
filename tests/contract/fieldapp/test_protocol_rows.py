"""A tablet that pulls the rows docs/protocol.md shows finds place, hazard, risk and task in them."""

import pytest

from fieldapp.work import changes_pull, site_get, streets_list, tasks_list
from tests.ground.documents import document, examples_of
from tests.ground.field import field_open

ROWS = [one.members for one in examples_of(document("docs/protocol.md"), "row")]
TEXTS = frozenset({"checklist", "documents", "model", "calendar"})  # shortened in the document


@pytest.fixture
def tablet(tmp_path):
    with field_open(tmp_path / "tablet", pulled=False) as field:
        field.server.scopes = ["district", "street/220103015"]
        for row in ROWS:
            if row["kind"] not in TEXTS and not row["scope"].startswith("device/"):
                field.server.put(row["scope"], row["kind"], row["id"], row["data"])
        changes_pull(field.tablet)
        yield field.tablet


def test_the_street_and_its_place_are_there(tablet):
    assert [(one.name, one.sites) for one in streets_list(tablet)] == [("长新街道", 1)]
    place = site_get(tablet, site="site-0018")
    assert (place.site.name, place.contact, place.site.level) == ("松花饺子馆", "林国强", "yellow")
    assert [one.name for one in place.facilities] == ["后院瓶组间"]
    assert [(one.grade, one.state, one.due_on) for one in place.hazards] == [("serious", "ordered", "2026-11-29")]  # fmt: skip
    assert [(one.level, one.d, one.as_of) for one in place.risks] == [("yellow", "96.6", "2026-11-24")]  # fmt: skip


def test_the_task_is_on_the_list(tablet):
    [task] = [one for one in tasks_list(tablet) if one.site == "site-0018"]
    assert (task.number, task.starts, task.ends, task.level) == (
        "宽检备〔2026〕演90001号", "2026-11-22", "2026-11-29", "yellow",
    )  # fmt: skip
