"""The administrator keeps people; what the ledger says is only to be read there."""

import pytest

from server.accounts.models import Body, Officer, Person
from server.accounts.people import person_create
from server.devices.models import Code, Device
from server.sync.doors import TabletView
from tests.ground.building import BODY, INSPECTORS, people_make
from tests.ground.doors import code_for, enrolled

pytestmark = pytest.mark.django_db
PASSWORD = "a long enough word"


@pytest.fixture
def boss(client, clock, monkeypatch):
    monkeypatch.setattr(TabletView, "clock", clock)
    people_make(now=clock.now())
    enrolled(clock=clock)
    person_create(username="boss", password=PASSWORD, full_name="陈静", role="administrator")
    client.login(username="boss", password=PASSWORD)
    return client


@pytest.mark.parametrize(
    ("page", "words"),
    [
        ("accounts/person/", "登录人员"),
        ("accounts/officer/", "张伟"),
        ("accounts/officer/officer-zhang/change/", "2201030000"),
        ("accounts/body/", "区应急管理局"),
        ("devices/device/", "一号平板"),
        ("devices/code/", "登记码"),
    ],
)
def test_every_page_of_the_administration_opens(boss, page, words) -> None:
    answer = boss.get(f"/admin/{page}")
    assert answer.status_code == 200
    assert words in answer.content.decode()


@pytest.mark.parametrize(
    ("page", "model"),
    [
        (f"accounts/body/{BODY}/", Body),
        (f"accounts/officer/{INSPECTORS[0]}/", Officer),
        ("devices/device/{device}/", Device),
    ],
    ids=["a body", "an officer", "a tablet"],
)
def test_what_the_ledger_says_is_changed_by_no_page(boss, page, model) -> None:
    page = page.format(device=Device.objects.get().id)
    before = model.objects.count()
    assert boss.post(f"/admin/{page}change/", {"name": "x", "label": "x"}).status_code == 403
    assert boss.post(f"/admin/{page}delete/", {"post": "yes"}).status_code == 403
    assert model.objects.count() == before


def test_no_key_is_shown(boss) -> None:
    device = Device.objects.get()
    page = boss.get(f"/admin/devices/device/{device.id}/change/").content.decode()
    assert "public_key" not in page


def test_the_rights_of_a_person_follow_the_role(boss) -> None:
    person = person_create(username="clerk", password=PASSWORD, full_name="赵敏", role="office")
    form = {
        "username": "clerk", "full_name": "赵敏", "full_name_en": "", "role": "administrator",
        "body": BODY, "officer": "", "streets": "220103002", "is_active": "on",
    }  # fmt: skip
    answer = boss.post(f"/admin/accounts/person/{person.id}/change/", form)
    assert answer.status_code == 302, answer.content.decode()
    person.refresh_from_db()
    assert (person.is_superuser, person.streets, person.check_password(PASSWORD)) == (
        True, ["220103002"], True,
    )  # fmt: skip


def test_a_person_is_made_on_the_page(boss) -> None:
    form = {
        "username": "new", "full_name": "周健", "role": "street", "usable_password": "true",
        "password1": PASSWORD, "password2": PASSWORD,
    }  # fmt: skip
    answer = boss.post("/admin/accounts/person/add/", form)
    assert answer.status_code == 302, answer.content.decode()
    person = Person.objects.get(username="new")
    assert (person.full_name, person.role, person.is_staff) == ("周健", "street", False)


def test_a_person_is_never_deleted(boss) -> None:
    person = Person.objects.get()
    assert (
        boss.post(f"/admin/accounts/person/{person.id}/delete/", {"post": "yes"}).status_code == 403
    )


def test_an_unused_code_can_be_taken_back_and_a_used_one_not(boss, clock) -> None:
    code_for(*INSPECTORS, clock=clock)
    used, unused = Code.objects.exclude(used_at=None).get(), Code.objects.get(used_at=None)
    assert (
        boss.post(f"/admin/devices/code/{used.digest}/delete/", {"post": "yes"}).status_code == 403
    )
    assert (
        boss.post(f"/admin/devices/code/{unused.digest}/delete/", {"post": "yes"}).status_code
        == 302
    )
    assert list(Code.objects.all()) == [used]
