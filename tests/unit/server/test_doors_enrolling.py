"""A one-time code becomes a tablet, once, and the tablet's officers get their keys."""

import json
from datetime import timedelta

import pytest

from server.config.keys import server_key
from server.devices.codes import CodeRefused, code_make
from server.devices.models import Code, Device, DeviceOfficer, OfficerKey
from server.intake.devices import device_revoke
from server.ledger.models import Entry, Feed
from server.sync.doors import TabletView
from shared.record import base64url_write
from shared.sync import enrolment_qr_read, officer_proof
from tests.ground.building import INSPECTORS, STREET_OFFICER, people_make
from tests.ground.doors import code_for, enrolled, stranger
from tests.ground.tablet import key_of

pytestmark = [pytest.mark.django_db, pytest.mark.urls("server.sync.urls")]


@pytest.fixture(autouse=True)
def at_nine(clock, monkeypatch):
    monkeypatch.setattr(TabletView, "clock", clock)
    people_make(now=clock.now())


def problem(answer) -> str:
    assert answer.headers["Content-Type"] == "application/problem+json"
    return json.loads(answer.content)["code"]


def test_a_code_is_shown_as_a_qr_with_the_fingerprint_of_the_server(clock) -> None:
    made = code_for(*INSPECTORS, clock=clock)
    qr = enrolment_qr_read(made.qr)
    assert (qr.url, qr.code, qr.fingerprint) == (
        "https://xunan.example", made.code, server_key().key_id,
    )  # fmt: skip


def test_a_code_is_kept_only_as_its_hash(clock) -> None:
    made = code_for(*INSPECTORS, clock=clock)
    assert made.code not in str(list(Code.objects.values()))


def test_no_code_is_made_for_somebody_who_is_not_registered(now) -> None:
    with pytest.raises(CodeRefused) as refused:
        code_make(
            officers=["nobody"], label="", url="https://x.example", now=now, valid=timedelta(1)
        )
    assert refused.value.fields[0].where == "nobody"


def test_enrolling_tells_the_tablet_who_it_is_and_who_works_on_it(clock) -> None:
    tablet = stranger()
    found = tablet.enrol(code_for(*INSPECTORS, clock=clock).code, trusted=(server_key().public,))
    assert found["server_keys"] == [base64url_write(server_key().public)]
    assert [officer["id"] for officer in found["officers"]] == sorted(INSPECTORS)
    assert found["officers"][1]["name"] == "张伟"
    assert found["officers"][1]["certificates"][0]["number"] == "2201030000"
    device = Device.objects.get(id=found["device"])
    assert (device.label, bytes(device.public_key)) == ("一号平板", tablet.key.public)
    assert Entry.objects.get(name="device.enrol").outcome == "applied"
    scope = Feed.objects.filter(scope=f"device/{found['device']}", kind="officer")
    assert sorted(scope.values_list("item", flat=True)) == sorted(INSPECTORS)


@pytest.mark.parametrize("label", ["", None])
def test_a_tablet_without_a_name_gets_the_name_on_its_code(clock, label) -> None:
    code = code_for(*INSPECTORS, clock=clock).code
    found = stranger().enrol(code, label=label, trusted=(server_key().public,))
    assert Device.objects.get(id=found["device"]).label == "一号平板"


def test_a_code_typed_in_small_letters_is_the_same_code(clock) -> None:
    made = code_for(*INSPECTORS, clock=clock)
    tablet = stranger()
    tablet.enrol(f" {made.code.lower()} ", trusted=(server_key().public,))
    tablet.open()
    answer = tablet.officer_key(INSPECTORS[0], key_of("a key"), code=made.code.lower())
    assert answer.status_code == 201


def test_a_tablet_that_lost_the_answer_asks_again_and_gets_the_same(clock) -> None:
    code = code_for(*INSPECTORS, clock=clock).code
    tablet = stranger()
    first = tablet.enrol(code, trusted=(server_key().public,))
    clock.advance(timedelta(hours=2))  # the code is past its time by now
    again = tablet.enrol(code, trusted=(server_key().public,))
    assert again["device"] == first["device"]
    assert Entry.objects.filter(name="device.enrol").count() == 1


def test_a_code_serves_one_tablet(clock) -> None:
    code = code_for(*INSPECTORS, clock=clock).code
    stranger("the first").enrol(code, trusted=(server_key().public,))
    answer = stranger("the second").say(
        "/api/v1/enrol", code=code, app="test/1", device_key=base64url_write(key_of("2").public)
    )
    assert (answer.status_code, problem(answer)) == (409, "code_used")
    assert Device.objects.count() == 1


@pytest.mark.parametrize(
    ("later", "code", "expected"),
    [(timedelta(minutes=31), None, "code_expired"), (timedelta(0), "WRONGWRONG", "code_wrong")],
)
def test_a_code_that_is_old_or_wrong_enrols_nothing(clock, later, code, expected) -> None:
    made = code_for(*INSPECTORS, clock=clock).code
    clock.advance(later)
    answer = stranger().say(
        "/api/v1/enrol", code=code or made, app="test/1", device_key=base64url_write(b"k" * 32)
    )
    assert (answer.status_code, problem(answer)) == (403, expected)
    assert not Device.objects.exists()
    assert not Entry.objects.filter(name="device.enrol").exists()


