"""A tablet proves itself by a signature over a challenge, and is known by a token for eight hours."""

import json
import threading
from datetime import timedelta

import pytest
from django.db import connection

from server.devices.attempts import SESSION, Door, TooManyAttempts, attempt_count, attempts_forget
from server.devices.models import Attempt, Challenge, Session
from server.devices.sessions import SessionRefused, expired_clear, session_device
from server.intake.devices import device_revoke
from server.sync.doors import TabletView
from shared.record import SignatureWrong
from shared.sync import ServerSignatureWrong, challenge_sign, challenge_verify
from tests.ground.building import people_make
from tests.ground.doors import enrolled, stranger
from tests.ground.tablet import key_of

pytestmark = [pytest.mark.django_db, pytest.mark.urls("server.sync.urls")]
SESSION_PATH = "/api/v1/sync/session"


@pytest.fixture
def tablet(clock, monkeypatch):
    monkeypatch.setattr(TabletView, "clock", clock)
    people_make(now=clock.now())
    return enrolled(clock=clock)


def challenge(tablet) -> str:
    return json.loads(tablet.say(SESSION_PATH, device=tablet.device).content)["challenge"]


def problem(answer) -> tuple[int, str]:
    return answer.status_code, json.loads(answer.content)["code"]


def test_a_token_is_kept_only_as_its_hash_and_lasts_eight_hours(tablet, clock) -> None:
    assert tablet.token not in str(list(Session.objects.values()))
    almost = clock.now() + timedelta(hours=8) - timedelta(seconds=1)
    assert session_device(token=tablet.token, now=almost).id == tablet.device
    with pytest.raises(SessionRefused):
        session_device(token=tablet.token, now=clock.now() + timedelta(hours=8))


def test_a_session_that_is_over_says_so_and_the_next_one_works(tablet, clock) -> None:
    clock.advance(timedelta(hours=8))
    assert problem(tablet.changes()) == (401, "session_over")
    tablet.token = ""
    tablet.open()
    assert tablet.changes().status_code == 200


def test_a_challenge_is_good_once(tablet) -> None:
    asked = challenge(tablet)
    sig = challenge_sign(tablet.key, device=tablet.device, challenge=asked)
    first = tablet.say(SESSION_PATH, device=tablet.device, challenge=asked, sig=sig)
    second = tablet.say(SESSION_PATH, device=tablet.device, challenge=asked, sig=sig)
    assert first.status_code == 200
    assert problem(second) == (401, "challenge_stale")


def test_a_challenge_is_good_for_five_minutes(tablet, clock) -> None:
    asked = challenge(tablet)
    sig = challenge_sign(tablet.key, device=tablet.device, challenge=asked)
    clock.advance(timedelta(minutes=5))
    late = tablet.say(SESSION_PATH, device=tablet.device, challenge=asked, sig=sig)
    assert problem(late) == (401, "challenge_stale")


def test_another_key_opens_no_session_and_spends_the_challenge(tablet) -> None:
    asked = challenge(tablet)
    wrong = challenge_sign(key_of("a thief"), device=tablet.device, challenge=asked)
    answer = tablet.say(SESSION_PATH, device=tablet.device, challenge=asked, sig=wrong)
    assert problem(answer) == (401, "challenge_signature_wrong")
    assert not Challenge.objects.filter(value=asked).exists()


def test_the_challenge_of_one_tablet_does_not_open_another(tablet, clock) -> None:
    other = enrolled(clock=clock, name="tablet-2")
    asked = challenge(tablet)
    sig = challenge_sign(other.key, device=other.device, challenge=asked)
    answer = other.say(SESSION_PATH, device=other.device, challenge=asked, sig=sig)
    assert problem(answer) == (401, "challenge_stale")


def test_a_signed_operation_passes_for_no_challenge(tablet) -> None:
    sig = tablet.key.sign(b"challenge").sig
    with pytest.raises(SignatureWrong):
        challenge_verify(
            public_key=tablet.key.public, device=tablet.device, challenge="challenge", sig=sig
        )


def test_a_tablet_nobody_enrolled_is_told_to_enrol(tablet) -> None:
    answer = stranger().say(SESSION_PATH, device="device-nobody")
    assert problem(answer) == (404, "device_unknown")


@pytest.mark.parametrize(
    "path", ["/api/v1/sync/changes", "/api/v1/sync/ops", "/api/v1/enrol/officer"]
)
@pytest.mark.parametrize("token", ["", "stolen"])
def test_no_door_opens_without_a_session(tablet, path, token) -> None:
    tablet.token = token
    answer = tablet.ask("POST", path, b"{}")
    assert answer.status_code == 401
    assert answer.headers["Cache-Control"] == "no-store"


def test_refusals_are_signed_too(tablet) -> None:
    tablet.token = "stolen"
    assert json.loads(tablet.believe(tablet.changes()))["code"] == "session_over"


def test_an_answer_of_another_server_is_not_believed(tablet) -> None:
    answer = tablet.changes()
    with pytest.raises(ServerSignatureWrong):
        tablet.believe(answer, key_of("another server").public)
    answer.headers.pop("Xunan-Signature")
    with pytest.raises(ServerSignatureWrong):
        tablet.believe(answer)


def test_a_revoked_tablet_loses_its_sessions_at_once_and_may_only_hand_over(tablet, clock) -> None:
    device_revoke(device=tablet.device, officer="", now=clock.now())
    assert problem(tablet.changes()) == (401, "session_over")
    tablet.token = ""
    tablet.open()
    assert problem(tablet.changes()) == (403, "device_revoked")


def test_the_door_stops_who_tries_too_often_and_not_the_tablet_itself(tablet) -> None:
    thief = stranger()
    thief.address = "10.9.9.9"
    tries = [thief.say(SESSION_PATH, device=tablet.device).status_code for _ in range(31)]
    assert tries == [200] * 30 + [429]
    tablet.token = ""
    assert tablet.open()


def test_what_is_over_is_cleared_away(tablet, clock) -> None:
    challenge(tablet)
    attempt_count(door=SESSION, caller="somebody", now=clock.now())
    assert expired_clear(now=clock.now()) == 0
    later = clock.now() + timedelta(hours=9)
    assert expired_clear(now=later) >= 3
    assert not Challenge.objects.exists()
    assert not Session.objects.exists()
    assert not Attempt.objects.exists()


def test_tries_are_forgotten_after_a_right_one(db, now) -> None:
    door = Door("a door", most=2)
    for _ in range(2):
        attempt_count(door=door, caller="me", now=now)
    attempts_forget(door=door, caller="me")
    attempt_count(door=door, caller="me", now=now)
    assert Attempt.objects.get().count == 1


@pytest.mark.django_db(transaction=True)
def test_fifty_tries_at_once_count_as_fifty(now) -> None:
    door, refused = Door("a door", most=10), []

    def attempt() -> None:
        try:
            attempt_count(door=door, caller="many", now=now)
        except TooManyAttempts:
            refused.append(1)
        finally:
            connection.close()

    threads = [threading.Thread(target=attempt) for _ in range(50)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Attempt.objects.get().count == 50
    assert len(refused) == 40
