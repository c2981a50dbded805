"""Law 3: the ledger, applied again to an empty database, makes the same rows byte for byte."""

import random
from datetime import UTC, datetime
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from server.accounts.models import Body
from server.devices.models import Contact
from server.intake import handlers
from server.intake.comparing import compared_models
from server.intake.holding import held_sweep
from server.intake.models import Operation
from server.intake.replay_check import replay_check
from server.ledger.models import Entry
from shared.clock import FixedClock
from shared.sync import Outcome
from tests.ground.building import (
    INSPECTORS,
    STREET_OFFICER,
    district_make,
    office,
    people_make,
    sites_make,
    tablet_make,
)
from tests.ground.handling import KIND, note_apply
from tests.ground.tablet import Tablet

ZHANG = INSPECTORS[0]
pytestmark = pytest.mark.django_db(transaction=True)


def note(tablet: Tablet, name: str, **more: object) -> bytes:
    return tablet.line("attempt", {"note": name, **more}, officer=ZHANG)


def key(operation: Operation) -> dict[str, object]:
    return {"device": operation.device, "seq": operation.seq, "hash": operation.hash}


@pytest.fixture
def tablet(clock: FixedClock, notes: str) -> Tablet:
    now = clock.now()
    people_make(now=now)
    district_make(now=now)
    sites_make("甲饭店", "乙饭店", now=now)
    return tablet_make(officers=[ZHANG, STREET_OFFICER], clock=clock)


def live(tablet: Tablet, monkeypatch: pytest.MonkeyPatch) -> None:
    """Fill a ledger with everything that can become of an operation."""
    now = tablet.clock.now()
    patch = {"site": "site-9", "changes": {"phone": "0431-2"}}
    cut, whole = note(tablet, "a"), note(tablet, "b")
    tablet.push(
        cut[:70],
        whole,
        note(tablet, "c", do="refuse"),
        note(tablet, "d", needs="late"),
        note(tablet, "e", do="crash"),
        note(tablet, "f", needs="d", do="refuse"),
        note(tablet, "g", office=True),
        note(tablet, "h", office=True),
        note(tablet, "i", needs="never"),
        tablet.intent("site.patch", patch, officer=STREET_OFFICER),
        tablet.intent("hazard.paint", {}, officer=ZHANG),
    )
    tablet.push(cut, whole, first=1)
    twin = Tablet(tablet.device, [ZHANG], tablet.clock)
    twin.push(note(twin, "x"), note(twin, "y"))
    office("body.import", {"bodies": [{"id": "late", "name": "late"}]}, now=now)
    let, turned = Operation.objects.filter(seq__in=(7, 8), forked=False).order_by("seq")
    office("held.release", key(let), now=now)
    office("held.refuse", {**key(turned), "reason": "另案处理。"}, now=now)
    with monkeypatch.context() as older:
        older.setattr(handlers, "KIND_HANDLERS", {})
        tablet.push(note(tablet, "z"))
    assert held_sweep(now=now) == 1
    office("device.revoke", {"device": tablet.device}, now=now)
    tablet.push(note(tablet, "after"))


def test_everything_that_can_become_of_an_operation_becomes_so_again(tablet, now, monkeypatch):
    live(tablet, monkeypatch)
    outcomes = set(Operation.objects.values_list("outcome", "code"))
    assert outcomes == {
        ("applied", ""), ("rejected", "line_replaced"), ("rejected", "note_refused"),
        ("rejected", "forked"), ("rejected", "refused_by_office"), ("held", "handler_failed"),
        ("held", "body_unknown"), ("held", "site_unknown"), ("held", "record_kind_unknown"),
        ("held", "device_revoked"),
    }  # fmt: skip
    before = {model: model.objects.count() for model in compared_models()}
    check = replay_check(as_of=now)
    assert [str(fault) for fault in check.faults] == []
    assert check.entries == Entry.objects.count()
    assert check.totals["sites"] == 2
    assert {model: model.objects.count() for model in compared_models()} == before
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_database WHERE datname LIKE '%replay%'")
        assert cursor.fetchone()[0] == 0


class Wanton:
    """A handler with a fault for each note: it reads what is in no entry, or decides by what it did before."""

    def __init__(self) -> None:
        self.seen: set[str] = set()

    def __call__(self, *, acceptance) -> Outcome:
        name = acceptance.data["note"]
        if name == "fickle" and name in self.seen:
            return Outcome.rejected(code="never", remedy="不再接受。")
        self.seen.add(name)
        outcome = note_apply(acceptance=acceptance)
        reading = {
            "wall clock": lambda: datetime.now(UTC).isoformat(),
            "chance": lambda: str(random.random()),
            "contacts": lambda: f"{Contact.objects.count()} contacts",
        }.get(name, lambda: "the same")
        Body.objects.filter(id=name).update(short=reading())
        return outcome


def test_a_handler_that_reads_what_is_in_no_entry_is_found(tablet, now, monkeypatch):
    monkeypatch.setattr(handlers, "KIND_HANDLERS", {KIND: Wanton()})
    tablet.heard = now
    for name in ("good", "wall clock", "chance", "contacts", "fickle"):
        tablet.push(note(tablet, name))
    found = [str(fault) for fault in replay_check(as_of=now).faults]
    for name in ("wall clock", "chance", "contacts", "fickle"):
        assert any("accounts.Body" in fault and name in fault for fault in found)
    assert not any('"good"' in fault for fault in found)
    entry = Entry.objects.get(device=tablet.device, seq=5)
    assert any(f"entry {entry.position}" in fault and "never" in fault for fault in found)


def test_a_row_changed_by_hand_is_found_and_the_command_fails(tablet):
    said = StringIO()
    call_command("replay", "--as-of", "2026-11-22T01:10:00.000Z", stdout=said)
    assert "the same byte for byte" in said.getvalue()
    Body.objects.update(name="别的名字")
    with pytest.raises(CommandError, match="1 differences"):
        call_command("replay", stdout=said)
    assert "别的名字" in said.getvalue()
