"""Laws of sightings and deeds, for any observers in any order (design §5 Stale intents, law 6)."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from shared.hazard import (
    ACTIONS,
    DEAD,
    GRADES,
    STATES,
    Change,
    Deed,
    DeedRefused,
    Ended,
    HazardFacts,
    Live,
    Sighting,
    Standing,
    deed_check,
    deed_standing,
    fingerprint_of,
    grade_maximum,
    observation_effect,
)

DAWN = datetime(2026, 1, 1, tzinfo=UTC)
TODAY = date(2026, 11, 22)


@dataclass
class Hazard:
    """One hazard of the small register below."""

    id: str
    grade: str
    state: str = "found"
    closed_at: datetime | None = None
    recurrence_of: str | None = None
    recurrence_number: int = 0
    sightings: list[int] = field(default_factory=list)


@dataclass
class Register:
    """A register of hazards in memory: it does what the effect says, and nothing else."""

    hazards: dict[str, list[Hazard]] = field(default_factory=dict)

    def observe(self, number: int, place: str, sighting: Sighting) -> None:
        chain = self.hazards.setdefault(place, [])
        live = next((one for one in chain if one.state not in DEAD), None)
        ended = max(
            (one for one in chain if one.closed_at), key=lambda one: one.closed_at, default=None
        )
        effect = observation_effect(
            sighting,
            live=Live(live.state, live.grade) if live else None,
            ended=Ended(ended.id, ended.closed_at, ended.recurrence_number) if ended else None,
        )
        if live is None:
            live = Hazard(f"{place}-{len(chain)}", effect.grade)
            live.recurrence_of = effect.recurrence_of
            live.recurrence_number = effect.recurrence_number
            chain.append(live)
        live.grade, live.state = effect.grade, effect.state
        live.sightings.append(number)

    def close(self, place: str, at: datetime) -> None:
        for hazard in self.hazards.get(place, []):
            if hazard.state not in DEAD:
                hazard.state, hazard.closed_at = "closed", at


PLACES = st.sampled_from("ABC")
SIGHTINGS = st.builds(
    Sighting,
    grade=st.sampled_from(GRADES),
    happened_at=st.integers(0, 800).map(lambda days: DAWN + timedelta(days=days)),
    seen=st.integers(0, 50),
)
OBSERVERS = st.lists(st.tuples(PLACES, SIGHTINGS), min_size=1, max_size=12)


def _observed(sightings) -> Register:
    register = Register()
    for number, (place, sighting) in sightings:
        register.observe(number, place, sighting)
    return register


@given(OBSERVERS, st.randoms(use_true_random=False))
def test_observers_in_any_order_make_the_same_hazards_with_the_worst_grade(observers, random):
    ordered = list(enumerate(observers))
    shuffled = list(ordered)
    random.shuffle(shuffled)
    one, other = _observed(ordered), _observed(shuffled)
    for place in {place for place, _ in observers}:
        (first,), (second,) = one.hazards[place], other.hazards[place]
        worst = grade_maximum(s.grade for where, s in observers if where == place)
        assert first.grade == second.grade == worst
        assert sorted(first.sightings) == sorted(second.sightings)


@given(OBSERVERS, st.sets(st.integers(0, 11)))
def test_every_sighting_is_kept_whatever_was_closed_meanwhile(observers, closings):
    register = Register()
    for number, (place, sighting) in enumerate(observers):
        register.observe(number, place, sighting)
        if number in closings:
            register.close(place, sighting.happened_at)
    kept = [
        number for chain in register.hazards.values() for one in chain for number in one.sightings
    ]
    assert sorted(kept) == list(range(len(observers)))
    for chain in register.hazards.values():
        assert sum(one.state not in DEAD for one in chain) <= 1
        for one in chain:
            assert (one.recurrence_of is None) == (one.recurrence_number == 0)


@given(SIGHTINGS, st.sampled_from([state for state in STATES if state not in DEAD]),
       st.sampled_from(GRADES), st.integers(0, 50))  # fmt: skip
def test_a_sighting_never_lowers_a_grade_nor_ends_a_hazard(sighting, state, grade, reviewed):
    live = Live(state, grade, reviewed, reported_done_at=DAWN, verified_at=DAWN)
    effect = observation_effect(sighting, live=live, ended=None)
    assert effect.grade == grade_maximum([grade, sighting.grade])
    assert effect.state not in DEAD


HAZARDS = st.builds(
    HazardFacts,
    state=st.sampled_from(STATES),
    grade=st.sampled_from(GRADES),
    found_by=st.sampled_from(["O1", "O2"]),
    confirmed_by=st.sampled_from(["", "O1", "O2"]),
    reported_done_by=st.sampled_from(["", "O1", "O2"]),
    article=st.sampled_from(["", "art"]),
    interim_measure=st.sampled_from(["", "停用"]),
    due_on=st.sampled_from([None, date(2026, 11, 1), date(2026, 12, 1)]),
    review_due=st.booleans(),
)
DEEDS = st.builds(
    Deed,
    action=st.sampled_from(ACTIONS),
    officer=st.sampled_from(["O1", "O2"]),
    day=st.just(TODAY),
    grade=st.sampled_from(["", *GRADES]),
    article=st.sampled_from(["", "art"]),
    interim_measure=st.sampled_from(["", "停用"]),
    reason=st.sampled_from(["", "理由"]),
    to=st.sampled_from(["", "B1"]),
    receipt=st.sampled_from(["", "R1"]),
    until=st.sampled_from([None, date(2026, 12, 1)]),
)


@given(HAZARDS, DEEDS)
def test_no_deed_lets_a_major_hazard_pass_without_its_second_person_and_article(hazard, deed):
    """Law 6, as the database keeps it too (hazard_major_confirmed_by_second_person)."""
    try:
        after = deed_check(hazard, deed)
    except DeedRefused:
        return
    if deed.action in ("confirm", "raise_grade", "lower_grade") and deed.grade == "major":
        assert deed.officer != hazard.found_by
        assert deed.article or hazard.article
    if hazard.grade == "major" and deed.action in ("order", "report_done", "verify", "close"):
        assert hazard.confirmed_by
        assert not hazard.review_due
    assert hazard.state not in DEAD
    assert after in STATES


@given(
    st.sampled_from(ACTIONS),
    st.lists(
        st.builds(
            Change,
            position=st.integers(1, 20),
            party=st.sampled_from(["D1", "D2"]),
            fields=st.sets(st.sampled_from(["state", "grade", "sighting"])).map(frozenset),
            happened_at=SIGHTINGS.map(lambda one: one.happened_at),
        ),
        max_size=5,
    ),
    st.integers(0, 20),
)
def test_having_seen_more_never_makes_a_deed_staler(action, changes, seen):
    worst = [Standing.FRESH, Standing.LATE, Standing.HELD]

    def standing(position: int) -> int:
        return worst.index(
            deed_standing(
                action=action, seen=position, party="D1", happened_at=DAWN, changes=changes
            )
        )

    assert standing(seen + 1) <= standing(seen)
    assert standing(20) == worst.index(Standing.FRESH)


@given(st.text(max_size=6), st.text(max_size=6), st.none() | st.text(max_size=6))
def test_two_findings_share_a_fingerprint_only_when_place_item_and_slot_are_one(site, item, slot):
    here = fingerprint_of(site=site, facility=None, item=item, slot=slot)
    assert here == fingerprint_of(site=site, facility=None, item=item, slot=slot or None)
    assert here != fingerprint_of(site=site + "x", facility=None, item=item, slot=slot)
    assert here != fingerprint_of(site=site, facility=None, item=item + "x", slot=slot)
    assert here != fingerprint_of(site=site, facility=None, item=item, slot=(slot or "") + "x")
