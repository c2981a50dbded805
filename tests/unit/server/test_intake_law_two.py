"""Law 2, the server's side: whatever the network does, every operation has one visible state and acts once."""

import itertools
from collections import Counter

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from server.accounts.models import Body
from server.intake import chaining
from server.intake.chaining import ChainGap
from server.intake.models import Operation
from server.ledger.models import Entry, Feed
from tests.ground.building import INSPECTORS, people_make, tablet_make
from tests.ground.tablet import Tablet

ZHANG = INSPECTORS[0]
NUMBERS = itertools.count(1)

# What a tablet tries next: how many operations to write, from where to push, how many, where a line breaks.
attempt = st.tuples(
    st.integers(0, 3), st.integers(-4, 1), st.integers(1, 5), st.none() | st.integers(0, 4)
)
WAYS = [{}, {"needs": "never"}, {"do": "refuse"}, {"do": "crash"}]


def live(tablet: Tablet, attempts, ways) -> list[bytes]:
    """Write and push as told, then push until everything was answered for; give all lines."""
    lines: list[bytes] = []
    known = 0  # the highest seq an answer was heard for
    for write, back, count, broken in attempts:
        for _ in range(write):
            name = f"{tablet.device}-{len(lines)}"
            way = ways[len(lines) % len(ways)]
            lines.append(tablet.line("attempt", {"note": name, **way}, officer=ZHANG))
        first = max(1, known + 1 + back)
        batch = lines[first - 1 : first - 1 + count]
        if broken is not None and broken < len(batch):
            batch[broken] = batch[broken][:50]
        known = push(tablet, batch, first, known)
    while known < len(lines):
        known = push(tablet, lines[known : known + 64], known + 1, known)
    push(tablet, lines[-64:], max(1, len(lines) - 63), known)
    return lines


def push(tablet: Tablet, batch: list[bytes], first: int, known: int) -> int:
    if not batch:
        return known
    try:
        results = tablet.results(*batch, first=first)
    except ChainGap as gap:
        return int(gap.extra_members["expected"]) - 1
    assert [result.seq for result in results] == list(range(first, first + len(batch)))
    return max(known, results[-1].seq)


def check(tablet: Tablet, lines: list[bytes]) -> None:
    operations = Operation.objects.filter(device=tablet.device)
    history = operations.filter(forked=False).order_by("seq")
    assert [one.seq for one in history] == list(range(1, len(lines) + 1))
    told = Feed.objects.filter(scope=f"device/{tablet.device}", kind="result", gone=False)
    assert {str(one.seq) for one in history} <= set(told.values_list("item", flat=True))
    applied = {one.seq for one in history if one.outcome == "applied"}
    made = Body.objects.filter(id__startswith=f"{tablet.device}-").count()
    assert made == len(applied)
    kept = Counter(Entry.objects.filter(device=tablet.device).values_list("seq", "hash"))
    assert set(kept.values()) <= {1}
    assert operations.count() == len(kept)


@pytest.fixture
def people(db, clock, notes):
    people_make(now=clock.now())


def fresh(clock) -> Tablet:
    return tablet_make(f"device-{next(NUMBERS)}", clock=clock)


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    attempts=st.lists(attempt, max_size=6),
    ways=st.lists(st.sampled_from(WAYS), min_size=1, max_size=4),
)
def test_every_operation_has_one_state_and_acts_once(people, clock, attempts, ways):
    tablet = fresh(clock)
    check(tablet, live(tablet, attempts, ways))


def test_a_server_that_forgets_what_it_has_is_noticed(people, clock, monkeypatch):
    """The seeded bug: stored operations are not looked up, so a repeat is taken for a fork."""
    monkeypatch.setattr(chaining, "_stored", lambda *_: {})
    with pytest.raises(Exception, match="operation_once"):
        live(fresh(clock), [(2, 0, 2, None), (0, -2, 2, None)], [{}])


@settings(
    max_examples=25,
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(data=st.data())
def test_what_answers_say_is_what_is_stored_and_fed(people, clock, data):
    tablet = fresh(clock)
    ways = data.draw(st.lists(st.sampled_from(WAYS), min_size=1, max_size=6))
    lines = [
        tablet.line("attempt", {"note": f"{tablet.device}-{n}", **way}, officer=ZHANG)
        for n, way in enumerate(ways)
    ]
    for result in tablet.results(*lines):
        row = Operation.objects.get(device=tablet.device, seq=result.seq)
        assert (row.outcome, row.code or None, row.position) == (
            result.outcome, result.code, result.position,
        )  # fmt: skip
        fed = Feed.objects.get(scope=f"device/{tablet.device}", kind="result", item=str(row.seq))
        assert f'"outcome":"{result.outcome}"' in fed.data
