"""Apply a ledger again, entry by entry, to a database that is empty; what comes out must be the same.

Positions, times and outcomes are those of the ledger; the effects are made again by the handlers of this
version. Where a handler now decides otherwise, that is told, and the ledger's word stands.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from server.devices.models import Device
from server.intake.batching import operation_enter
from server.intake.chaining import FORK, MENDED, NEXT, Chain
from server.intake.deciding import operation_apply_alone
from server.intake.entering import Placed, outcome_of
from server.intake.holding import RELEASE, operation_settle, received_again
from server.intake.models import Operation
from server.ledger.acceptance import Acceptance
from server.ledger.models import Entry
from server.ledger.verifying import entry_facts
from server.ledger.writing import Writer, ledger_writing
from shared.problems import Fault
from shared.record import body_read
from shared.sync import Outcome

CHUNK = 200
_REMEDY = "Find what the handler reads besides the entry and the tables: a clock, chance, a file."
_EFFECT = ("applied", "applied_with_conflict")


@dataclass(slots=True)
class ReplayWriter(Writer):
    """Give feed rows the position of their entry: the originals shared theirs with what followers wrote."""

    def feed(
        self, *, scope: str, kind: str, id: str, data: Mapping[str, Any], gone: bool = False
    ) -> None:
        """Set a current fact in a scope."""
        here = self.position
        Writer.feed(self, scope=scope, kind=kind, id=id, data=data, gone=gone)
        _, _, text = self.feeds[(scope, kind, id)]
        self.feeds[(scope, kind, id)] = (here, gone, text)
        self.position = here


@dataclass(slots=True)
class Replayed:
    """Hold how many entries were applied again, and where this version decides otherwise."""

    entries: int = 0
    faults: list[Fault] = field(default_factory=list)


def ledger_replay(entries: Iterable[Entry]) -> Replayed:
    """Apply entries in order to the empty default database."""
    replayed = Replayed()
    for chunk in _chunks(entries):
        with ledger_writing(now=chunk[-1].received_at, kind=ReplayWriter) as writer:
            for entry in chunk:
                writer.reserve(entry.position)
                said = outcome_of(entry)
                made = _entry_replay(writer, entry, said)
                if made != said:
                    replayed.faults.append(_otherwise(entry, said, made))
        replayed.entries += len(chunk)
    return replayed


def _chunks(entries: Iterable[Entry]) -> Iterator[list[Entry]]:
    chunk: list[Entry] = []
    for entry in entries:
        chunk.append(entry)
        if len(chunk) == CHUNK:
            yield chunk
            chunk = []
    if chunk:
        yield chunk


def _entry_replay(writer: Writer, entry: Entry, said: Outcome) -> Outcome:
    if entry.origin == "device":
        return _device_replay(writer, entry, said)
    placed = Placed(
        entry.position,
        entry_facts(entry),
        body_read(bytes(entry.body)),
        frozenset({entry.officer} - {""}),
    )
    acceptance = placed.acceptance(writer)
    if said.outcome not in _EFFECT and entry.name == RELEASE:
        made = _settle(acceptance, said)
    else:
        made = operation_apply_alone(writer=writer, acceptance=acceptance)
    placed.enter(writer, said)
    return made


def _device_replay(writer: Writer, entry: Entry, said: Outcome) -> Outcome:
    received = received_again(entry)
    facts = entry_facts(entry)
    placed = Placed(entry.position, facts, received.envelope, received.signers)
    made = said
    if said.outcome in _EFFECT:
        made = received.fault or operation_apply_alone(
            writer=writer, acceptance=placed.acceptance(writer)
        )
    chain = Chain.at(Device.objects.get(id=entry.device), received.seq)
    operation_enter(writer, chain, placed, received, _place(entry, chain), said)
    chain.store()
    return made


def _place(entry: Entry, chain: Chain) -> str:
    if entry.code == "forked":
        return FORK
    return MENDED if (entry.seq or 0) <= chain.seq else NEXT


def _settle(acceptance: Acceptance, said: Outcome) -> Outcome:
    """Let a release that changed nothing but the operation's own state do so again."""
    data = acceptance.data
    operation = Operation.objects.get(device=data["device"], seq=data["seq"], hash=data["hash"])
    operation_settle(operation, said, acceptance=acceptance)
    return said


def _otherwise(entry: Entry, said: Outcome, made: Outcome) -> Fault:
    return Fault(
        f"entry {entry.position}",
        f"{entry.name or entry.kind} was {said.outcome} {said.code or ''}; now it is {made.outcome}"
        f" {made.code or ''} {made.remedy or ''}".rstrip()
        + ".",
        _REMEDY,
    )
