"""PINs, keys and who is the author; wrong PINs wait longer each time."""

from datetime import timedelta

import pytest

from fieldapp.store.pins import pin_delay, pin_key, pin_parameters
from fieldapp.work import (
    officer_lock,
    officer_unlock,
    officers_list,
    run_start,
    site_get,
    sites_find,
    sync_once,
    tablet_status,
    tablet_verify,
)
from shared.problems import Problem
from tests.ground.field import PIN, SITE, Field, run_answer, run_begin
from tests.ground.visits import FIRST, SECOND


def refused(field: Field, officer: str, pin: str) -> Problem:
    with pytest.raises(Problem) as error:
        officer_unlock(field.tablet, officer=officer, pin=pin)
    return error.value


def test_the_last_one_unlocked_is_the_author(field: Field) -> None:
    assert tablet_status(field.tablet).author == FIRST
    officer_unlock(field.tablet, officer=SECOND, pin=PIN)
    rows = {row.id: (row.unlocked, row.author) for row in officers_list(field.tablet)}
    assert rows == {FIRST: (True, False), SECOND: (True, True)}


def test_after_locking_nobody_is_the_author_and_syncing_goes_on(field: Field) -> None:
    officer_lock(field.tablet)
    assert tablet_status(field.tablet).unlocked == ()
    with pytest.raises(Problem) as error:
        run_start(field.tablet, checklist="gas.kitchen", site=SITE, visit="patrol")
    assert error.value.code == "officer_locked"
    assert sync_once(field.tablet).pull.server_time


def test_another_start_of_the_program_finds_officers_still_unlocked(field: Field) -> None:
    assert tablet_status(field.again()).unlocked == (FIRST, SECOND)


def test_after_a_restart_of_the_machine_a_pin_is_needed_before_anything_sealed_opens(
    field: Field,
) -> None:
    field.clock.restart("boot-2")
    tablet = field.again()
    assert tablet_status(tablet).unlocked == ()
    assert [row.name for row in sites_find(tablet)]  # names of places are clear
    for deed in (lambda: site_get(tablet, site=SITE), lambda: tablet_verify(tablet)):
        with pytest.raises(Problem) as error:
            deed()
        assert error.value.code == "store_locked"
    officer_unlock(tablet, officer=SECOND, pin=PIN)
    assert site_get(tablet, site=SITE).phone == "0431-80000000"


def test_wrong_pins_wait_longer_each_time_and_the_right_one_is_not_tried_meanwhile(
    field: Field,
) -> None:
    assert [refused(field, FIRST, "000000").code for _ in range(5)] == ["pin_wrong"] * 5
    delayed = refused(field, FIRST, PIN)
    assert delayed.code == "pin_delayed"
    assert "之后再试" in delayed.remedy
    field.clock.advance(timedelta(minutes=1))
    assert refused(field, FIRST, "000000").code == "pin_wrong"
    field.clock.advance(timedelta(minutes=1))
    assert refused(field, FIRST, PIN).code == "pin_delayed"  # now it is two minutes
    field.clock.advance(timedelta(minutes=1))
    assert officer_unlock(field.tablet, officer=FIRST, pin=PIN).first is False


def test_setting_the_clock_forward_does_not_shorten_the_wait(field: Field) -> None:
    for _ in range(5):
        refused(field, FIRST, "000000")
    field.clock.set_wall(field.clock.now() + timedelta(days=1))
    assert refused(field, FIRST, PIN).code == "pin_delayed"


def test_a_restart_does_not_give_more_tries(field: Field) -> None:
    for _ in range(5):
        refused(field, FIRST, "000000")
    field.again()
    assert refused(field, FIRST, PIN).code == "pin_delayed"


def test_delays_are_one_two_five_fifteen_sixty_minutes() -> None:
    minutes = [pin_delay(failures) // timedelta(minutes=1) for failures in range(4, 12)]
    assert minutes == [0, 1, 2, 5, 15, 60, 60, 60]


def test_a_strange_officer_is_refused(field: Field) -> None:
    assert refused(field, "O-9999", PIN).code == "officer_unknown"


def test_a_pin_is_stretched_with_salt_and_pepper() -> None:
    parameters = pin_parameters()
    key = pin_key("135790", parameters, pepper=b"p")
    assert parameters["name"] in ("argon2id", "scrypt")
    assert key != pin_key("135790", parameters, pepper=b"q")
    assert key != pin_key("135791", parameters, pepper=b"p")
    assert key != pin_key("135790", {**parameters, "salt": "11" * 16}, pepper=b"p")
    assert key == pin_key("135790", parameters, pepper=b"p")


def test_scrypt_stands_in_where_openssl_has_no_argon2() -> None:
    parameters = {"name": "scrypt", "salt": "00" * 16, "n": 2**4, "r": 8, "p": 1}
    assert len(pin_key("135790", parameters, pepper=b"p")) == 32


def test_nothing_a_person_wrote_and_no_name_or_phone_lies_open_in_the_folder(field: Field) -> None:
    run = run_begin(field.tablet)
    run_answer(field.tablet, run)
    field.tablet.close()
    secrets = ["韩德福", "0431-80000000", "甲瓶"]
    files = [path for path in field.folder.rglob("*") if path.is_file()]
    found = [(s, p.name) for s in secrets for p in files if s.encode() in p.read_bytes()]
    assert found == []
