"""Place an operation of the server's own: write its body, sign it, give it a position."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from server.config.keys import server_key
from server.intake.entering import Placed, instant_cut
from server.ledger.chain import EntryFacts
from server.ledger.writing import Writer
from shared.clock import instant_text
from shared.ids import derived_id
from shared.record import body_hash, body_read, body_write, signatures_write

DEVICE = "server"
APP = "xunan-server/1"


@dataclass(frozen=True, slots=True)
class Own:
    """Hold what the server wants to say: an intent, who brings it, who answers for it."""

    origin: str
    name: str
    data: Mapping[str, Any]
    officer: str = ""
    import_id: str = ""


def own_place(writer: Writer, own: Own, *, now: datetime) -> Placed:
    """Write and sign the body of an intent of the server's own at the next position."""
    now = instant_cut(now)
    position = writer.reserve()
    body = _body(writer, position, own, now)
    envelope = body_read(body)
    facts = EntryFacts(
        origin=own.origin,
        kind=envelope.kind,
        name=own.name,
        record=envelope.id,
        officer=own.officer,
        body=body,
        hash=body_hash(body),
        signatures=signatures_write([server_key().sign(body)]),
        happened_at=now,
        uncertainty_ms=0,
        received_at=now,
        outcome="held",
        import_id=own.import_id,
    )
    return Placed(position, facts, envelope, frozenset({own.officer} - {""}))


def _body(writer: Writer, position: int, own: Own, now: datetime) -> bytes:
    """Write the body: its `prev` is the ledger's own chain, its seq the position it takes."""
    return body_write(
        kind="intent",
        id=derived_id("server", writer.epoch, str(position)),
        device=DEVICE,
        seq=position,
        prev=writer.chain,
        seen=position - 1,
        officer=own.officer or own.origin,
        app=APP,
        form=None,
        wall=instant_text(now),
        mono=0,
        boot=DEVICE,
        server_time=None,
        server_time_age=None,
        data={"name": own.name, "data": own.data},
    )
