"""Areas, sites and facilities: placed by the polygons of the day, moved with all that lies there."""

import json
from datetime import date

import pytest

from server.accounts.models import Officer
from server.api.reading import FactsUnreadable
from server.ledger.models import Feed
from server.places.facts import SiteUnknown
from server.places.models import Area, Enterprise, Facility, Site
from server.places.sites import SiteRefused
from shared.problems import Problem
from tests.ground.building import (
    OTHER_STREET,
    STREET,
    STREET_OFFICER,
    district_make,
    office,
    people_make,
    sites_make,
    tablet_make,
)

pytestmark = pytest.mark.django_db
WEST, EAST = 1_253_050_000, 1_253_150_000


@pytest.fixture
def bring(clock):
    return lambda intent, /, **data: office(intent, data, now=clock.now())


@pytest.fixture
def district(now):
    people_make(now=now)
    district_make(now=now)
    sites_make("好味餐馆", "老街火锅", now=now)


def row(kind, id, street=STREET):
    return Feed.objects.filter(kind=kind, item=id, scope=f"street/{street}").first()


def test_a_site_takes_the_street_its_point_lies_in(district):
    assert dict(Site.objects.values_list("id", "street")) == {"site-1": STREET, "site-2": STREET}
    data = json.loads(row("site", "site-1").data)
    assert (data["name"], data["street"], data["state"]) == ("好味餐馆", STREET, "open")


def test_a_site_without_a_point_keeps_the_street_it_was_given(district, bring):
    one = {"id": "site-3", "name": "无坐标", "kind": "shop", "street": OTHER_STREET}
    bring("site.import", sites=[one])
    assert Site.objects.get(id="site-3").street == OTHER_STREET


def test_all_faults_of_an_import_are_told_and_nothing_is_stored(district, bring):
    bad = [
        {"id": "", "name": "", "kind": "shop", "lon": "far"},
        {"id": "x", "name": "好", "kind": "k", "datum": "mars"},
    ]
    with pytest.raises(FactsUnreadable) as refused:
        bring("site.import", sites=bad)
    where = [fault.where for fault in refused.value.fields]
    assert {
        "site.import.sites[0].name",
        "site.import.sites[0].lon",
        "site.import.sites[1].datum",
    } <= set(where)
    assert Site.objects.count() == 2


def test_reissued_polygons_move_sites_and_facilities_with_them(district, bring):
    bring(
        "facility.import",
        facilities=[{"id": "f-1", "site": "site-1", "name": "立管", "kind": "riser"}],
    )
    west, south, east, north = 1_253_000_000, 439_000_000, 1_253_200_000, 439_100_000
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    far = [[x + 10_000_000, y] for x, y in ring]
    whole = {"level": "street", "datum": "wgs84", "from": "2026-11-01"}
    bring("area.import", areas=[
        {**whole, "code": OTHER_STREET, "name": "群英街道", "rings": [ring]},
        {**whole, "code": STREET, "name": "站前街道", "rings": [far]},
    ])  # fmt: skip
    assert set(Site.objects.values_list("street", flat=True)) == {OTHER_STREET}
    assert Facility.objects.get().street == OTHER_STREET
    for kind, id in (("site", "site-1"), ("facility", "f-1")):
        assert (row(kind, id).gone, row(kind, id, OTHER_STREET).gone) == (True, False)


def test_a_reissue_ends_the_area_before_it_on_that_day(district, bring):
    ring = [[WEST, 0], [EAST, 0], [EAST, 9], [WEST, 0]]
    bring("area.import", areas=[{"code": STREET, "level": "street", "name": "站前街道", "rings": [ring],
                                 "datum": "wgs84", "from": "2027-01-01"}])  # fmt: skip
    spans = Area.objects.filter(code=STREET).values_list("valid_from", "valid_to")
    assert list(spans) == [(date(2022, 1, 1), date(2027, 1, 1)), (date(2027, 1, 1), None)]
    assert Area.objects.on(date(2026, 12, 31)).filter(code=STREET).get().valid_to == date(
        2027, 1, 1
    )


