"""Law 4: nobody reads or changes a row outside their area and role; every address is in the matrix."""

import types

import pytest
from django.db.models import Q
from django.http import HttpResponse
from django.urls import path

from server.accounts import permissions
from server.accounts.permissions import EVERYWHERE, can_read_hazard
from server.api.views import NamedView
from server.config import urls
from server.hazards.models import Hazard
from server.ledger.models import Head
from server.office.frame.door import page
from tests.ground.pages import Page
from tests.ground.permissions import OF_STREETS, Row, Walk, table_read, unguarded, unlisted
from tests.ground.world import World

pytestmark = pytest.mark.django_db
TABLE = table_read()


@pytest.fixture
def walk(clock, monkeypatch):
    monkeypatch.setattr("server.api.now.clock", clock)
    return Walk(World(clock))


def rows_of(*beginnings):
    return {name: row for name, row in TABLE.items() if row.route.startswith(beginnings)}


def test_every_address_is_in_the_table_and_every_view_names_who_may_use_it():
    assert unlisted(TABLE) == []
    assert unguarded(TABLE) == []


def test_every_door_answers_every_role_as_the_table_says(walk):
    assert walk.broken(TABLE) == []


def test_the_walk_sees_what_it_looks_for(walk):
    """The office reads the names of the other street on the same pages: a leak would be seen."""
    for name in (
        "sites/",
        "api/v1/sites",
        "api/v1/areas",
        "register/points",
        "register/areas",
        "plans/",
        "visits/",
    ):
        text = walk.ask(TABLE[name], "office", "own").text
        assert walk.leaks(text), name


STREET_AND_SITE = {
    "register/": ("street", "site"), "hazards/": ("street", "site"), "sites/": ("street",),
    "visits/": ("street", "site"), "tasks/": (),
}  # fmt: skip
OPEN_LISTS = ("hazards", "sites", "facilities", "risks", "visits", "tasks")


def test_asking_for_the_other_street_finds_nothing(walk):
    """Filters, search and counts: what is not the person's is as if it were not there."""
    far = walk.world.far
    for role in OF_STREETS:
        client = walk.client(role)
        for name, filters in STREET_AND_SITE.items():
            for query in ({"q": "远郊"}, *({one: far[one]} for one in filters)):
                text = client.get(f"/{name}", {"standing": "", **query}).content.decode()
                assert Page(f"/{name}", text).totals[""] == 0, (role, name, query)
                assert walk.leaks(text, but=tuple(query.values())) == [], (role, name, query)
        for name in OPEN_LISTS:
            found = client.get(f"/api/v1/{name}", {"street": far["street"]}).json()
            assert found["rows"] == [], (role, name)
        for name in ("register/points", "register/areas"):
            found = client.get(f"/{name}", {"street": far["street"]}).content.decode()
            assert walk.leaks(found) == [], (role, name)
        assert client.get("/register/", {"risk": far["risk"]}).status_code == 404


def test_the_numbers_of_a_street_person_count_their_street_alone(walk):
    everywhere, own = (
        walk.client(role).get("/hazards/", {"standing": ""}).content.decode()
        for role in ("office", "street")
    )
    ours = Hazard.objects.filter(site="site-1").count()
    assert Page("/hazards/", own).totals[""] == ours
    assert Page("/hazards/", everywhere).totals[""] == Hazard.objects.count() > ours


def deeds():
    return {name: row for name, row in TABLE.items() if row.method == "POST" and row.door == "page"}


def position():
    return Head.objects.get().position


def test_a_deed_needs_the_mark_of_the_form(walk):
    before = position()
    for row in deeds().values():
        answer = walk.client("office", strict=True).post(walk.address(row, "own"), row.data or {})
        assert answer.status_code == 403
        assert "已过期" in answer.content.decode()
    assert position() == before


def test_a_deed_of_a_role_that_may_not_leaves_no_trace(walk):
    before = position()
    for row in deeds().values():
        for role in ("anonymous", "inspector", "street", "planner", "administrator", "inactive"):
            for area in ("own", "far"):
                walk.client(role).post(walk.address(row, area), row.data or {})
    assert position() == before


def test_a_street_person_reports_on_their_own_street_only(walk):
    street = walk.client("street")
    assert street.post(f"/hazards/{walk.world.far['hazard']}/report_done").status_code == 404
    found = Hazard.objects.get(site="site-1", item="A3")
    assert street.post(f"/hazards/{found.id}/report_done", {"note": "已整改"}).status_code == 302
    assert Hazard.objects.get(id=found.id).reported_done_by == "officer-street"


