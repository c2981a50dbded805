"""Every office page in both languages, empty and full; a figure opens exactly the rows it counts (law 9)."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from server.accounts.people import person_create
from server.hazards.models import Hazard
from server.office.frame.menu import GROUPS
from tests.ground.building import INSPECTORS
from tests.ground.pages import Page, page_read, promises_broken, sign_in
from tests.ground.risking import follow
from tests.ground.world import ROLES, World

pytestmark = pytest.mark.django_db
LISTS = ("overview", "register", "hazards", "sites", "tasks", "visits", "devices", "plans")
BROKEN = ("{{", "{%", "None", "[]", "&lt;", "Undefined", "object at 0x", "Fault(")
CHINESE = re.compile(r"[一-鿿]")


@pytest.fixture
def world(clock, monkeypatch):
    monkeypatch.setattr("server.api.now.clock", clock)
    return World(clock)


@pytest.fixture
def office(world):
    return sign_in(world.persons["office"])


@pytest.fixture
def newcomer(db):
    """A person of the office on the day before anything was entered."""
    person = person_create(
        username="first", password="Changchun-2026", full_name="首位", role="office"
    )
    return sign_in(person)


def pages_of(world):
    own = world.own
    return [
        *(reverse(name) for name in LISTS),
        reverse("frame-sync"),
        reverse("register-rows"),
        reverse("register") + f"?risk={own['risk']}",
        reverse("register-detail", args=[own["risk"]]),
        reverse("hazards") + "?standing=&sort=grade",
        *(reverse("hazards-detail", args=[one.id]) for one in Hazard.objects.all()),
        reverse("sites-detail", args=[own["site"]]),
        reverse("sites-detail", args=["site-2"]),
        reverse("visits-detail", args=[own["visit"]]),
        reverse("visits-detail", args=[world.far["visit"]]),
        reverse("visits-chain", args=[own["visit"]]),
        reverse("plans-detail", args=["plan-own"]),
    ]


def flaws(page: Page) -> list[str]:
    """Name what a finished page never says."""
    seen = re.sub(r"<(script|style).*?</\1>", "", page.text, flags=re.S)
    words = re.sub(r"<[^>]*>", " ", seen)
    return [f"{page.address}: {mark}" for mark in BROKEN if mark in words]


@pytest.mark.parametrize("lang", ["zh-hans", "en"])
def test_every_page_is_whole_in_both_languages(world, office, lang):
    found = [page_read(office, address, lang=lang) for address in pages_of(world)]
    assert [flaw for page in found for flaw in flaws(page)] == []


@pytest.mark.parametrize("lang", ["zh-hans", "en"])
def test_every_list_says_what_to_do_when_it_is_empty(newcomer, lang):
    found = [page_read(newcomer, reverse(name), lang=lang) for name in (*LISTS, "frame-sync")]
    assert [flaw for page in found for flaw in flaws(page)] == []
    assert all('class="empty"' in page.text for page in found[:-1])


def test_in_english_the_frame_and_the_words_of_a_page_are_english(newcomer):
    """What is left in Chinese is data: names, titles, articles; an empty server has none but the person's name."""
    for name in LISTS:
        text = page_read(newcomer, reverse(name), lang="en").text
        words = re.sub(
            r"<[^>]*>", " ", re.sub(r"<(script|style|button).*?</\1>", "", text, flags=re.S)
        )
        assert CHINESE.findall(words.replace("首位", "").replace("首", "")) == [], name


def test_every_figure_opens_exactly_the_rows_it_counts(world, office):
    for address in (
        "/", "/register/", "/register/?due=overdue", "/register/?level=red", "/register/?q=好味",
        f"/register/?risk={world.own['risk']}", "/hazards/", "/hazards/?standing=dead", "/hazards/?grade=major",
        f"/hazards/?site={world.own['site']}&overdue=yes", "/sites/", f"/sites/{world.own['site']}", "/tasks/",
        "/tasks/?q=备", "/visits/",
    ):  # fmt: skip
        page = page_read(office, address)
        assert page.links, address
        assert promises_broken(office, page) == []


def test_figures_still_hold_a_month_later_and_for_one_street(world, clock):
    clock.advance(timedelta(days=40))
    follow(clock.now())
    for role in ("office", "inspector", "street"):
        client = sign_in(world.persons[role])
        for address in ("/", "/register/", "/hazards/"):
            assert promises_broken(client, page_read(client, address)) == []
    text = page_read(sign_in(world.persons["office"]), "/").text
    late = re.search(r'overdue=yes" data-count="(\d+)"', text)
    assert late is not None
    assert int(late[1]) == Hazard.objects.overdue(clock.now().date()).count() > 0


def test_a_list_shows_as_many_rows_as_it_says(world, office):
    for address in ("/hazards/?standing=", "/register/", "/visits/", "/sites/"):
        page = page_read(office, address)
        assert page.rows == page.totals[""] > 0, address


def test_the_menu_holds_only_what_a_role_may_open(world):
    every = [entry.view for _, entries in GROUPS for entry in entries]
    for role in ROLES:
        client = sign_in(world.persons[role])
        shown = re.findall(r'class="rail-link" href="([^"]+)"', page_read(client, "/").text)
        assert shown
        for view in every:
            status = client.get(reverse(view)).status_code
            assert (reverse(view) in shown) == (status == 200), (role, view, status)


