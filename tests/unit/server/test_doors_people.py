"""Bodies and officers come by the ledger; sign-ins by the administrator, and their role decides."""

import pytest

from server.accounts.models import Body, Certificate, Officer, Person
from server.accounts.people import PersonRefused, person_create, person_update
from server.accounts.services import OfficerUnfit
from server.api.reading import FactsUnreadable
from server.ledger.models import Entry
from tests.ground.building import BODY, INSPECTORS, STREET, office, people_make

pytestmark = pytest.mark.django_db
CERTIFICATE = {"number": "A-1", "fields": ["gas"], "from": "2024-01-01", "until": "2026-12-31"}


@pytest.fixture
def people(now) -> None:
    people_make(now=now)


def register(now, **changes) -> None:
    data = {
        "id": "officer-new", "name": "周健", "name_en": "Zhou Jian", "body": BODY,
        "role": "inspector", "streets": [STREET], "certificates": [CERTIFICATE],
    }  # fmt: skip
    office("officer.register", {**data, **changes}, now=now)


def test_a_body_is_stored_with_what_it_may_do(people) -> None:
    body = Body.objects.get()
    assert (body.name, body.short) == ("区应急管理局", "应急局")
    assert body.competences.filter(field="gas", visit="enforcement").exists()
    assert not body.competences.filter(field="food").exists()


def test_a_body_imported_again_may_do_only_what_the_last_import_says(people, now) -> None:
    row = {"id": BODY, "name": "区应急局", "competences": [{"field": "food", "visit": "patrol"}]}
    office("body.import", {"bodies": [row]}, now=now)
    assert list(Body.objects.get().competences.values_list("field", "visit")) == [
        ("food", "patrol")
    ]


def test_an_officer_has_the_certificates_of_the_last_registration(people, now) -> None:
    register(now)
    register(now, certificates=[{**CERTIFICATE, "number": "A-2"}])
    officer = Officer.objects.get(id="officer-new")
    assert [one.number for one in officer.certificates.all()] == ["A-2"]
    assert officer.position == Entry.objects.latest("position").position


@pytest.mark.parametrize(
    ("changes", "where"),
    [
        ({"name": ""}, "officer.register.name"),
        ({"role": "king"}, "officer.register.role"),
        ({"streets": "220103002"}, "officer.register.streets"),
        (
            {"certificates": [{**CERTIFICATE, "until": "2023-01-01"}]},
            "officer.register.certificates[0].until",
        ),
        (
            {"certificates": [{**CERTIFICATE, "fields": ["magic"]}]},
            "officer.register.certificates[0].fields",
        ),
    ],
)
def test_a_faulty_registration_names_each_place_and_stores_nothing(
    people, now, changes, where
) -> None:
    with pytest.raises(FactsUnreadable) as refused:
        register(now, **changes)
    assert where in [fault.where for fault in refused.value.fields]
    assert not Officer.objects.filter(id="officer-new").exists()


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"body": "body-nowhere"}, "没有部门 body-nowhere。"),
        (
            {"certificates": [{**CERTIFICATE, "number": "2201030000"}]},
            "执法证 2201030000 已登记在 张伟 名下。",
        ),
        ({"certificates": [CERTIFICATE, CERTIFICATE]}, "同一执法证写了两次。"),
    ],
)
def test_an_officer_fits_a_known_body_and_their_own_certificates(
    people, now, changes, message
) -> None:
    with pytest.raises(OfficerUnfit) as refused:
        register(now, **changes)
    assert [fault.message for fault in refused.value.fields] == [message]
    assert Certificate.objects.filter(officer=INSPECTORS[0]).count() == 1


def test_only_an_administrators_sign_in_enters_the_administration(people) -> None:
    boss = person_create(
        username="boss", password="a long enough word", full_name="陈静", role="administrator"
    )
    clerk = person_create(
        username="clerk", password="a long enough word", full_name="赵敏", role="office", body=BODY
    )
    assert (boss.is_staff, boss.is_superuser) == (True, True)
    assert (clerk.is_staff, clerk.is_superuser) == (False, False)
    person_update(person=boss, role="planner")
    assert not Person.objects.get(username="boss").is_superuser


def test_a_person_keeps_what_is_not_changed(people) -> None:
    person = person_create(
        username="z", password="a long enough word", full_name="张伟", role="inspector",
        body=BODY, officer=INSPECTORS[0], streets=[STREET],
    )  # fmt: skip
    person_update(person=person, active=False)
    person.refresh_from_db()
    assert (person.officer_id, person.body_id, person.streets, person.is_active) == (
        INSPECTORS[0], BODY, [STREET], False,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"username": "taken"}, "username_taken"),
        ({"password": "short"}, "password_weak"),
        ({"role": "king"}, "person_unfit"),
        ({"body": "body-nowhere"}, "person_unfit"),
        ({"officer": "nobody"}, "person_unfit"),
    ],
)
def test_a_sign_in_that_cannot_be_is_refused(people, changes, code) -> None:
    person_create(username="taken", password="a long enough word", full_name="某", role="office")
    asked = {
        "username": "new",
        "password": "a long enough word",
        "full_name": "某",
        "role": "office",
    }
    with pytest.raises(PersonRefused) as refused:
        person_create(**{**asked, **changes})
    assert refused.value.code == code
    assert Person.objects.count() == 1


def test_an_officer_has_one_sign_in_only(people) -> None:
    facts = {"password": "a long enough word", "full_name": "李娜", "role": "inspector"}
    first = person_create(username="li", officer=INSPECTORS[0], **facts)
    with pytest.raises(PersonRefused, match="'li' is 'officer-zhang' already"):
        person_create(username="li2", officer=INSPECTORS[0], **facts)
    assert person_update(person=first, officer=INSPECTORS[0]).officer_id == INSPECTORS[0]
    assert person_create(username="nobody", **facts).officer_id is None