def test_a_patch_changes_what_it_names_and_moves_what_moved(district, bring):
    bring("site.patch", site="site-1", changes={"phone": "0431-1", "lon": EAST})
    site = Site.objects.get(id="site-1")
    assert (site.phone, site.street, site.name) == ("0431-1", OTHER_STREET, "好味餐馆")
    assert (row("site", "site-1").gone, row("site", "site-1", OTHER_STREET).gone) == (True, False)


@pytest.mark.parametrize("changes", [{}, {"state": "closed"}, {"exposure": "sometimes"}])
def test_a_patch_of_nothing_or_of_what_may_not_be_patched_is_refused(district, bring, changes):
    with pytest.raises(FactsUnreadable):
        bring("site.patch", site="site-1", changes=changes)


def test_a_stale_member_of_a_tablets_patch_loses_and_is_shown(district, bring, clock):
    tablet = tablet_make("device-5", [STREET_OFFICER], clock=clock)
    bring("site.patch", site="site-1", changes={"phone": "0431-2"})
    changes = {"phone": "0431-3", "contact": "老王"}
    line = tablet.intent("site.patch", {"site": "site-1", "changes": changes},
                         officer=STREET_OFFICER, seen=1)  # fmt: skip
    result = tablet.results(line)[0]
    assert (result.outcome, result.code) == (
        "applied_with_conflict", "site_member_changed_meanwhile",
    )  # fmt: skip
    site = Site.objects.get(id="site-1")
    assert (site.phone, site.contact) == ("0431-2", "老王")


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("site.patch", {"site": "site-1", "changes": {"phone": "0431-3", "lon": EAST}}),
        ("site.close", {"site": "site-1"}),
    ],
)
def test_a_tablet_changes_no_site_outside_its_authors_streets_until_the_office_lets_it(
    district, clock, name, data
):  # law 4
    tablet = tablet_make("device-5", [STREET_OFFICER], clock=clock)
    Officer.objects.filter(id=STREET_OFFICER).update(streets=[OTHER_STREET])
    before = Site.objects.values().get(id="site-1")
    result = tablet.results(tablet.intent(name, data, officer=STREET_OFFICER))[0]
    assert (result.outcome, result.code) == ("held", "site_outside_area")
    assert Site.objects.values().get(id="site-1") == before
    held = {"device": tablet.device, "seq": result.seq, "hash": result.hash}
    office("held.release", held, now=clock.now())
    assert Site.objects.get(id="site-1").rev == before["rev"] + 1


def test_a_site_is_closed_reopened_and_merged_but_never_deleted(district, bring):
    bring("site.close", site="site-1")
    assert json.loads(row("site", "site-1").data)["state"] == "closed"
    with pytest.raises(SiteRefused):
        bring("site.close", site="site-1")
    bring("site.reopen", site="site-1")
    bring("site.merge", site="site-1", into="site-2")
    assert Site.objects.get(id="site-1").merged_into_id == "site-2"
    with pytest.raises(Problem):
        bring("site.merge", site="site-2", into="site-2")
    bring("site.reopen", site="site-1")
    assert (Site.objects.get(id="site-1").state, Site.objects.count()) == ("open", 2)


def test_enterprises_and_facilities_are_stored_new_and_changed(district, bring):
    for name in ("好味公司", "好味餐饮公司"):
        bring("enterprise.import", enterprises=[{"id": "e-1", "name": name}])
    assert (Enterprise.objects.get().name, Enterprise.objects.get().rev) == ("好味餐饮公司", 2)
    bring("site.patch", site="site-1", changes={"enterprise": "e-1"})
    assert json.loads(row("site", "site-1").data)["enterprise"] == "好味餐饮公司"
    with pytest.raises(SiteUnknown):
        bring("facility.import", facilities=[{"id": "f-9", "site": "no", "name": "x", "kind": "k"}])