def test_a_planner_sees_levels_and_no_hazards_or_visits(world):
    planner = sign_in(world.persons["planner"])
    text = page_read(planner, f"/register/?risk={world.own['risk']}").text
    titles = Hazard.objects.values_list("title_zh", flat=True)
    assert "/hazards/" not in text
    assert "/visits/" not in text
    assert not any(f">{title}<" in text for title in titles)
    site = page_read(planner, f"/sites/{world.own['site']}").text
    assert "/hazards/" not in site
    assert "没有登记的隐患" not in site


def act(client, hazard, action, **typed):
    return client.post(reverse("hazards-act", args=[hazard, action]), typed)


def test_a_deed_of_the_office_reaches_the_ledger(world, office):
    far = world.far["hazard"]
    answer = act(
        office, far, "confirm", grade="major", article="条例 27(1)", interim_measure="停用"
    )
    assert (answer.status_code, answer["Location"]) == (302, reverse("hazards-detail", args=[far]))
    hazard = Hazard.objects.get(id=far)
    assert (hazard.state, hazard.confirmed_by) == ("confirmed", "officer-office")
    assert "已办理" in office.get(answer["Location"]).content.decode()


def test_two_hazards_are_merged_by_the_form(world, office):
    one, heir = (Hazard.objects.get(site="site-far", item=item) for item in ("A2", "A4"))
    form = page_read(office, reverse("hazards-detail", args=[one.id])).text
    assert f'<option value="{heir.id}">' in form
    assert f'<option value="{one.id}">' not in form
    act(office, one.id, "merge", into=heir.id, reason="同一阀组")
    assert Hazard.objects.get(id=one.id).merged_into_id == heir.id
    ended = page_read(office, reverse("hazards-detail", args=[one.id])).text
    assert reverse("hazards-detail", args=[heir.id]) in ended
    assert "已结束，不再办理" in ended


def test_a_refused_deed_shows_why_and_keeps_what_was_typed(world, office):
    far = world.far["hazard"]
    answer = act(office, far, "transfer", to="区市场监管局", reason="不属本部门职权")
    text = answer.content.decode()
    assert answer.status_code == 409
    assert "移送没有接收部门的回执。" in text
    assert "请填写回执编号或签收人" in text
    assert (
        text.count("不属本部门职权</textarea>") == 1
    )  # beside the deed that was tried, nowhere else
    assert '<details class="deed" open>' in text
    assert Hazard.objects.get(id=far).state == "found"


def test_wrong_dates_and_grades_are_named_in_words(world, office):
    hazard = Hazard.objects.get(site="site-far", item="A2").id
    act(office, hazard, "confirm", grade="serious")
    for action, typed, told in (
        ("accept", {"reason": "停业", "until": "明年"}, "有效期至：&#x27;明年&#x27; 不是日期"),
        ("confirm", {"grade": "huge"}, "隐患等级：&#x27;huge&#x27; 不在可选值内"),
        ("confirm", {"grade": "serious", "reason": "坏\0字"}, "删去不可见的字符"),
    ):
        answer = act(office, hazard, action, **typed)
        assert (answer.status_code, told in answer.content.decode()) == (422, True), action
    assert Hazard.objects.get(id=hazard).state == "confirmed"


def test_a_deed_the_state_does_not_allow_is_not_offered_and_not_taken(world, office):
    far = world.far["hazard"]
    assert (
        reverse("hazards-act", args=[far, "close"])
        not in page_read(office, reverse("hazards-detail", args=[far])).text
    )
    assert act(office, far, "close").status_code == 403
    assert act(office, far, "paint").status_code == 403


def test_addresses_with_a_nul_are_not_there(world, office):
    for address in (
        "/hazards/%00",
        "/hazards/?q=%00",
        "/register/?risk=%00",
        "/api/v1/sites/%00",
        "/api/v1/sites?street=%00",
    ):
        assert office.get(address).status_code in (404, 422), address


def queries(client, address):
    client.get(address)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    return len(asked)


def more(world, clock):
    """Let there be many sites, visits with hazards, officers and tasks."""
    from tests.ground.building import officer_make
    from tests.ground.visiting import task_file

    rows = [
        {"id": f"s-{n:03d}", "name": f"店{n}", "kind": "restaurant", "address": "", "lon": 1_253_050_000,
         "lat": 439_050_000, "exposure": "daily", "checklists": [], "factors": []}
        for n in range(30)
    ]  # fmt: skip
    world.office("site.import", sites=rows)
    for n in range(10, 40):
        officer_make(f"officer-{n}", f"检查员{n}", "inspector", number=f"N{n}", now=clock.now())
        task_file(
            f"task-{n}",
            now=clock.now(),
            site=f"s-{n - 10:03d}",
            officers=[f"officer-{n}", INSPECTORS[0]],
        )
        world.patrol({"A1": {}, "A2": {}}, site=f"s-{n - 10:03d}", officers=(INSPECTORS[0],))
    follow(clock.now())


def test_pages_ask_as_much_for_many_rows_as_for_few(world, office, clock):
    addresses = [reverse(name) for name in LISTS if name != "devices"]
    addresses += [
        reverse("register-points"),
        reverse("register-areas"),
        f"/sites/{world.own['site']}",
    ]
    few = {address: queries(office, address) for address in addresses}
    more(world, clock)
    many = {address: queries(office, address) for address in addresses}
    assert many == few
    assert max(many.values()) <= 30, many


def test_a_stranger_is_sent_to_the_door_and_comes_back(world):
    answer = Client().get("/hazards/")
    assert (answer.status_code, answer["Location"]) == (302, "/accounts/login/?next=/hazards/")