# Seeded bugs: each is a mistake somebody may make, and the same checks must name it.


def with_urls(monkeypatch, settings, *more):
    module = types.ModuleType("urls_with_a_bug")
    module.urlpatterns = [*more, *urls.urlpatterns]
    for name in ("handler403", "handler404", "handler500"):
        setattr(module, name, getattr(urls, name))
    settings.ROOT_URLCONF = module


class Forgotten(NamedView):
    """A view whose author forgot `allow`."""

    def get(self, request):
        return HttpResponse("所有隐患")


def test_a_new_address_fails_the_build_by_its_name(monkeypatch, settings):
    with_urls(
        monkeypatch, settings, path("statistics/<str:year>", lambda request, year: HttpResponse())
    )
    (fault,) = unlisted(TABLE)
    assert fault.startswith("statistics/<str:year>: add [")
    assert "permission_matrix.toml" in fault


def test_a_view_without_allow_is_named_and_lets_nobody_in(walk, monkeypatch, settings):
    bare = path("bare/", lambda request: HttpResponse("所有隐患"))
    with_urls(monkeypatch, settings, path("api/v1/forgotten", Forgotten.as_view()), bare)
    table = {
        "api/v1/forgotten": Row("api/v1/forgotten", "open", ("office",)),
        "bare/": Row("bare/", "page", ("office",)),
    }
    assert [fault.split(":")[0] for fault in unguarded({**TABLE, **table})] == [
        "api/v1/forgotten",
        "bare/",
    ]
    assert walk.broken({"api/v1/forgotten": table["api/v1/forgotten"]}) == [
        "api/v1/forgotten as office, own street: 403, and the table says 200"
    ]
    assert "bare/ as anonymous, own street: 200, and the table says sign_in" in walk.broken(
        {"bare/": table["bare/"]}
    )


AREA_FORGOTTEN = [
    ("server.office.hazards.views", "hazards/"),
    ("server.office.register.views", "register/"),
    ("server.office.sites.views", "sites/"),
    ("server.office.tasks.views", "tasks/"),
    ("server.office.visits.views", "visits/"),
    ("server.office.visits.views", "blobs/"),
    ("server.office.plans.views", "plans/"),
    ("server.open.doors", "api/v1/"),
]


def test_a_view_that_forgets_the_area_is_caught(walk, monkeypatch):
    for module, beginning in AREA_FORGOTTEN:
        with monkeypatch.context() as bug:
            bug.setattr(f"{module}.area_of", lambda person: EVERYWHERE)
            broken = walk.broken(rows_of(beginning), roles=OF_STREETS)
        assert any("far street: 200, and the table says 404" in fault for fault in broken) or any(
            "tells of the other street" in fault for fault in broken
        ), (module, broken)


def test_a_list_that_forgets_the_area_is_caught_by_what_it_tells(walk, monkeypatch, settings):
    @page(can_read_hazard)
    def all_titles(request):
        return HttpResponse("、".join(Hazard.objects.values_list("site__name", flat=True)))

    with_urls(monkeypatch, settings, path("titles/", all_titles))
    row = Row("titles/", "page", ("inspector", "street", "office"))
    broken = walk.broken({"titles/": row})
    assert [fault.split(",")[0] for fault in broken] == [
        "titles/ as inspector",
        "titles/ as street",
    ]
    assert "远郊" in broken[0]


def test_a_role_that_is_let_in_too_far_is_caught(walk, monkeypatch):
    monkeypatch.setitem(
        permissions.ROLES, "read_hazard", frozenset({"inspector", "street", "office", "planner"})
    )
    broken = walk.broken(rows_of("hazards/", "api/v1/hazards"))
    assert "hazards/ as planner, own street: 200, and the table says 403" in broken
    assert all(" as planner" in fault for fault in broken)


def test_a_filter_of_the_area_that_lets_all_through_is_caught(walk, monkeypatch):
    monkeypatch.setattr(
        permissions.Area, "rows", lambda area, rows, *, street="street": rows.filter(Q())
    )
    every = rows_of("hazards/", "sites/", "visits/", "blobs/", "api/v1/hazards", "api/v1/visits")
    assert len(walk.broken(every, roles=OF_STREETS)) > 20
