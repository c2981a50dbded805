"""Find every changed byte of the ledger: bodies, signatures, the chain of entries, the chain of seals.

All findings are told, each with the row it is in; nothing is mended here.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from server.ledger.chain import EntryFacts, chain_next, facts_hash
from server.ledger.models import Commit, Entry, Head
from shared.problems import Fault, Problem
from shared.record import (
    Envelope,
    KindUnknown,
    RecordUnreadable,
    SignatureWrong,
    body_hash,
    body_read,
    signature_verify,
    signatures_read,
)

START = "0" * 64
_FACTS = tuple(EntryFacts.__dataclass_fields__)
# Entries that were refused or held because of what their signatures lack: they prove nothing more.
_UNSIGNED = (
    "signature_wrong",
    "signature_missing",
    "officer_key_unknown",
    "record_of_other_device",
)
_REMEDY = (
    "Compare with the last backup and with the exported seals; keep this database as evidence."
)


@dataclass(slots=True)
class Walk:
    """Walk along all entries, remembering what the next must follow."""

    keys: Mapping[str, Mapping[str, bytes]]
    chain: str = START
    position: int = 0
    count: int = 0
    histories: dict[str, tuple[int, str]] = field(default_factory=dict)

    def entry_faults(self, entry: Entry) -> Iterator[Fault]:
        """Give everything wrong with one entry, and go on to it."""
        facts = entry_facts(entry)
        yield from _own_faults(entry, facts)
        expected = chain_next(
            previous=self.chain, own_hash=_safe_hash(entry.entry_hash), facts=facts
        )
        if entry.chain != expected:
            yield entry_fault(
                entry,
                "its chain does not follow from the entry before and its own facts: one of its columns was"
                f" changed, or an entry after position {self.position} is missing.",
            )
        yield from self._body_faults(entry)
        self.chain, self.position, self.count = entry.chain, entry.position, self.count + 1

    def _body_faults(self, entry: Entry) -> Iterator[Fault]:
        try:
            envelope = body_read(bytes(entry.body))
        except KindUnknown as problem:
            envelope = problem.envelope
        except RecordUnreadable as problem:
            if entry.kind != "unreadable":
                yield entry_fault(entry, f"its body cannot be read: {problem.code}.")
            return
        if entry.kind == "unreadable":
            return
        yield from _envelope_faults(entry, envelope)
        yield from self._history_faults(entry, envelope)
        if entry.code not in _UNSIGNED:
            yield from _signature_faults(entry, self.keys)

    def _history_faults(self, entry: Entry, envelope: Envelope) -> Iterator[Fault]:
        """Check that a device's operation follows its last one; forks stand beside the history."""
        if entry.origin != "device" or entry.code == "forked":
            return
        seq, hash = self.histories.get(entry.device, (envelope.seq - 1, envelope.prev))
        if envelope.seq == seq + 1 and hash and envelope.prev != hash:
            yield entry_fault(entry, f"its prev is not the hash of seq {seq} of its device.")
        if envelope.seq > seq:
            self.histories[entry.device] = (envelope.seq, entry.hash)


def entries_verify(
    *, keys: Mapping[str, Mapping[str, bytes]], chunk: int = 500
) -> Iterator[Fault | int]:
    """Give every fault of the ledger's entries, then how many were looked at.

    `keys` are the public keys that may sign for each device, by key id; those of the server under "".
    """
    walk = Walk(keys)
    commits = _Commits()
    for entry in Entry.objects.order_by("position").iterator(chunk_size=chunk):
        yield from walk.entry_faults(entry)
        yield from commits.faults(entry)
    yield from _head_faults(walk)
    yield walk.count


def entry_facts(entry: Entry) -> EntryFacts:
    """Give the facts of a stored entry as the chain covers them."""
    values = {name: getattr(entry, name) for name in _FACTS}
    return EntryFacts(
        **{**values, "body": bytes(entry.body), "signatures": bytes(entry.signatures)}
    )


def entry_fault(entry: Entry, message: str) -> Fault:
    """Name something wrong with an entry."""
    device = f" ({entry.device}, seq {entry.seq})" if entry.device else ""
    return Fault(f"entry {entry.position}{device}", message, _REMEDY)


