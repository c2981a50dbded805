"""Apply the operations of one push under the head lock, in the order of their device."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from server.devices.models import Device
from server.intake.chaining import (
    FORK,
    FORKED,
    MENDED,
    REPEAT,
    REPLACED,
    Chain,
    fork_alarm,
    prevs_of,
)
from server.intake.deciding import operation_apply, operation_apply_alone
from server.intake.entering import Placed, outcome_columns, received_place, result_feed
from server.intake.holding import arrivals_release
from server.intake.models import Operation
from server.intake.receiving import Keys, Received, keys_of, operation_receive
from server.intake.timing import contacts_store, timing_of
from server.ledger.writing import Writer, ledger_writing
from shared.record import signatures_read
from shared.sync import Outcome, PushHeader

REVOKED = Outcome.held(
    code="device_revoked",
    remedy="这台平板已停用，记录已原样保存，由安全办公室核对后放行或退回。",
)


@dataclass(slots=True)
class Batch:
    """Hold what came in one push and, once applied, where it stands in the ledger."""

    device: str
    header: PushHeader
    received: Sequence[Received]
    now: datetime
    epoch: str = ""
    position: int = 0
    operations: list[Operation] = field(default_factory=list)

    def apply(self, *, alone: bool) -> None:
        """Decide and enter every operation in one transaction; `alone` gives each a savepoint.

        Raises ChainGap; without `alone` also whatever a handler raises, and then nothing is kept.
        """
        with ledger_writing(now=self.now) as writer:
            device = Device.objects.get(id=self.device)
            chain = Chain.of(device, self.header)
            received = _keys_again(self.received, device)
            timing = timing_of(self.device, received, arrival=self.now)
            prevs = prevs_of(self.header, received)
            self.operations = []
            for one, prev in zip(received, prevs, strict=True):
                place = chain.place(one, prev)
                if place == REPEAT:
                    self.operations.append(chain.stored[one.seq][one.hash])
                    continue
                placed = received_place(
                    writer, one, device=self.device, happened=timing.of(one), received_at=self.now
                )
                outcome = self._decide(writer, placed, one, place, device, alone=alone)
                self.operations.append(operation_enter(writer, chain, placed, one, place, outcome))
            if received:
                chain.store()
                contacts_store(self.device, timing)
            if arrivals_release(writer=writer, now=self.now):
                self._look_again()
        self.epoch, self.position = writer.epoch, writer.position

    def _decide(
        self,
        writer: Writer,
        placed: Placed,
        received: Received,
        place: str,
        device: Device,
        *,
        alone: bool,
    ) -> Outcome:
        if place == FORK:
            fork_alarm(self.device, received.seq, now=self.now)
            return FORKED
        if received.fault is not None:
            return received.fault
        if device.revoked_at is not None:
            return REVOKED
        acceptance = placed.acceptance(writer)
        if alone:
            return operation_apply_alone(writer=writer, acceptance=acceptance)
        return operation_apply(acceptance=acceptance)

    def _look_again(self) -> None:
        found = Operation.objects.in_bulk([operation.id for operation in self.operations])
        self.operations = [found[operation.id] for operation in self.operations]


def operation_enter(
    writer: Writer, chain: Chain, placed: Placed, received: Received, place: str, outcome: Outcome
) -> Operation:
    """Write a decided operation: its entry, its present state, its place in the history, its device's row."""
    placed.enter(writer, outcome)
    if place == MENDED and (damaged := chain.damaged(received.seq)) is not None:
        _set_aside(damaged)
    operation = Operation.objects.create(
        device=chain.device,
        seq=received.seq,
        hash=received.hash,
        arrival=placed.position,
        position=None if outcome.outcome == "held" else placed.position,
        forked=place == FORK,
        **outcome_columns(outcome),
    )
    chain.advance(received, place)
    result_feed(writer, operation)
    return operation


def _set_aside(damaged: Operation) -> None:
    """Put a damaged copy beside the history, now that the whole one came."""
    for name, value in outcome_columns(REPLACED).items():
        setattr(damaged, name, value)
    damaged.forked, damaged.position = True, damaged.arrival
    damaged.save()


def _keys_again(batch: Sequence[Received], device: Device) -> list[Received]:
    """Check again, under the lock, what lacked a key: it may have been registered since."""
    if not any(one.key_missing for one in batch):
        return list(batch)
    keys = keys_of(device)
    return [_key_again(one, keys) if one.key_missing else one for one in batch]


def _key_again(one: Received, keys: Keys) -> Received:
    signatures = signatures_read(one.signatures)
    return operation_receive(one.body, signatures, seq=one.seq, keys=keys)
