"""Each minute with entries is sealed once it is over; the last seal of a day is carried out."""

import json
from datetime import timedelta

from server.config.keys import server_key
from server.ledger.models import Entry, Epoch, Seal
from server.ledger.sealing import minutes_seal, seal_age, seal_message, seals_export
from shared.clock import FixedClock
from shared.record import ALGORITHM, Signature, first_seal, seal_hash, signature_verify
from tests.ground.building import office


def entries_make(clock: FixedClock, *names: str) -> None:
    for name in names:
        office("body.import", {"bodies": [{"id": name, "name": name}]}, now=clock.now())


def seal(clock: FixedClock, **more) -> int:
    return minutes_seal(now=clock.now(), key=server_key(), **more)


def test_a_minute_is_sealed_when_it_is_over(db, clock):
    entries_make(clock, "a", "b")
    assert seal(clock) == 0
    clock.advance(timedelta(minutes=1, seconds=3))
    assert seal(clock) == 1
    assert seal(clock) == 0
    made = Seal.objects.get()
    positions = Entry.objects.order_by("position").values_list("position", flat=True)
    assert [made.first, made.last] == list(positions)


def test_only_minutes_with_entries_are_sealed(db, clock):
    entries_make(clock, "a")
    clock.advance(timedelta(hours=2))
    entries_make(clock, "b")
    clock.advance(timedelta(hours=2))
    assert seal(clock) == 2


def test_seals_form_a_chain_from_the_epochs_name_signed_by_the_server(db, clock):
    for name in ("a", "b"):
        entries_make(clock, name)
        clock.advance(timedelta(minutes=2))
        seal(clock)
    one, two = Seal.objects.order_by("number")
    hashes = dict(Entry.objects.values_list("position", "entry_hash"))
    assert one.digest == seal_hash(first_seal(Epoch.objects.get().name), [hashes[one.first]])
    assert two.digest == seal_hash(one.digest, [hashes[two.first]])
    signature_verify(
        message=seal_message(two.digest),
        signature=Signature(ALGORITHM, two.key, two.sig),
        public_key=server_key().public,
    )


def test_a_clock_set_back_leaves_no_entry_unsealed(db, clock):
    entries_make(clock, "a")
    clock.set_wall(clock.now() - timedelta(minutes=5))
    entries_make(clock, "b")
    clock.advance(timedelta(hours=1))
    seal(clock)
    assert Seal.objects.latest("number").last == Entry.objects.latest("position").position


def test_a_large_import_is_sealed_in_parts(db, clock):
    entries_make(clock, *(f"b{number}" for number in range(7)))
    clock.advance(timedelta(minutes=2))
    while seal(clock, most=3):
        pass
    assert [one.last - one.first for one in Seal.objects.order_by("number")] == [2, 2, 0]


def test_the_age_of_the_oldest_unsealed_entry_is_known(db, clock):
    assert seal_age(now=clock.now()) == timedelta(0)
    entries_make(clock, "a")
    clock.advance(timedelta(minutes=4))
    assert seal_age(now=clock.now()) == timedelta(minutes=4)
    seal(clock)
    assert seal_age(now=clock.now()) == timedelta(0)


def test_the_last_seal_of_each_day_that_is_over_is_exported_once(db, clock, tmp_path):
    entries_make(clock, "a")
    clock.advance(timedelta(minutes=5))
    entries_make(clock, "b")
    clock.advance(timedelta(minutes=5))
    seal(clock)
    assert seals_export(folder=tmp_path, now=clock.now()) == ()
    clock.advance(timedelta(days=1))
    (path,) = seals_export(folder=tmp_path, now=clock.now())
    assert path.name == "2026-11-22.json"
    last = Seal.objects.latest("number")
    said = json.loads(path.read_text("utf-8"))
    assert (said["number"], said["digest"], said["sig"]) == (last.number, last.digest, last.sig)
    assert seals_export(folder=tmp_path, now=clock.now()) == ()
    entries_make(clock, "c")
    clock.advance(timedelta(days=2))
    seal(clock)
    (path,) = seals_export(folder=tmp_path, now=clock.now())
    assert path.name == "2026-11-23.json"
