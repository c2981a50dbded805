"""Check the seals: their chain, their signatures, and the copies that were carried away."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path

from server.ledger.models import Entry, Epoch, Seal
from server.ledger.sealing import seal_message, seals_start
from shared.problems import Fault
from shared.record import ALGORITHM, Signature, SignatureWrong, seal_hash, signature_verify

_REMEDY = "Compare with the printed seals of those days; keep this database as evidence."


def seals_verify(*, server_keys: Mapping[str, bytes]) -> Iterator[Fault | int]:
    """Give every fault of the seals, then how many were looked at. `server_keys`: key id → public key."""
    before, last, count = seals_start(), 0, 0
    for seal in Seal.objects.order_by("number").iterator(chunk_size=2000):
        count += 1
        if seal.number != count:
            yield _fault(seal, f"seal {count} is missing before it.")
            count = seal.number
        yield from _seal_faults(seal, before, last)
        yield from _signature_faults(seal, server_keys)
        before, last = seal.digest, seal.last
    yield count


def exports_verify(*, folder: Path) -> Iterator[Fault | int]:
    """Give every exported seal that is not the one in the database, then how many were looked at.

    After a restore the entries behind an old seal may be others; the epoch that began then says so.
    """
    count = 0
    for path in sorted(folder.glob("*.json")):
        count += 1
        try:
            said = json.loads(path.read_text("utf-8"))
            seal = Seal.objects.filter(number=said["number"]).first()
        except (ValueError, KeyError, TypeError):
            yield Fault(f"exported seal {path.name}", "it cannot be read.", _REMEDY)
            continue
        if Epoch.objects.filter(position__gt=0, position__lt=said["last"]).exists():
            continue
        stored = None if seal is None else (seal.first, seal.last, seal.digest, seal.key, seal.sig)
        if stored != tuple(said.get(name) for name in ("first", "last", "digest", "key", "sig")):
            yield Fault(
                f"exported seal {path.name}", "it is not the seal in the database.", _REMEDY
            )
    yield count


def _seal_faults(seal: Seal, before: str, last: int) -> Iterator[Fault]:
    between = Entry.objects.filter(position__gt=last, position__lt=seal.first)
    if between.exists():
        yield _fault(seal, f"entries before position {seal.first} are in no seal.")
    held = Entry.objects.filter(position__range=(seal.first, seal.last)).order_by("position")
    rows = list(held.values_list("position", "entry_hash", "received_at"))
    if not rows or (rows[0][0], rows[-1][0]) != (seal.first, seal.last):
        yield _fault(seal, "its first or last entry is missing.")
    try:
        digest = seal_hash(before, [row[1] for row in rows])
    except ValueError:
        digest = ""
    if digest != seal.digest:
        yield _fault(seal, "its digest does not follow from the seal before and its entries.")
    minutes = {row[2].replace(second=0, microsecond=0) for row in rows}
    if minutes and seal.minute not in minutes:
        yield _fault(seal, "its minute is not that of its entries.")


def _signature_faults(seal: Seal, server_keys: Mapping[str, bytes]) -> Iterator[Fault]:
    public = server_keys.get(seal.key)
    if public is None:
        yield _fault(seal, "it is signed by a key that is not the server's.")
        return
    try:
        signature_verify(
            message=seal_message(seal.digest),
            signature=Signature(ALGORITHM, seal.key, seal.sig),
            public_key=public,
        )
    except (SignatureWrong, ValueError):
        yield _fault(seal, "its signature does not hold.")


def _fault(seal: Seal, message: str) -> Fault:
    return Fault(f"seal {seal.number}", message, _REMEDY)
