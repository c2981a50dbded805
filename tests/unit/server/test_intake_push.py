"""A tablet pushes its operations: what is applied, refused, kept, told, and never done twice."""

from datetime import timedelta

import pytest

from server.accounts.models import Body
from server.intake.chaining import ChainGap
from server.intake.models import DeviceChain, Operation
from server.ledger.models import Alarm, Entry, Feed, Head
from shared.clock import FixedClock, instant_text
from shared.record import body_hash
from shared.sync import line_read
from tests.ground.building import INSPECTORS, office, people_make, tablet_make
from tests.ground.tablet import Tablet

ZHANG, LI = INSPECTORS


@pytest.fixture
def tablet(db, clock: FixedClock, notes: str) -> Tablet:
    people_make(now=clock.now())
    return tablet_make(clock=clock)


def note(tablet: Tablet, name: str, **more: object) -> bytes:
    return tablet.line("attempt", {"note": name, **more}, officer=ZHANG)


def stored(name: str) -> bool:
    return Body.objects.filter(id=name).exists()


def test_operations_are_applied_in_order_and_their_bytes_are_kept_as_they_came(tablet: Tablet):
    lines = [note(tablet, "a"), note(tablet, "b")]
    answer = tablet.push(*lines)
    assert [result.outcome for result in answer.results] == ["applied", "applied"]
    entries = Entry.objects.filter(device=tablet.device).order_by("position")
    assert [bytes(entry.body) for entry in entries] == [line_read(line)[1] for line in lines]
    assert [result.position for result in answer.results] == [one.position for one in entries]
    assert answer.header.position == Head.objects.get().position
    assert stored("a")
    assert stored("b")


def test_a_repeated_push_gets_the_stored_results_and_changes_nothing(tablet: Tablet):
    line = note(tablet, "a")
    first, head = tablet.results(line), Head.objects.get().position
    assert tablet.results(line) == first
    assert Head.objects.get().position == head
    assert Body.objects.filter(id="a").count() == 1


def test_a_repeat_goes_on_with_what_is_new_in_the_same_push(tablet: Tablet):
    one = note(tablet, "a")
    tablet.push(one)
    two = note(tablet, "b")
    assert [result.seq for result in tablet.results(one, two, first=1)] == [1, 2]
    assert stored("b")


def test_a_gap_is_answered_with_what_is_expected_and_nothing_is_taken_in(tablet: Tablet):
    one, two = note(tablet, "a"), note(tablet, "b")
    with pytest.raises(ChainGap) as refused:
        tablet.push(two, first=2)
    assert refused.value.status == 409
    assert refused.value.extra_members["expected"] == 1
    assert not Entry.objects.filter(device=tablet.device).exists()
    assert len(tablet.results(one, two, first=1)) == 2


def test_the_device_is_told_in_its_own_scope(tablet: Tablet):
    (result,) = tablet.results(note(tablet, "a"))
    row = Feed.objects.get(scope=f"device/{tablet.device}", kind="result", item="1")
    assert f'"position":{result.position}' in row.data
    assert row.position > result.position


def test_a_refused_operation_is_rejected_alone_with_its_remedy(tablet: Tablet):
    lines = [note(tablet, "a"), note(tablet, "b", do="refuse"), note(tablet, "c")]
    results = tablet.results(*lines)
    assert [result.outcome for result in results] == ["applied", "rejected", "applied"]
    assert (results[1].code, results[1].remedy) == ("note_refused", "这条不行。 请改正。")
    assert (stored("a"), stored("b"), stored("c")) == (True, False, True)
    assert not Feed.objects.filter(kind="note", item="b").exists()


def test_a_poison_operation_is_held_for_the_office_and_the_others_go_on(tablet: Tablet):
    lines = [note(tablet, "a"), note(tablet, "b", do="crash"), note(tablet, "c")]
    results = tablet.results(*lines)
    assert [result.outcome for result in results] == ["applied", "held", "applied"]
    assert results[1].code == "handler_failed"
    assert bytes(Entry.objects.get(device=tablet.device, seq=2).body) == line_read(lines[1])[1]
    assert (stored("a"), stored("b"), stored("c")) == (True, False, True)


@pytest.mark.django_db(transaction=True)
def test_a_row_that_points_nowhere_holds_its_operation_and_not_the_push(tablet: Tablet):
    """Foreign keys are checked at the commit: the whole push would fail, and again each time it is sent."""
    lines = [note(tablet, "a"), note(tablet, "b", do="dangle"), note(tablet, "c")]
    results = tablet.results(*lines)
    assert [result.outcome for result in results] == ["applied", "held", "applied"]
    assert (results[1].code, stored("b")) == ("handler_failed", False)


