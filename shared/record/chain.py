"""Check that the operations of a device follow each other without a gap, a fork or a change."""

import hashlib
from collections.abc import Iterable, Iterator

from shared.problems import Fault
from shared.record.body import body_hash
from shared.record.reading import Envelope


def first_prev(public_key: bytes) -> str:
    """Return the `prev` of a device's first operation: the SHA-256 of its public key, in hex."""
    return hashlib.sha256(public_key).hexdigest()


def chain_check(
    envelopes: Iterable[Envelope], *, public_key: bytes | None = None
) -> tuple[Fault, ...]:
    """Return every break in the chain of one device, given in the order of `seq`.

    The list may start anywhere; with the device's public key the first `prev` is checked too.
    """
    faults: list[Fault] = []
    before: Envelope | None = None
    for envelope in envelopes:
        if before is not None:
            faults.extend(_link_faults(before, envelope))
        elif envelope.seq == 1 and public_key is not None:
            faults.extend(_first_faults(envelope, public_key))
        if body_hash(envelope.body) != envelope.hash:
            faults.append(_fault(envelope, "its bytes do not give its hash."))
        before = envelope
    return tuple(faults)


def _first_faults(envelope: Envelope, public_key: bytes) -> Iterator[Fault]:
    if envelope.prev != first_prev(public_key):
        yield _fault(envelope, "its prev is not the hash of the device's key.")


def _link_faults(before: Envelope, envelope: Envelope) -> Iterator[Fault]:
    if envelope.device != before.device:
        yield _fault(envelope, f"it belongs to another device than seq {before.seq} before it.")
    elif envelope.seq == before.seq:
        yield _fault(envelope, f"forked: {before.hash[:12]} has the same seq.")
    elif envelope.seq != before.seq + 1:
        yield _fault(envelope, f"seq {before.seq + 1} was expected.")
    elif envelope.prev != before.hash:
        yield _fault(envelope, f"its prev is not the hash of seq {before.seq}.")


def _fault(envelope: Envelope, message: str) -> Fault:
    where = f"device {envelope.device}, seq {envelope.seq}"
    return Fault(where, message, "Compare with the tablet's outbox; the earlier copy is evidence.")