@pytest.mark.parametrize(
    "members",
    [
        {},
        {"code": "A", "app": "test/1"},
        {"code": "A", "app": "test/1", "device_key": "not a key"},
        {"code": "A", "app": "t", "label": 7, "device_key": base64url_write(b"k" * 32)},
        {"code": ["A"], "app": "test/1", "device_key": base64url_write(b"k" * 32)},
    ],
)
def test_an_enrolment_without_its_members_is_told_what_is_missing(members) -> None:
    answer = stranger().say("/api/v1/enrol", **members)
    assert answer.status_code == 400
    assert json.loads(answer.content)["remedy"]


def test_who_guesses_codes_is_stopped_and_others_are_not(clock) -> None:
    guesser = stranger()
    for _ in range(10):
        wrong = guesser.say(
            "/api/v1/enrol", code="WRONGWRONG", app="t", device_key=base64url_write(b"k" * 32)
        )
        assert wrong.status_code == 403
    code = code_for(*INSPECTORS, clock=clock).code
    stopped = guesser.say(
        "/api/v1/enrol", code=code, app="t", device_key=base64url_write(b"k" * 32)
    )
    assert (stopped.status_code, problem(stopped)) == (429, "too_many_attempts")
    assert int(stopped.headers["Retry-After"]) == 300
    other = stranger("elsewhere")
    other.address = "10.0.0.8"
    assert other.enrol(code, trusted=(server_key().public,))
    clock.advance(timedelta(minutes=5))
    late = guesser.say("/api/v1/enrol", code=code, app="t", device_key=base64url_write(b"k" * 32))
    assert problem(late) == "code_used"


def test_an_officer_key_is_registered_once_and_a_repeat_is_a_success(clock) -> None:
    made = code_for(*INSPECTORS, clock=clock)
    tablet = stranger()
    tablet.enrol(made.code, trusted=(server_key().public,))
    tablet.open()
    key = key_of("the key of Zhang")
    assert tablet.officer_key(INSPECTORS[0], key, code=made.code).status_code == 201
    again = tablet.officer_key(INSPECTORS[0], key, code=made.code)
    assert json.loads(tablet.believe(again))["officer"] == INSPECTORS[0]
    assert again.status_code == 200
    stored = OfficerKey.objects.get()
    assert bytes(stored.public_key) == key.public
    assert Entry.objects.filter(name="device.officer_key").count() == 1
    another = tablet.officer_key(INSPECTORS[0], key_of("another key"), code=made.code)
    assert (another.status_code, problem(another)) == (409, "officer_key_taken")


@pytest.mark.parametrize(
    ("officer", "code", "expected"),
    [
        (INSPECTORS[0], "NOTTHECODE", "officer_proof_wrong"),
        (STREET_OFFICER, None, "officer_not_on_device"),
        ("nobody", None, "officer_not_on_device"),
    ],
)
def test_an_officer_key_needs_the_code_and_the_officers_place_on_the_tablet(
    clock, officer, code, expected
) -> None:
    made = code_for(*INSPECTORS, clock=clock)
    tablet = stranger()
    tablet.enrol(made.code, trusted=(server_key().public,))
    tablet.open()
    answer = tablet.officer_key(officer, key_of("a key"), code=code or made.code)
    assert (answer.status_code, problem(answer)) == (403, expected)
    assert not OfficerKey.objects.exists()


def test_the_proof_of_one_officer_does_not_serve_another(clock) -> None:
    made = code_for(*INSPECTORS, clock=clock)
    tablet = stranger()
    tablet.enrol(made.code, trusted=(server_key().public,))
    tablet.open()
    public = base64url_write(key_of("a key").public)
    proof = officer_proof(made.code, INSPECTORS[0], tablet.device, public)
    answer = tablet.say("/api/v1/enrol/officer", officer=INSPECTORS[1], proof=proof, key=public)
    assert problem(answer) == "officer_proof_wrong"


def test_a_second_code_adds_an_officer_to_the_tablet(clock) -> None:
    tablet = enrolled(INSPECTORS[0], clock=clock)
    tablet.enrol(code_for(STREET_OFFICER, clock=clock).code, trusted=(server_key().public,))
    assert set(DeviceOfficer.objects.values_list("officer", flat=True)) == {
        INSPECTORS[0], STREET_OFFICER,
    }  # fmt: skip


def test_a_revoked_tablet_does_not_come_back_with_its_old_key(clock) -> None:
    tablet = enrolled(clock=clock)
    device_revoke(device=tablet.device, officer="", now=clock.now())
    code = code_for(*INSPECTORS, clock=clock).code
    answer = tablet.say(
        "/api/v1/enrol", code=code, app="t", device_key=base64url_write(tablet.key.public)
    )
    assert (answer.status_code, problem(answer)) == (403, "device_revoked")
    assert Code.objects.get(used_at=None)
