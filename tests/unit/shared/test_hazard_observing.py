"""What a sighting does: opens, joins, raises, reopens; fingerprints; stale deeds."""

from datetime import UTC, datetime, timedelta

import pytest

from shared.hazard import (
    Change,
    Ended,
    Live,
    Sighting,
    Standing,
    deed_standing,
    fingerprint_of,
    grade_maximum,
    item_code,
    observation_effect,
)

NOON = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)
DAY = timedelta(days=1)


def _sighting(grade="general", *, at=NOON, seen=100):
    return Sighting(grade=grade, happened_at=at, seen=seen)


def test_the_first_sighting_opens_a_hazard():
    effect = observation_effect(_sighting("serious"), live=None, ended=None)
    assert (effect.kind, effect.grade, effect.state) == ("opened", "serious", "found")
    assert effect.recurrence_number == 0


@pytest.mark.parametrize(
    ("grade", "kind", "after"),
    [("low", "same", "general"), ("general", "same", "general"), ("major", "raised", "major")],
)
def test_a_later_sighting_never_lowers_the_grade(grade, kind, after):
    effect = observation_effect(
        _sighting(grade), live=Live(state="found", grade="general"), ended=None
    )
    assert (effect.kind, effect.grade) == (kind, after)
    assert effect.review_due is False


def test_raising_a_confirmed_grade_reopens_the_review():
    live = Live(state="ordered", grade="general", grade_position=50)
    assert observation_effect(_sighting("serious"), live=live, ended=None).review_due is True
    assert observation_effect(_sighting("low"), live=live, ended=None).review_due is False


def test_a_stale_sighting_counts_and_is_marked():
    live = Live(state="confirmed", grade="low", grade_position=101)
    effect = observation_effect(_sighting("serious", seen=100), live=live, ended=None)
    assert (effect.kind, effect.stale, effect.review_due) == ("raised", True, True)
    fresh = observation_effect(_sighting("serious", seen=101), live=live, ended=None)
    assert fresh.stale is False


@pytest.mark.parametrize("state", ["reported_done", "verified"])
def test_seen_again_after_it_was_called_mended_it_is_back_in_the_works(state):
    live = Live(state=state, grade="general", reported_done_at=NOON, verified_at=NOON)
    after = observation_effect(_sighting(at=NOON + DAY), live=live, ended=None)
    before = observation_effect(_sighting(at=NOON - DAY), live=live, ended=None)
    assert (after.state, before.state) == ("rectifying", state)


def test_a_raise_voids_an_acceptance():
    live = Live(state="accepted", grade="general")
    assert observation_effect(_sighting("serious"), live=live, ended=None).state == "confirmed"
    assert observation_effect(_sighting("general"), live=live, ended=None).state == "accepted"


@pytest.mark.parametrize(("days", "kind"), [(0, "reopened"), (365, "reopened"), (366, "opened")])
def test_what_comes_back_within_a_year_continues_the_chain(days, kind):
    ended = Ended(id="H1", closed_at=NOON - days * DAY, recurrence_number=2)
    effect = observation_effect(_sighting(), live=None, ended=ended)
    assert effect.kind == kind
    assert (effect.recurrence_of, effect.recurrence_number) == (
        ("H1", 3) if kind == "reopened" else (None, 0)
    )
    assert effect.made_before_closing is False


def test_a_sighting_made_before_the_closing_opens_the_next_and_says_so():
    ended = Ended(id="H1", closed_at=NOON, recurrence_number=0)
    effect = observation_effect(_sighting(at=NOON - DAY), live=None, ended=ended)
    assert (effect.kind, effect.made_before_closing) == ("reopened", True)


def test_the_worst_grade_is_the_maximum():
    assert grade_maximum(["low", "serious", "general"]) == "serious"


def test_a_fingerprint_is_place_item_and_slot():
    one = fingerprint_of(site="S1", facility=None, item="gas.a:G08", slot=None)
    # frozen: a stored hazard is found again by this text for ever
    assert one == "f8f2fe6419b43337a3e046e37a4dff9b4c7a425936780c95deb2d6b9461b2177"
    others = [
        fingerprint_of(site="S2", facility=None, item="gas.a:G08", slot=None),
        fingerprint_of(site="S1", facility="S1", item="gas.a:G08", slot=None),
        fingerprint_of(site="S1", facility=None, item="gas.b:G08", slot=None),
        fingerprint_of(site="S1", facility=None, item="gas.a:G08", slot="2F"),
        fingerprint_of(site="S1", facility=None, item="gas.a:G08", slot=None, at=("crane-1",)),
    ]
    assert len({one, *others}) == 6


def test_a_facility_keeps_its_fingerprint_whatever_site_it_belongs_to():
    assert fingerprint_of(site="S1", facility="F1", item="c:i", slot=None) == fingerprint_of(
        site="S2", facility="F1", item="c:i", slot=None
    )


def test_an_off_list_finding_is_named_by_its_scenario():
    assert item_code(checklist="gas.a", item=None, scenario="GAS-EXPL") == "x:GAS-EXPL"
    assert item_code(checklist="gas.a", item="G08", scenario="GAS-EXPL") == "gas.a:G08"


def _standing(action, *, fields=frozenset({"state"}), position=101, party="D2", at=NOON, seen=100):
    change = Change(position=position, party=party, fields=fields, happened_at=at)
    return deed_standing(action=action, seen=seen, party="D1", happened_at=NOON, changes=[change])


@pytest.mark.parametrize("action", ["verify", "close", "dismiss", "merge", "accept", "lower_grade"])
@pytest.mark.parametrize("field", ["state", "grade"])
def test_a_stale_closing_lowering_or_dismissal_is_held(action, field):
    assert _standing(action, fields=frozenset({field})) is Standing.HELD


@pytest.mark.parametrize("action", ["report_done", "transfer", "order"])
def test_other_stale_deeds_count_and_are_shown(action):
    assert _standing(action) is Standing.LATE
    assert _standing(action, fields=frozenset({"grade"})) is Standing.FRESH


def test_a_stale_raise_of_the_grade_counts():
    assert _standing("raise_grade", fields=frozenset({"grade"})) is Standing.LATE
    assert _standing("confirm", fields=frozenset({"state"})) is Standing.FRESH


def test_what_the_author_had_seen_or_did_itself_makes_nothing_stale():
    assert _standing("close", position=100) is Standing.FRESH
    assert _standing("close", party="D1") is Standing.FRESH


def test_only_a_sighting_made_after_a_closing_speaks_against_it():
    seen_again = frozenset({"sighting"})
    assert _standing("verify", fields=seen_again, at=NOON + DAY) is Standing.HELD
    assert _standing("verify", fields=seen_again, at=NOON - DAY) is Standing.FRESH
    assert _standing("report_done", fields=seen_again, at=NOON + DAY) is Standing.FRESH