@pytest.mark.parametrize("age", [10**12, 2**53 - 1])
def test_a_counter_of_time_beyond_any_calendar_does_not_stop_the_push(tablet: Tablet, age: int):
    said = {"server_time": instant_text(tablet.clock.now()), "server_time_age": age}
    line = tablet.line("attempt", {"note": "a"}, officer=ZHANG, **said)
    assert tablet.results(line)[0].outcome == "applied"
    assert Entry.objects.get(device=tablet.device).happened_at == tablet.clock.now()


@pytest.mark.parametrize(
    ("broken", "code"),
    [
        (lambda line: line[:-40], "record_not_json"),
        (lambda line: line[:40], "line_unreadable"),
        (lambda line: line.replace(b"}}", b',"x":"\\ud800"}}'), "record_not_json"),
        (lambda line: line.replace(b'"attempt"', b'"attempt\xff"'), "record_not_json"),
        (lambda line: line.replace(b'"seq":', b'"sequence":'), "record_faulty"),
        (lambda line: line.replace(b" ", b""), "line_unreadable"),
        (lambda line: b"!!" + line, "line_unreadable"),
    ],
    ids=[
        "cut in the body",
        "cut in the signatures",
        "lone surrogate",
        "not UTF-8",
        "member missing",
        "no body",
        "no base64",
    ],
)
def test_a_line_nobody_can_read_is_kept_raw_and_held_and_the_next_goes_on(tablet, broken, code):
    bad, good = broken(note(tablet, "a").rstrip(b"\n")), note(tablet, "b")
    held, applied = tablet.results(bad, good)
    assert (held.outcome, held.code) == ("held", code)
    assert applied.outcome == "applied"
    entry = Entry.objects.get(device=tablet.device, seq=1)
    assert bad.endswith(bytes(entry.body))
    assert entry.hash == body_hash(bytes(entry.body)) == held.hash


def test_the_whole_line_takes_the_place_of_its_damaged_copy(tablet: Tablet):
    whole, after = note(tablet, "a"), note(tablet, "b")
    tablet.push(whole[:80], after)
    results = tablet.results(whole, after, first=1)
    assert [result.outcome for result in results] == ["applied", "applied"]
    assert stored("a")
    damaged = Operation.objects.get(device=tablet.device, seq=1, forked=True)
    assert (damaged.outcome, damaged.code) == ("rejected", "line_replaced")
    assert not Alarm.objects.exists()


def test_an_unknown_kind_is_held_for_a_newer_server(tablet: Tablet):
    body = tablet.body("attempt", {}, officer=ZHANG).replace(b'"attempt"', b'"hologram"')
    tablet.go_on(body)
    (result,) = tablet.results(tablet.sign(body, signers=[ZHANG]))
    assert (result.outcome, result.code) == ("held", "record_kind_unknown")
    assert result.waits_for == "kind:hologram"


def test_an_unknown_intent_is_held_for_a_newer_server(tablet: Tablet):
    (result,) = tablet.results(tablet.intent("hazard.paint", {}, officer=ZHANG))
    assert (result.outcome, result.waits_for) == ("held", "intent:hazard.paint")


def test_an_intent_of_the_office_is_refused_from_a_tablet(tablet: Tablet):
    (result,) = tablet.results(tablet.intent("device.revoke", {"device": "x"}, officer=ZHANG))
    assert (result.outcome, result.code) == ("rejected", "intent_origin_refused")


class TestSignatures:
    def test_a_changed_body_is_rejected_and_kept(self, tablet: Tablet):
        line = note(tablet, "a").replace(b'"note":"a"', b'"note":"z"')
        (result,) = tablet.results(line)
        assert (result.outcome, result.code) == ("rejected", "signature_wrong")
        assert Entry.objects.filter(device=tablet.device, seq=1).exists()
        assert not stored("z")

    def test_the_author_must_have_signed(self, tablet: Tablet):
        body = tablet.body("attempt", {"note": "a"}, officer=ZHANG)
        tablet.go_on(body)
        (result,) = tablet.results(tablet.sign(body, signers=[LI]))
        assert (result.outcome, result.code) == ("rejected", "signature_missing")

    def test_the_device_must_have_signed(self, tablet: Tablet):
        body = tablet.body("attempt", {"note": "a"}, officer=ZHANG)
        tablet.go_on(body)
        own, tablet.key = tablet.key, tablet.keys[LI]
        line = tablet.sign(body, signers=[ZHANG])
        tablet.key = own
        (result,) = tablet.results(line)
        assert (result.outcome, result.code) == ("rejected", "signature_wrong")

    def test_a_record_of_another_device_is_rejected(self, tablet: Tablet):
        body = tablet.body("attempt", {"note": "a"}, officer=ZHANG, device="device-9")
        tablet.go_on(body)
        (result,) = tablet.results(tablet.sign(body, signers=[ZHANG]))
        assert (result.outcome, result.code) == ("rejected", "record_of_other_device")

    def test_an_operation_waits_for_its_authors_key_and_follows_it(self, db, clock, notes):
        people_make(now=clock.now())
        tablet = tablet_make(clock=clock)
        late = tablet_make("device-2", INSPECTORS, clock=clock, keys=False)
        (held,) = late.results(note(late, "a"))
        assert (held.outcome, held.waits_for) == ("held", f"officer_key:device-2/{ZHANG}")
        late.register_key(ZHANG)
        assert Operation.objects.get(device="device-2").outcome == "applied"
        assert stored("a")
        assert tablet.device != late.device


