"""Places, tasks and checklists as the tablet shows them."""

import hashlib
import time

import pytest

from fieldapp.work import (
    changes_pull,
    checklists_for,
    operations_list,
    run_start,
    site_get,
    sites_find,
    streets_list,
    tablet_status,
    tasks_list,
)
from shared.problems import Problem
from shared.sync import ChangeRow
from tests.ground.field import SITE, Field, run_begin, site_data
from tests.ground.visits import FIRST


def names(field: Field, query: str, **words: object) -> list[str]:
    return [row.name for row in sites_find(field.tablet, query=query, **words)]


@pytest.mark.parametrize(
    "query",
    ["老韩头", "laohantou", "LAOHANTOU", "烧烤", "北人民 烧烤", "烧烤 北人民", "ｌａｏｈａｎ"],
)
def test_a_place_is_found_by_any_words_of_name_pinyin_or_address(field: Field, query: str) -> None:
    assert "老韩头烧烤店" in names(field, query)


@pytest.mark.parametrize("query", ["没有这家", "100%", "老_头", "老韩头 没有"])
def test_what_does_not_fit_finds_nothing_and_wildcards_are_plain(field: Field, query: str) -> None:
    assert names(field, query) == []


def test_an_empty_query_lists_up_to_the_limit(field: Field) -> None:
    assert len(names(field, "")) == 2
    assert len(names(field, "", limit=1)) == 1
    assert names(field, "", street="9") == []


def test_a_place_shows_its_worst_level_its_open_hazards_and_tasks(field: Field) -> None:
    server = field.server
    risk = {
        "site": SITE,
        "scenario": "GAS-EXPL",
        "d": "86.0",
        "confidence": "high",
        "as_of": "2026-11-22",
    }
    server.put("street/1", "risk", "r-1", {**risk, "level": "yellow"})
    server.put("street/1", "risk", "r-2", {**risk, "level": "orange", "confidence": "low"})
    server.put("street/1", "risk", "r-3", {**risk, "level": "violet"})  # of a later version
    hazard = {"site": SITE, "grade": "serious", "due_on": "2026-12-01", "title_zh": "大堂有气瓶"}
    server.put("street/1", "hazard", "h-1", {**hazard, "state": "ordered"})
    server.put("street/1", "hazard", "h-2", {**hazard, "state": "closed"})
    server.put("street/1", "facility", "f-1", {"site": SITE, "kind": "lpg_room", "name": "瓶组间"})
    changes_pull(field.tablet)
    row = sites_find(field.tablet, query="老韩头")[0]
    assert (row.level, row.confidence, row.hazards, row.tasks) == ("orange", "low", 1, 1)
    detail = site_get(field.tablet, site=SITE)
    assert (detail.contact, detail.phone) == ("韩德福", "0431-80000000")
    assert [one.state for one in detail.hazards] == ["ordered", "closed"]
    assert [one.name for one in detail.facilities] == ["瓶组间"]
    assert sites_find(field.tablet, query="川味")[0].level is None  # nothing known: grey


def test_a_street_shows_its_name_and_how_many_places(field: Field) -> None:
    assert [(row.code, row.name, row.sites) for row in streets_list(field.tablet)] == [
        ("1", "团山街道", 2)
    ]


def test_tasks_are_listed_by_officer_and_day_with_the_run_begun_for_them(field: Field) -> None:
    tablet = field.tablet
    assert [row.number for row in tasks_list(tablet, officer=FIRST)] == ["宽检备〔2026〕1123号"]
    assert tasks_list(tablet, officer="O-9") == ()
    assert tasks_list(tablet, on="2026-12-01") == ()
    assert tasks_list(tablet, on="2026-11-30")[0].run is None
    run = run_begin(tablet, visit="task:task-1")
    assert tasks_list(tablet)[0].run == run
    field.server.put("street/1", "task", "task-1", {"site": SITE, "state": "done", "number": "x"})
    changes_pull(tablet)
    assert tasks_list(tablet) == ()


def test_only_versions_in_force_can_be_chosen_and_the_latest_of_them(field: Field) -> None:
    mirrored = field.tablet.mirror.get("checklist", "gas.kitchen@1")
    assert mirrored is not None
    later = str(mirrored.data["text"]).replace('version = "1"', 'version = "2"')
    put = field.server.put
    put(
        "district",
        "checklist",
        "gas.kitchen@9",
        {**mirrored.data, "version": "9", "effective_from": "2027-01-01"},
    )
    put(
        "district", "checklist", "gas.kitchen@2",
        {
            **mirrored.data, "version": "2", "text": later, "effective_from": "2026-06-01",
            "sha256": hashlib.sha256(later.encode()).hexdigest(),
        },
    )  # fmt: skip
    changes_pull(field.tablet)
    assert [row.version for row in checklists_for(field.tablet, site=SITE)] == ["2"]


def test_a_checklist_whose_text_is_not_what_was_published_is_refused(field: Field) -> None:
    row = field.tablet.mirror.get("checklist", "gas.kitchen@1")
    assert row is not None
    data = {**row.data, "text": str(row.data["text"]) + "# changed\n"}
    field.server.put("district", "checklist", "gas.kitchen@1", data)
    changes_pull(field.tablet)
    with pytest.raises(Problem) as error:
        run_start(field.tablet, checklist="gas.kitchen", site=SITE, visit="patrol")
    assert error.value.code == "checklist_damaged"


def test_a_status_tells_before_and_after_enrolment_what_is_there(field: Field) -> None:
    status = tablet_status(field.tablet)
    assert status.rows == {
        "area": 1, "authority": 1, "checklist": 1, "officer": 2, "site": 2, "task": 1,
    }  # fmt: skip
    assert status.scopes == ("device/device-1", "district", "street/1")
    assert (status.runs_open, status.operations, status.synchronous) == (0, {}, "FULL")
    assert "桌面版" in status.key_store
    assert operations_list(field.tablet) == ()


def test_a_search_over_twenty_thousand_names_answers_before_a_person_notices(field: Field) -> None:
    rows = [
        ChangeRow("street/1", "site", f"s-{n}", n + 1, False, site_data(f"第{n}小吃店", pinyin=f"xiaochi {n}"))
        for n in range(20_000)
    ]  # fmt: skip
    field.tablet.mirror.page_put(rows, {})
    started = time.perf_counter()
    assert names(field, "小吃店 19999") == ["第19999小吃店"]
    assert time.perf_counter() - started < 1.0
