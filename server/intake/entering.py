"""Put a decided operation into the ledger, and tell its device."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from server.intake.deciding import intent_name
from server.intake.models import Operation
from server.intake.receiving import Received
from server.ledger.acceptance import Acceptance
from server.ledger.chain import EntryFacts, facts_hash
from server.ledger.models import Entry
from server.ledger.writing import Writer
from shared.deadline import Happened
from shared.record import Envelope
from shared.sync import Outcome, Result


@dataclass(frozen=True, slots=True)
class Placed:
    """Hold an operation that has its position and its facts, but no outcome yet."""

    position: int
    facts: EntryFacts
    envelope: Envelope | None
    signers: frozenset[str]

    def acceptance(self, writer: Writer) -> Acceptance:
        """Give what the handler works on."""
        if self.envelope is None:
            raise ValueError(f"position {self.position} holds nothing readable")
        return Acceptance(
            position=self.position,
            entry_hash=facts_hash(position=self.position, facts=self.facts),
            origin=self.facts.origin,
            envelope=self.envelope,
            happened_at=self.facts.happened_at,
            received_at=self.facts.received_at,
            uncertainty_ms=self.facts.uncertainty_ms,
            officer=self.facts.officer,
            device=self.facts.device or None,
            sink=writer,
            signers=self.signers,
        )

    def enter(self, writer: Writer, outcome: Outcome) -> Entry:
        """Write the entry with what was decided."""
        decided = replace(self.facts, **outcome_columns(outcome))
        return writer.entry(position=self.position, facts=decided)


def outcome_columns(outcome: Outcome) -> dict[str, Any]:
    """Give an outcome as columns; what it does not say is an empty text."""
    return {
        "outcome": outcome.outcome,
        "code": outcome.code or "",
        "remedy": outcome.remedy or "",
        "waits_for": outcome.waits_for or "",
    }


def outcome_of(row: Operation | Entry) -> Outcome:
    """Give the outcome a row keeps."""
    return Outcome(row.outcome, row.code or None, row.remedy or None, row.waits_for or None)


def received_place(
    writer: Writer, received: Received, *, device: str, happened: Happened, received_at: datetime
) -> Placed:
    """Give a device's operation its position and facts."""
    envelope = received.envelope
    data: Mapping[str, Any] = {} if envelope is None else envelope.data
    facts = EntryFacts(
        origin="device",
        kind=received.kind[:24],
        name=intent_name(received.kind, data),
        record="" if envelope is None else envelope.id[:64],
        device=device,
        seq=received.seq,
        officer="" if envelope is None else envelope.officer[:64],
        body=received.body,
        hash=received.hash,
        signatures=received.signatures,
        happened_at=happened.at,
        uncertainty_ms=happened.uncertainty_ms,
        received_at=instant_cut(received_at),
        outcome="held",
    )
    return Placed(writer.reserve(), facts, envelope, received.signers)


def result_of(operation: Operation) -> Result:
    """Give what is true of an operation now, as it is answered."""
    return Result.of(
        outcome_of(operation),
        seq=operation.seq,
        hash=operation.hash,
        position=operation.position,
    )


def result_feed(writer: Writer, operation: Operation) -> None:
    """Tell the device what became of its operation; seeing the row there is what confirms it."""
    beside = f"-{operation.hash[:12]}" if operation.forked else ""
    writer.feed(
        scope=f"device/{operation.device}",
        kind="result",
        id=f"{operation.seq}{beside}",
        data=result_of(operation).as_dict(),
    )


def instant_cut(instant: datetime) -> datetime:
    """Cut an instant to the millisecond, as every stored one is."""
    return instant.replace(microsecond=instant.microsecond // 1000 * 1000)
