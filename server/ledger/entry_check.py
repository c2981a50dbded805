"""Check one entry on its own: its bytes, who signed, its link to the entry before, the seal over it.

`verify_chain` walks the whole ledger; this is what a page can ask about one record while someone waits.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from server.ledger.chain import chain_next, facts_hash
from server.ledger.models import Entry, Seal
from server.ledger.sealing import seals_start
from server.ledger.verifying import START, entry_facts
from shared.record import (
    Signature,
    SignatureWrong,
    body_hash,
    seal_hash,
    signature_verify,
    signatures_read,
)


@dataclass(frozen=True, slots=True)
class EntryCheck:
    """Hold one check: its code, whether it held, and what it looked at."""

    code: str
    good: bool
    facts: str = ""


def entry_checks(entry: Entry, *, keys: Mapping[str, tuple[str, bytes]]) -> Iterator[EntryCheck]:
    """Give the checks of one entry. `keys`: key id → (whose it is, public key)."""
    facts = entry_facts(entry)
    yield EntryCheck("body", body_hash(facts.body) == entry.hash, entry.hash)
    own = facts_hash(position=entry.position, facts=facts)
    yield EntryCheck("entry", own == entry.entry_hash, entry.entry_hash)
    before = Entry.objects.filter(position__lt=entry.position).order_by("-position").first()
    expected = chain_next(previous=before.chain if before else START, own_hash=own, facts=facts)
    yield EntryCheck(
        "chain", expected == entry.chain, f"{before.position if before else 0} → {entry.position}"
    )
    yield from _signatures(entry, keys)
    yield _seal(entry)


def _signatures(entry: Entry, keys: Mapping[str, tuple[str, bytes]]) -> Iterator[EntryCheck]:
    try:
        signatures = signatures_read(bytes(entry.signatures))
    except SignatureWrong:
        yield EntryCheck("signatures", False)
        return
    for signature in signatures:
        owner, public = keys.get(signature.key, ("", b""))
        yield EntryCheck(
            "signature",
            bool(public) and _holds(entry, signature, public),
            owner or signature.key[:12],
        )


def _holds(entry: Entry, signature: Signature, public: bytes) -> bool:
    try:
        signature_verify(message=bytes(entry.body), signature=signature, public_key=public)
    except SignatureWrong:
        return False
    return True


def _seal(entry: Entry) -> EntryCheck:
    seal = Seal.objects.filter(first__lte=entry.position, last__gte=entry.position).first()
    if seal is None:
        return EntryCheck("unsealed", True)
    before = Seal.objects.filter(number=seal.number - 1).values_list("digest", flat=True).first()
    rows = Entry.objects.filter(position__range=(seal.first, seal.last)).order_by("position")
    hashes = list(rows.values_list("entry_hash", flat=True))
    digest = seal_hash(before or seals_start(), hashes)
    return EntryCheck("seal", digest == seal.digest, f"{seal.number}: {seal.first}–{seal.last}")