class TestForks:
    def test_a_second_operation_under_a_used_seq_is_kept_rejected_and_alarmed(self, tablet):
        mine = note(tablet, "a")
        tablet.push(mine)
        twin = Tablet(tablet.device, INSPECTORS, tablet.clock)
        theirs = note(twin, "b")
        (result,) = twin.results(theirs)
        assert (result.outcome, result.code) == ("rejected", "forked")
        kept = {bytes(e.body) for e in Entry.objects.filter(device=tablet.device, seq=1)}
        assert kept == {line_read(mine)[1], line_read(theirs)[1]}
        assert Alarm.objects.get().kind == "device_forked"
        assert not stored("b")

    def test_the_true_history_goes_on_after_a_fork(self, tablet: Tablet):
        tablet.push(note(tablet, "a"))
        twin = Tablet(tablet.device, INSPECTORS, tablet.clock)
        b, c = note(twin, "b"), note(twin, "c")
        twin.push(b, c)
        assert {r.code for r in twin.results(c, note(twin, "d"), first=2)} == {"forked"}
        (result,) = tablet.results(note(tablet, "e"))
        assert result.outcome == "applied"
        assert DeviceChain.objects.get(device=tablet.device).seq == 2

    def test_each_history_is_told_under_its_own_name(self, tablet: Tablet):
        tablet.push(note(tablet, "a"))
        twin = Tablet(tablet.device, INSPECTORS, tablet.clock)
        (result,) = twin.results(note(twin, "b"))
        names = Feed.objects.filter(kind="result").values_list("item", flat=True)
        assert set(names) == {"1", f"1-{result.hash[:12]}"}


def test_what_a_revoked_tablet_sends_is_held_for_the_office(tablet: Tablet, now):
    office("device.revoke", {"device": tablet.device}, now=now)
    (result,) = tablet.results(note(tablet, "a"))
    assert (result.outcome, result.code) == ("held", "device_revoked")


class TestWhen:
    """The server fixes when something happened; nobody's wall clock does."""

    def entry(self, tablet: Tablet) -> Entry:
        return Entry.objects.filter(device=tablet.device).latest("position")

    def test_by_the_servers_time_the_tablet_last_heard_and_its_age(self, tablet, clock):
        tablet.heard = clock.now()
        clock.advance(timedelta(hours=3))
        happened, line = clock.now(), note(tablet, "a")
        clock.set_wall(clock.now() + timedelta(days=400))
        tablet.push(line, now=happened + timedelta(hours=1))
        assert abs(self.entry(tablet).happened_at - happened) < timedelta(seconds=1)
        assert self.entry(tablet).uncertainty_ms < 10_000

    def test_by_another_operation_of_the_same_start(self, tablet, clock):
        happened, deaf = clock.now(), note(tablet, "a")
        clock.advance(timedelta(hours=2))
        tablet.heard = clock.now()
        clock.advance(timedelta(minutes=1))
        tablet.push(deaf, note(tablet, "b"))
        first = Entry.objects.get(device=tablet.device, seq=1)
        assert abs(first.happened_at - happened) < timedelta(seconds=1)

    def test_never_before_the_feed_its_author_had_seen(self, tablet, clock):
        seen, at = Head.objects.get().position, clock.now()
        clock.advance(timedelta(hours=1))
        clock.set_wall(at - timedelta(days=30))
        line = tablet.line("attempt", {"note": "a"}, officer=ZHANG, seen=seen)
        clock.set_wall(at + timedelta(hours=1))
        tablet.push(line)
        assert at <= self.entry(tablet).happened_at <= clock.now()

    def test_never_after_its_arrival(self, tablet, clock):
        arrival = clock.now()
        clock.set_wall(arrival + timedelta(days=1))
        tablet.push(note(tablet, "a"), now=arrival)
        assert self.entry(tablet).happened_at == arrival