def _own_faults(entry: Entry, facts: EntryFacts) -> Iterator[Fault]:
    if body_hash(facts.body) != entry.hash:
        yield entry_fault(entry, "its body does not give its hash.")
    for name in ("happened_at", "received_at"):
        if getattr(entry, name).microsecond % 1000:
            yield entry_fault(entry, f"its {name} is not a whole millisecond.")
    try:
        own = facts_hash(position=entry.position, facts=facts)
    except (Problem, ValueError) as error:
        yield entry_fault(entry, f"its facts make no entry: {error}")
        return
    if own != entry.entry_hash:
        yield entry_fault(
            entry,
            "its entry_hash does not follow from its position, origin, kind, body, signatures and times.",
        )


def _envelope_faults(entry: Entry, envelope: Envelope) -> Iterator[Fault]:
    """Compare the columns that repeat the body with the body."""
    data = envelope.data
    named = data.get("name", "") if envelope.kind == "intent" else ""
    pairs = {
        "kind": (entry.kind, envelope.kind[:24]),
        "record": (entry.record, envelope.id[:64]),
        "name": (entry.name, named[:64] if isinstance(named, str) else ""),
    }
    if entry.origin == "device" and entry.code != "record_of_other_device":
        pairs["device"] = (entry.device, envelope.device)
        pairs["seq"] = (str(entry.seq), str(envelope.seq))
        pairs["officer"] = (entry.officer, envelope.officer[:64])
    elif entry.origin != "device":
        pairs["officer"] = (entry.officer or entry.origin, envelope.officer)
        pairs["position"] = (str(entry.position), str(envelope.seq))
    for name, (stored, said) in pairs.items():
        if stored != said:
            yield entry_fault(entry, f"its {name} is {stored!r}, its body says {said!r}.")


def _signature_faults(entry: Entry, keys: Mapping[str, Mapping[str, bytes]]) -> Iterator[Fault]:
    known = keys.get(entry.device if entry.origin == "device" else "", {})
    try:
        signatures = signatures_read(bytes(entry.signatures))
    except SignatureWrong as problem:
        yield entry_fault(entry, f"its signatures cannot be read: {problem.message}")
        return
    checked = 0
    for signature in signatures:
        if (public := known.get(signature.key)) is None:
            continue
        checked += 1
        try:
            signature_verify(message=bytes(entry.body), signature=signature, public_key=public)
        except SignatureWrong:
            yield entry_fault(entry, f"the signature by key {signature.key[:12]} does not hold.")
    if not checked:
        yield entry_fault(
            entry, "none of its signatures is by a key of its device or of the server."
        )


def _head_faults(walk: Walk) -> Iterator[Fault]:
    head = Head.objects.filter(id=1).first()
    if head is None:
        if walk.count:
            yield Fault("head", "the head row is gone.", _REMEDY)
        return
    if head.chain != walk.chain:
        yield Fault(
            "head", "its chain is not that of the last entry: the end was cut off.", _REMEDY
        )
    if head.position < walk.position:
        yield Fault("head", f"it stands at {head.position}, before the last entry.", _REMEDY)


class _Commits:
    """Walk along the commits beside the entries: each entry was made in one."""

    def __init__(self) -> None:
        self._rows: Iterator[tuple[int, int]] = iter(
            Commit.objects.order_by("position").values_list("first", "position").iterator()
        )
        self._now: tuple[int, int] = (0, 0)

    def faults(self, entry: Entry) -> Sequence[Fault]:
        """Give a fault when no commit holds the entry."""
        while self._now[1] < entry.position:
            following = next(self._rows, None)
            if following is None:
                break
            self._now = following
        if self._now[0] <= entry.position <= self._now[1]:
            return ()
        return (entry_fault(entry, "no commit holds its position."),)


def _safe_hash(text: str) -> str:
    """Give a hash as it stands, or zeros when it is no hex any more; its own check names it."""
    try:
        return text if len(bytes.fromhex(text)) == 32 else START
    except ValueError:
        return START
