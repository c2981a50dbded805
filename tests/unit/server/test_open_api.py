"""The open door gives rows of the own streets, page by page, and says when nothing is new."""

import json

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from server.hazards.models import Hazard
from server.places.models import Site
from server.plans.models import PlanVersion
from shared.checklist import checklist_read
from shared.record import base64url_write
from tests.ground.building import OTHER_STREET, STREET
from tests.ground.risking import follow
from tests.ground.world import World

pytestmark = pytest.mark.django_db
ONE = {"site": "sites", "facility": "facilities", "hazard": "hazards", "risk": "risks",
       "visit": "visits", "task": "tasks", "plan": "plans"}  # fmt: skip
LISTS = (
    "areas",
    "sites",
    "facilities",
    "hazards",
    "risks",
    "visits",
    "tasks",
    "plans",
    "checklists",
)


@pytest.fixture
def world(clock, monkeypatch):
    monkeypatch.setattr("server.api.now.clock", clock)
    return World(clock)


def client_of(world, role):
    client = Client()
    client.force_login(world.persons[role], backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def office(world):
    return client_of(world, "office")


@pytest.fixture
def inspector(world):
    return client_of(world, "inspector")


def get(client, path, **query):
    answer = client.get(f"/api/v1/{path}", query)
    assert answer.status_code == 200, (path, answer.content.decode())
    return json.loads(answer.content)


def ids(client, path, **query):
    return [row["id"] for row in get(client, path, **query)["rows"]]


def crawl(client, path, **query):
    """Follow the pages to the last."""
    rows, cursor = [], None
    while True:
        page = get(client, path, **query, **({"cursor": cursor} if cursor else {}))
        rows += page["rows"]
        cursor = page["next"]
        if cursor is None:
            return rows


def test_the_office_sees_both_streets_and_an_inspector_their_own(world, office, inspector):
    assert ids(office, "sites") == ["site-1", "site-2", "site-far"]
    assert ids(inspector, "sites") == ["site-1", "site-2"]
    assert {row["street"] for row in get(inspector, "hazards")["rows"]} == {STREET}
    assert {row["street"] for row in get(office, "hazards")["rows"]} == {STREET, OTHER_STREET}
    assert ids(inspector, "plans") == ["plan-all", "plan-own"]
    assert [row["code"] for row in get(inspector, "areas")["rows"]] == ["220103", STREET]


def test_one_hazard_comes_with_all_that_made_it(world, inspector):
    found = Hazard.objects.get(site="site-1", item="A1")
    one = get(inspector, f"hazards/{found.id}")
    assert [seen["effect"] for seen in one["observations"]] == ["opened"]
    assert [event["action"] for event in one["events"]] == [
        "find",
        "confirm",
        "order",
        "fail_recheck",
    ]
    assert [(order["number"], order["state"]) for order in one["orders"]] == [
        ("责改-1", "escalated")
    ]
    assert [(look["verdict"], look["note"]) for look in one["rechecks"]] == [("fail", "仍有破损")]
    assert (one["grade"], one["due_on"], one["printed_deadline"]) == ("general", "2026-12-01", True)


def test_one_risk_comes_with_the_explanation_of_its_level(world, inspector):
    one = get(inspector, f"risks/{world.own['risk']}")
    assert one["assessment"]["level"] == one["level"]
    assert one["assessment"]["d"] == one["d"]
    assert one["assessment"]["explain"]["terms"]


def test_one_visit_comes_with_its_findings_and_papers(world, inspector):
    one = get(inspector, f"visits/{world.own['visit']}")
    assert [(row["item"], row["grade"]) for row in one["findings"]] == [
        ("A1", "general"), ("A4", "major"),
    ]  # fmt: skip
    assert [row["kind"] for row in one["papers"]] == ["record", "order"]
    assert one["findings"][1]["blobs"] == [world.photo]
    assert [row["signed"] for row in one["crew"]] == [True, True]
    assert one["happened_at"] == "2026-11-22T01:10:00.000Z"


def test_a_plan_s_text_is_what_was_frozen(world, inspector):
    assert [row["number"] for row in get(inspector, "plans/plan-own")["versions"]] == [1]
    one = get(inspector, "plans/plan-own/versions/1")
    assert one["body"]["blocks"][0]["text"] == "总则"
    assert one["sha256"] == PlanVersion.objects.get(plan="plan-own").sha256


def test_a_checklist_s_text_can_be_read_and_documents_come_whole(world, inspector):
    (row,) = get(inspector, "checklists")["rows"]
    text = get(inspector, f"checklists/{row['ref']}")["text"]
    assert checklist_read(text.encode(), file="from the api").id == "gas.test"
    assert {"城镇燃气管理条例", "安全生产法"} <= {
        row["id"] for row in get(inspector, "documents")["rows"]
    }


def test_a_row_of_another_street_is_not_there(world, office, inspector):
    for kind, many in ONE.items():
        path = f"/api/v1/{many}/{world.far[kind]}"
        assert office.get(path).status_code == 200
        hidden, missing = inspector.get(path), inspector.get(path + "9")
        assert hidden.status_code == missing.status_code == 404
        assert hidden.json() == missing.json()


def test_pages_follow_each_other_without_gap_or_repeat(world, office, clock):
    rows = [
        {"id": f"s-{n:03d}", "name": f"店{n}", "kind": "shop", "address": "", "lon": 1_253_050_000,
         "lat": 439_050_000, "exposure": "daily", "checklists": [], "factors": []}
        for n in range(230)
    ]  # fmt: skip
    world.office("site.import", sites=rows)
    for query in ({}, {"after": 0}, {"limit": 7, "after": 0}, {"limit": 50, "kind": "shop"}):
        found = [row["id"] for row in crawl(office, "sites", **query)]
        assert len(found) == len(set(found)) == (230 if "kind" in query else 233)


def test_what_changed_while_a_reader_crawls_is_not_missed(world, office):
    first = get(office, "sites", after=0, limit=1)
    assert first["rows"][0]["id"] == "site-1"
    world.office("site.patch", site="site-1", changes={"phone": "0431-9"})
    rest = [row["id"] for row in crawl(office, "sites", after=0, cursor=first["next"])]
    assert rest == ["site-2", "site-far", "site-1"]


def test_after_a_position_only_what_changed_comes_and_304_when_nothing_did(world, office):
    position = get(office, "hazards")["position"]
    assert office.get("/api/v1/hazards", {"after": position}).status_code == 304
    world.office(
        "hazard.confirm", hazard=world.far["hazard"], grade="major", interim_measure="停用"
    )
    changed = get(office, "hazards", after=position)
    assert [(row["id"], row["state"]) for row in changed["rows"]] == [
        (world.far["hazard"], "confirmed")
    ]
    assert position < changed["rows"][0]["position"] <= changed["position"]


def test_a_move_to_another_street_is_a_change_of_everything_that_lies_there(
    world, office, inspector, clock
):
    position = get(office, "sites")["position"]
    world.office("site.patch", site="site-far", changes={"lon": 1_253_050_000})
    follow(clock.now())
    assert Site.objects.get(id="site-far").street == STREET
    for path in ("sites", "facilities", "hazards", "tasks", "risks"):
        rows = get(inspector, path, after=position)["rows"]
        assert rows, path
        assert {row["street"] for row in rows} == {STREET}


def test_an_unchanged_answer_is_304_by_its_tag(world, inspector):
    path = f"/api/v1/hazards/{world.own['hazard']}"
    tag = inspector.get(path)["ETag"]
    again = inspector.get(path, headers={"If-None-Match": tag})
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", tag)
    world.office(
        "hazard.confirm", hazard=world.own["hazard"], grade="major", interim_measure="停用"
    )
    changed = inspector.get(path, headers={"If-None-Match": tag})
    assert changed.status_code == 200
    assert changed["ETag"] != tag


def test_filters_narrow_and_wrong_ones_are_named(world, office):
    assert ids(office, "hazards", grade="major", street=STREET) == [world.own["hazard"]]
    assert ids(office, "visits", officer="officer-li", kind="enforcement") == [world.own["visit"]]
    assert ids(office, "tasks", q="备-task-far") == ["task-far"]
    wrong = office.get("/api/v1/hazards", {"grade": "huge", "colour": "red", "limit": "0"})
    assert wrong.status_code == 422
    assert {fault["where"] for fault in wrong.json()["fields"]} == {"grade", "colour", "limit"}


def test_a_cursor_that_is_not_of_this_list_is_refused(world, office):
    for named in (
        "{}",
        "[]",
        '{"id": 1}',
        '{"id": "\\u0000"}',
        '{"position": 1, "id": "a"}',
        "{",
        "[" * 400,
    ):
        answer = office.get("/api/v1/sites", {"cursor": base64url_write(named.encode())})
        assert (answer.status_code, answer.json()["code"]) == (400, "cursor_unreadable"), named
    huge = base64url_write(b'{"position": 99999999999999999999, "id": "a"}')
    answer = office.get("/api/v1/sites", {"cursor": huge, "after": 0})
    assert (answer.status_code, answer.json()["code"]) == (400, "cursor_unreadable")


def asked(client, path, **query):
    with CaptureQueriesContext(connection) as queries:
        get(client, path, **query)
    return len(queries)


def test_a_list_asks_the_same_for_ten_rows_and_for_two_hundred(world, office, inspector):
    rows = [
        {"id": f"s-{n:03d}", "name": f"店{n}", "kind": "shop", "address": "", "lon": 1_253_050_000,
         "lat": 439_050_000, "exposure": "daily", "checklists": [], "factors": []}
        for n in range(200)
    ]  # fmt: skip
    world.office("site.import", sites=rows)
    for n in range(0, 200, 2):
        world.office("facility.import", facilities=[
            {"id": f"f-{n + k}", "site": f"s-{n:03d}", "kind": "lift", "name": f"梯{n + k}"} for k in (0, 1)
        ])  # fmt: skip
    for path in ("sites", "facilities"):
        for client in (office, inspector):
            few, many = asked(client, path, limit=10), asked(client, path, limit=200)
            assert few == many <= 6, (path, few, many)


def test_every_list_asks_few_things_and_one_row_a_few_more(world, office, inspector):
    for path in LISTS:
        assert asked(office, path, limit=1) == asked(office, path, limit=500) <= 6, path
    for kind, many in ONE.items():
        assert asked(inspector, f"{many}/{world.own[kind]}") <= 10, kind
