"""Release what is held: by itself when what it waits for arrives, or by a person of the office.

A release is an entry of its own, `held.release`; the operation takes effect at that position.
"""

from dataclasses import replace
from datetime import datetime

from django.db.models import Q

from server.api.reading import Facts
from server.devices.models import Device
from server.intake.deciding import OWN_INTENTS, is_known, operation_apply_alone
from server.intake.entering import outcome_columns, result_feed
from server.intake.handlers import SERVER, Intent
from server.intake.making import Own, own_place
from server.intake.models import Operation
from server.intake.receiving import Received, keys_of, line_receive, operation_receive
from server.ledger.acceptance import Acceptance
from server.ledger.models import Entry
from server.ledger.writing import Writer, ledger_writing
from shared.problems import Problem
from shared.record import Envelope, signatures_read
from shared.sync import Outcome

RELEASE, REFUSE = "held.release", "held.refuse"
MOST = 64  # releases in one transaction; the sweep takes the rest


class HeldRefused(Problem):
    """Refuse to release or to turn down an operation that is not held."""


def arrivals_release(*, writer: Writer, now: datetime) -> int:
    """Release what waits for anything that arrived in this transaction; give how many were.

    What a release lets arrive is released too. More than a transaction should carry stay due.
    """
    released = 0
    while writer.arrivals and released < MOST:
        arrived, writer.arrivals[:] = set(writer.arrivals), []
        waiting = Operation.objects.filter(outcome="held", waits_for__in=arrived)
        if waiting.update(due=True):
            released += due_release(writer=writer, now=now, most=MOST - released)
    return released


def due_release(*, writer: Writer, now: datetime, most: int = MOST) -> int:
    """Release operations whose time has come, in the order they arrived; give how many."""
    due = list(Operation.objects.filter(due=True, outcome="held").order_by("arrival")[:most])
    for operation in due:
        data = {
            "device": operation.device,
            "seq": operation.seq,
            "hash": operation.hash,
            "arrived": operation.waits_for,
        }
        placed = own_place(writer, Own("clock", RELEASE, data), now=now)
        outcome = operation_release(operation, acceptance=placed.acceptance(writer))
        placed.enter(writer, outcome)
    return len(due)


def held_sweep(*, now: datetime) -> int:
    """Release, in one transaction, what stayed due and what a new version came to know; give how many."""
    sorts = Q(waits_for__startswith="kind:") | Q(waits_for__startswith="intent:")
    held = Operation.objects.filter(outcome="held")
    awaited = held.filter(sorts, due=False).order_by().values_list("waits_for", flat=True)
    known = [name for name in awaited.distinct() if is_known(name)]
    if not known and not held.filter(due=True).exists():
        return 0
    with ledger_writing(now=now) as writer:
        held.filter(waits_for__in=known).update(due=True)
        released = due_release(writer=writer, now=now)
        return released + arrivals_release(writer=writer, now=now)


def held_release(*, acceptance: Acceptance) -> Outcome:
    """Let a held operation through, in the name of a person of the office where one answers for it.

    What still cannot be applied says so by its own code; entry_make then undoes the attempt.
    """
    return operation_release(_held_of(acceptance), acceptance=acceptance)


def held_refuse(*, acceptance: Acceptance) -> Outcome:
    """Turn a held operation down for good, with the reason its author reads."""
    operation = _held_of(acceptance)
    facts = Facts(acceptance.data, REFUSE)
    reason = facts.text("reason", need=True, most=1000)
    facts.done()
    outcome = Outcome.rejected(code="refused_by_office", remedy=f"安全办公室未采纳：{reason}")
    operation_settle(operation, outcome, acceptance=acceptance)
    return Outcome.applied()


def operation_release(operation: Operation, *, acceptance: Acceptance) -> Outcome:
    """Apply a held operation at the position of its release; give what became of it."""
    writer: Writer = acceptance.sink  # type: ignore[assignment]
    arrival = writer.entry_at(operation.arrival)
    received = received_again(arrival)
    if received.fault is not None or received.envelope is None:
        outcome = received.fault or Outcome.held(code="line_unreadable", remedy="仍然读不出来。")
    else:
        inner = _acceptance(acceptance, arrival, received, received.envelope)
        outcome = operation_apply_alone(writer=writer, acceptance=inner)
    operation_settle(operation, outcome, acceptance=acceptance)
    return outcome


def operation_settle(operation: Operation, outcome: Outcome, *, acceptance: Acceptance) -> None:
    """Keep what became of a held operation, and tell its device."""
    for name, value in outcome_columns(outcome).items():
        setattr(operation, name, value)
    operation.due = False
    operation.position = None if outcome.outcome == "held" else acceptance.position
    operation.save()
    writer: Writer = acceptance.sink  # type: ignore[assignment]
    result_feed(writer, operation)


def _acceptance(
    release: Acceptance, arrival: Entry, received: Received, envelope: Envelope
) -> Acceptance:
    """Give the held operation its own bytes, times and hash, and the position of its release."""
    return replace(
        release,
        entry_hash=arrival.entry_hash,
        origin="device",
        envelope=envelope,
        happened_at=arrival.happened_at,
        received_at=arrival.received_at,
        uncertainty_ms=arrival.uncertainty_ms,
        officer=arrival.officer,
        device=arrival.device,
        signers=received.signers,
        released_by=release.officer or None,
    )


def received_again(arrival: Entry) -> Received:
    """Read an operation of a device again from the entry that keeps its bytes, with the keys known now."""
    keys = keys_of(Device.objects.get(id=arrival.device))
    body, signatures = bytes(arrival.body), bytes(arrival.signatures)
    seq = arrival.seq or 0
    if not signatures:
        return line_receive(body, seq=seq, keys=keys)
    return operation_receive(body, signatures_read(signatures), seq=seq, keys=keys)


def _held_of(acceptance: Acceptance) -> Operation:
    facts = Facts(acceptance.data, RELEASE)
    device, digest = facts.text("device", need=True), facts.text("hash", need=True)
    seq = facts.whole("seq", least=1, most=2**53, need=True)
    facts.done()
    found = Operation.objects.filter(device=device, seq=seq, hash=digest).first()
    if found is None or found.outcome != "held":
        raise HeldRefused(
            "operation_not_held",
            f"设备 {device} 的第 {seq} 号记录不在待处理之列。",
            "它可能已被处理，请刷新页面。",
            status=409,
        )
    return found


OWN_INTENTS[RELEASE] = Intent(held_release, SERVER)
OWN_INTENTS[REFUSE] = Intent(held_refuse, SERVER)
