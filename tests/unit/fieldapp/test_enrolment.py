"""A tablet belongs to the server whose key the QR names; a lost answer is no harm."""

from collections.abc import Iterator
from pathlib import Path
from unittest.mock import patch

import pytest

from fieldapp.work import (
    Tablet,
    officer_unlock,
    officers_list,
    sync_once,
    tablet_enrol,
    tablet_status,
)
from shared.bundle import organisation_key_of
from shared.clock import FixedClock
from shared.problems import Problem
from shared.record import SigningKey
from tests.ground.field import NOW, PIN, pin_cheap, server_make, tablet_open
from tests.ground.field_server import FieldServer, Said
from tests.ground.visits import FIRST, SECOND


@pytest.fixture
def server() -> Iterator[FieldServer]:
    with patch("fieldapp.store.keyring.pin_parameters", pin_cheap), server_make().running() as made:
        yield made


@pytest.fixture
def tablet(tmp_path: Path) -> Iterator[Tablet]:
    with tablet_open(tmp_path / "tablet", FixedClock(NOW, monotonic=1)) as made:
        yield made


def enrol(tablet: Tablet, server: FieldServer, **words: str) -> None:
    given = {"url": server.url, "code": server.code, "fingerprint": server.fingerprint, **words}
    tablet_enrol(tablet, **given)


def refusal(deed) -> Problem:
    with pytest.raises(Problem) as error:
        deed()
    return error.value


def test_enrolling_brings_device_epoch_and_officers(tablet: Tablet, server: FieldServer) -> None:
    made = tablet_enrol(tablet, url=server.url + "/", code=server.code, label="T07")
    assert (made.device, made.epoch) == ("device-1", "epoch-1")
    assert [(row.id, row.enrolled, row.ready) for row in made.officers] == [
        (FIRST, True, False),
        (SECOND, True, False),
    ]
    status = tablet_status(tablet)
    assert (status.label, status.url, status.unlocked) == ("T07", server.url, ())
    assert tablet.ring.organisation == organisation_key_of(server.key.public)


def test_a_wrong_code_is_refused_with_the_servers_words(
    tablet: Tablet, server: FieldServer
) -> None:
    assert refusal(lambda: enrol(tablet, server, code="WRONG-1")).code == "code_wrong"
    assert tablet_status(tablet).device is None
    enrol(tablet, server)


def test_a_server_with_another_key_than_the_qr_says_is_refused(
    tablet: Tablet, server: FieldServer
) -> None:
    other = SigningKey.generate().key_id
    assert refusal(lambda: enrol(tablet, server, fingerprint=other)).code == "server_key_wrong"
    assert tablet_status(tablet).device is None


@pytest.mark.parametrize("fault", ["portal", "unsigned", "changed_byte", "other_key"])
def test_an_answer_that_is_not_the_servers_enrols_nothing(
    tablet: Tablet, server: FieldServer, fault: str
) -> None:
    server.faults.append(fault)
    refusal(lambda: enrol(tablet, server))
    assert tablet_status(tablet).device is None


def test_a_lost_answer_is_repeated_with_the_same_key(tablet: Tablet, server: FieldServer) -> None:
    server.faults.extend(["lost_after"] * 4)
    assert refusal(lambda: enrol(tablet, server)).code == "network_unreachable"
    key = server.device_key
    enrol(tablet, server)
    assert server.device_key == key


def test_an_enrolled_tablet_is_not_enrolled_again(tablet: Tablet, server: FieldServer) -> None:
    enrol(tablet, server)
    assert refusal(lambda: enrol(tablet, server)).code == "already_enrolled"


def test_the_first_pin_sets_it_and_registers_the_officers_key_once(
    tablet: Tablet, server: FieldServer
) -> None:
    enrol(tablet, server)
    assert refusal(lambda: officer_unlock(tablet, officer=FIRST, pin="123")).code == "pin_too_short"
    assert officer_unlock(tablet, officer=FIRST, pin=PIN).first is True
    assert officer_unlock(tablet, officer=FIRST, pin=PIN).first is False
    assert list(server.officer_keys) == [FIRST]


def test_a_lost_answer_to_the_first_pin_keeps_the_key_and_lets_another_pin_be_set(
    tablet: Tablet, server: FieldServer
) -> None:
    enrol(tablet, server)
    server.faults.extend(["", "", *["lost_after"] * 4])
    unlocked = lambda pin: officer_unlock(tablet, officer=FIRST, pin=pin)  # noqa: E731
    assert refusal(lambda: unlocked(PIN)).code == "network_unreachable"
    assert not officers_list(tablet)[0].ready
    key = server.officer_keys[FIRST]
    unlocked("246801")
    assert server.officer_keys[FIRST] == key
    assert refusal(lambda: unlocked(PIN)).code == "pin_wrong"


def test_a_refused_officer_key_leaves_no_pin_behind(tablet: Tablet, server: FieldServer) -> None:
    enrol(tablet, server)
    server.refuse["/api/v1/enrol/officer"] = Said.problem(403, "officer_proof_wrong")
    assert (
        refusal(lambda: officer_unlock(tablet, officer=FIRST, pin=PIN)).code
        == "officer_proof_wrong"
    )
    assert officer_unlock(tablet, officer=FIRST, pin="246801").first is True


def test_the_code_is_forgotten_once_every_officer_has_a_key(
    tablet: Tablet, server: FieldServer
) -> None:
    enrol(tablet, server)
    held = lambda: tablet.device.key_store.secret_get("enrolment-code")  # noqa: E731
    officer_unlock(tablet, officer=FIRST, pin=PIN)
    assert held() is not None
    officer_unlock(tablet, officer=SECOND, pin=PIN)
    assert held() is None


def test_a_tablet_that_belongs_to_nobody_cannot_sync(tablet: Tablet) -> None:
    assert refusal(lambda: sync_once(tablet)).code == "not_enrolled"
