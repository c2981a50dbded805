"""What is held waits for something with a name, and follows it by itself; else the office decides."""

import pytest

from server.accounts.models import Body
from server.intake import handlers
from server.intake.entry_make import EntryRefused
from server.intake.holding import MOST, HeldRefused, held_sweep
from server.intake.models import Operation
from server.ledger.models import Entry, Feed, Head
from shared.clock import FixedClock
from shared.sync import Outcome
from tests.ground.building import INSPECTORS, OFFICE, office, people_make, tablet_make
from tests.ground.tablet import Tablet

ZHANG = INSPECTORS[0]


@pytest.fixture
def tablet(db, clock: FixedClock, notes: str) -> Tablet:
    people_make(now=clock.now())
    return tablet_make(clock=clock)


def note(tablet: Tablet, name: str, **more: object) -> bytes:
    return tablet.line("attempt", {"note": name, **more}, officer=ZHANG)


def register(name: str, tablet: Tablet) -> None:
    body = {"id": name, "name": name, "competences": []}
    office("body.import", {"bodies": [body]}, now=tablet.clock.now())


def key(operation: Operation) -> dict[str, object]:
    return {"device": operation.device, "seq": operation.seq, "hash": operation.hash}


def test_it_is_released_when_what_it_waits_for_arrives_and_takes_its_position_then(tablet: Tablet):
    (held,) = tablet.results(note(tablet, "a", needs="b"))
    assert (held.outcome, held.waits_for, held.position) == ("held", "body:b", None)
    before = Head.objects.get().position
    register("b", tablet)
    operation = Operation.objects.get(device=tablet.device)
    assert operation.outcome == "applied"
    assert operation.position > before
    assert Body.objects.get(id="a").position == operation.position


def test_the_release_is_an_entry_of_the_clock_that_names_the_operation(tablet: Tablet):
    (held,) = tablet.results(note(tablet, "a", needs="b"))
    register("b", tablet)
    release = Entry.objects.get(name="held.release")
    assert (release.origin, release.outcome) == ("clock", "applied")
    assert held.hash.encode() in bytes(release.body)


def test_its_device_is_told_of_the_release(tablet: Tablet):
    tablet.push(note(tablet, "a", needs="b"))
    row = Feed.objects.get(kind="result")
    assert '"held"' in row.data
    register("b", tablet)
    row.refresh_from_db()
    assert '"applied"' in row.data


def test_a_release_lets_others_follow_in_a_chain(tablet: Tablet):
    tablet.push(note(tablet, "a", needs="b"), note(tablet, "b", needs="c"))
    register("c", tablet)
    assert set(Operation.objects.values_list("outcome", flat=True)) == {"applied"}


def test_within_one_push_a_later_operation_releases_an_earlier_one(tablet: Tablet):
    results = tablet.results(note(tablet, "a", needs="b"), note(tablet, "b"))
    assert [result.outcome for result in results] == ["applied", "applied"]
    assert results[0].position > results[1].position


def test_a_released_operation_that_is_refused_stops_nothing(tablet: Tablet):
    tablet.push(note(tablet, "a", needs="b", do="refuse"), note(tablet, "x", needs="b"))
    register("b", tablet)
    outcomes = Operation.objects.order_by("seq").values_list("outcome", flat=True)
    assert list(outcomes) == ["rejected", "applied"]
    assert Body.objects.filter(id="b").exists()


def test_more_than_one_transaction_should_carry_are_taken_along_by_the_sweep(tablet, clock):
    many = [note(tablet, f"n{number}", needs="b") for number in range(64)]
    tablet.push(*many)
    more = [note(tablet, f"m{number}", needs="b") for number in range(6)]
    tablet.push(*more)
    register("b", tablet)
    assert Operation.objects.filter(outcome="applied").count() == MOST
    assert held_sweep(now=clock.now()) == 6
    assert held_sweep(now=clock.now()) == 0
    assert not Operation.objects.filter(outcome="held").exists()


def test_a_newer_server_takes_along_what_an_older_one_did_not_know(tablet, clock, monkeypatch):
    known = handlers.KIND_HANDLERS
    monkeypatch.setattr(handlers, "KIND_HANDLERS", {})
    (held,) = tablet.results(note(tablet, "a"))
    assert held.waits_for == "kind:attempt"
    assert held_sweep(now=clock.now()) == 0
    monkeypatch.setattr(handlers, "KIND_HANDLERS", known)
    assert held_sweep(now=clock.now()) == 1
    assert Body.objects.filter(id="a").exists()


class TestTheOffice:
    def test_lets_an_operation_through_in_its_name(self, tablet: Tablet, now):
        tablet.push(note(tablet, "a", office=True))
        operation = Operation.objects.get()
        assert (operation.outcome, operation.waits_for) == ("held", "")
        office("held.release", key(operation), now=now)
        operation.refresh_from_db()
        assert operation.outcome == "applied"
        release = Entry.objects.get(name="held.release")
        assert (release.origin, release.officer) == ("office", OFFICE)

    def test_turns_an_operation_down_with_a_reason(self, tablet: Tablet, now):
        tablet.push(note(tablet, "a", office=True))
        operation = Operation.objects.get()
        office("held.refuse", {**key(operation), "reason": "另案处理。"}, now=now)
        operation.refresh_from_db()
        assert (operation.outcome, operation.code) == ("rejected", "refused_by_office")
        assert "另案处理。" in operation.remedy

    def test_cannot_let_through_what_still_cannot_be_read(self, tablet: Tablet, now):
        tablet.push(note(tablet, "a")[:50])
        operation, head = Operation.objects.get(), Head.objects.get().position
        with pytest.raises(EntryRefused) as refused:
            office("held.release", key(operation), now=now)
        assert refused.value.code == "line_unreadable"
        assert Head.objects.get().position == head
        operation.refresh_from_db()
        assert operation.outcome == "held"

    def test_cannot_release_what_is_not_held(self, tablet: Tablet, now):
        tablet.push(note(tablet, "a"))
        with pytest.raises(HeldRefused):
            office("held.release", key(Operation.objects.get()), now=now)

    def test_meets_the_same_refusal_as_the_tablet_would(self, tablet: Tablet, now, monkeypatch):
        tablet.push(note(tablet, "a", office=True))
        operation = Operation.objects.get()
        still = Outcome.held(code="still", remedy="还不行。")
        monkeypatch.setattr(handlers, "KIND_HANDLERS", {"attempt": lambda acceptance: still})
        with pytest.raises(EntryRefused) as refused:
            office("held.release", key(operation), now=now)
        assert refused.value.code == "still"
