"""A tablet reads its own scopes and no others, from where it stopped."""

import json

import pytest

from server.devices.models import Device
from server.devices.scopes import scopes_of
from server.ledger.models import Alarm
from server.sync.doors import TabletView
from tests.ground.building import (
    BODY,
    INSPECTORS,
    OFFICE,
    OTHER_STREET,
    STREET,
    district_make,
    office,
    people_make,
    sites_make,
)
from tests.ground.doors import enrolled

pytestmark = [pytest.mark.django_db, pytest.mark.urls("server.sync.urls")]


@pytest.fixture
def tablet(clock, monkeypatch):
    monkeypatch.setattr(TabletView, "clock", clock)
    people_make(now=clock.now())
    district_make(now=clock.now())
    sites_make("老王烧烤", "李记面馆", now=clock.now())
    return enrolled(clock=clock)


def officer_with(streets: list[str], role: str, now) -> None:
    data = {"id": INSPECTORS[0], "name": "张伟", "body": BODY, "role": role, "streets": streets}
    office("officer.register", data, now=now)


def test_a_tablet_gets_the_district_its_streets_and_its_own_rows(tablet) -> None:
    found = tablet.pull()
    assert found.scopes == ("district", f"street/{STREET}", f"device/{tablet.device}")
    assert {row.scope for row in found.rows} == set(found.scopes)
    kinds = {(row.scope, row.kind) for row in found.rows}
    assert {("district", "area"), (f"street/{STREET}", "site")} <= kinds
    assert (f"device/{tablet.device}", "officer") in kinds
    assert not found.more


def test_an_officer_of_the_whole_district_reads_every_street(tablet, clock) -> None:
    boss = enrolled(OFFICE, clock=clock, name="tablet-office")
    device = Device.objects.get(id=boss.device)
    assert scopes_of(device=device, streets=["1", "2"])[1:3] == ("street/1", "street/2")
    assert {f"street/{STREET}", f"street/{OTHER_STREET}"} <= set(boss.pull().scopes)


def test_a_street_that_is_no_longer_an_officers_is_left(tablet, clock) -> None:
    cursors = dict(tablet.pull().cursors)
    for officer in INSPECTORS:
        data = {"id": officer, "name": "张伟", "body": BODY, "role": "inspector"}
        office("officer.register", {**data, "streets": [OTHER_STREET]}, now=clock.now())
    found = tablet.pull(cursors)
    assert found.scope_left == (f"street/{STREET}",)
    assert f"street/{OTHER_STREET}" in found.scopes
    assert not [row for row in found.rows if row.scope == f"street/{STREET}"]


def test_an_inactive_officer_opens_no_street(tablet, clock) -> None:
    for officer in INSPECTORS:
        data = {"id": officer, "name": "张伟", "body": BODY, "role": "inspector", "active": False}
        office("officer.register", {**data, "streets": [STREET]}, now=clock.now())
    assert tablet.pull().scopes == ("district", f"device/{tablet.device}")


def test_a_scope_that_is_not_the_tablets_is_not_given_when_it_is_asked_for(tablet) -> None:
    asked = {"device/of-somebody-else": "", f"street/{OTHER_STREET}": ""}
    found = tablet.pull(asked)
    assert set(found.scope_left) == set(asked)
    assert not {row.scope for row in found.rows} & set(asked)


def test_pages_join_into_the_whole(tablet) -> None:
    whole = tablet.pull()
    cursors, rows = {}, []
    for _ in range(50):
        page = tablet.pull(cursors, limit=2)
        cursors, rows = dict(page.cursors), [*rows, *page.rows]
        if not page.more:
            break
    assert rows == list(whole.rows)
    assert tablet.pull(cursors).rows == ()


def test_a_change_of_an_officer_reaches_the_tablet_alone(tablet, clock) -> None:
    cursors = dict(tablet.pull().cursors)
    officer_with([STREET], "inspector", clock.now())
    [row] = tablet.pull(cursors).rows
    assert (row.kind, row.id, row.data["certificates"]) == ("officer", INSPECTORS[0], [])


def test_a_new_name_of_a_body_reaches_its_officers_rows(tablet, clock) -> None:
    cursors = dict(tablet.pull().cursors)
    office("body.import", {"bodies": [{"id": BODY, "name": "区应急局"}]}, now=clock.now())
    assert {row.data["body_name"] for row in tablet.pull(cursors).rows} == {"区应急局"}


def test_a_token_of_a_history_that_is_gone_begins_another_epoch(tablet) -> None:
    cursors = {
        scope: f"{token.rpartition('.')[0]}.of-another-history"
        for scope, token in tablet.pull().cursors.items()
    }
    answer = tablet.changes(cursors)
    found = json.loads(tablet.believe(answer))
    assert (answer.status_code, found["code"]) == (409, "epoch_changed")
    assert found["epoch"] != tablet.epoch
    assert Alarm.objects.get(kind="epoch_changed").subject == found["epoch"]


@pytest.mark.parametrize("body", [b"{", b"[]", b'{"epoch":"e","limit":0,"cursors":{}}', b"\xff"])
def test_a_request_that_is_none_is_refused(tablet, body) -> None:
    answer = tablet.ask("POST", "/api/v1/sync/changes", body)
    assert answer.status_code == 400
