"""Two hashes of an entry: its own, which seals cover, and the chain, which ties every stored fact to the past."""

import hashlib
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from shared.clock import instant_text
from shared.record import Entry as EntryText
from shared.record import entry_hash, entry_write

_DECIDED = (
    "name", "record", "device", "seq", "officer", "outcome", "code", "remedy", "waits_for", "import_id",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class EntryFacts:
    """Everything an entry stores except its position and chain. Instants are cut to milliseconds."""

    origin: str
    kind: str
    body: bytes
    hash: str
    signatures: bytes
    happened_at: datetime
    uncertainty_ms: int
    received_at: datetime
    outcome: str
    name: str = ""
    record: str = ""
    device: str = ""
    seq: int | None = None
    officer: str = ""
    code: str = ""
    remedy: str = ""
    waits_for: str = ""
    import_id: str = ""

    def as_row(self) -> dict[str, Any]:
        """Give the column values."""
        return asdict(self)


def entry_text(
    *,
    position: int,
    origin: str,
    kind: str,
    body: bytes,
    signatures: bytes,
    happened_at: datetime,
    uncertainty_ms: int,
    received_at: datetime,
) -> bytes:
    """Write the public bytes of an entry; they follow from what is stored and from nothing else."""
    return entry_write(
        EntryText(
            position=position,
            origin=origin,
            kind=kind,
            body=hashlib.sha256(body).hexdigest(),
            signatures=hashlib.sha256(signatures).hexdigest(),
            happened_at=instant_text(happened_at),
            uncertainty_ms=uncertainty_ms,
            received_at=instant_text(received_at),
        )
    )


def facts_hash(*, position: int, facts: EntryFacts) -> str:
    """Give the entry's own hash: what seals cover and ids of hazards derive from."""
    return entry_hash(
        entry_text(
            position=position,
            origin=facts.origin,
            kind=facts.kind,
            body=facts.body,
            signatures=facts.signatures,
            happened_at=facts.happened_at,
            uncertainty_ms=facts.uncertainty_ms,
            received_at=facts.received_at,
        )
    )


def chain_next(*, previous: str, own_hash: str, facts: EntryFacts) -> str:
    """Hash the previous chain value, the entry's own hash and what was decided, each part with its length."""
    digest = hashlib.sha256(bytes.fromhex(previous) + bytes.fromhex(own_hash))
    for name in _DECIDED:
        value = getattr(facts, name)
        part = b"-" if value is None else str(value).encode()
        digest.update(b"%d:" % len(part))
        digest.update(part)
    return digest.hexdigest()
