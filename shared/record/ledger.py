"""Write a ledger entry and its seal, so that the server, the bundle and the check agree.

An entry is a JSON text of its own: which position the server gave which body, when it came and
when it happened. Its hash is SHA-256 over those bytes; the body stands beside it and is bound by
`body` (its hash), the signatures by `signatures` (SHA-256 of their JSON). A seal is
SHA-256(previous seal ‖ entry hashes in position order), all of them as 32 raw bytes.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from shared.problems import Problem
from shared.record.json_text import JsonRefused, json_read, json_write
from shared.record.members import is_hash, is_instant

ORIGINS = ("device", "office", "clock")


class EntryUnreadable(Problem):
    """Refuse bytes that are no ledger entry."""

    def __init__(self, reason: str) -> None:
        super().__init__(
            "entry_unreadable",
            f"A ledger entry cannot be read: {reason}.",
            "Restore it from a backup and run verify_chain.",
        )


@dataclass(frozen=True, slots=True)
class Entry:
    """Hold what the server decided about a body when it took it in."""

    position: int
    origin: str
    kind: str
    body: str
    signatures: str
    happened_at: str
    uncertainty_ms: int
    received_at: str
    v: int = 1


@dataclass(frozen=True, slots=True)
class Seal:
    """Hold one seal: the positions it covers, the seal before, its own hash."""

    first: int
    last: int
    prev: str
    hash: str


def entry_write(entry: Entry) -> bytes:
    """Return the bytes of an entry; raise EntryUnreadable if no reader would take them."""
    members = {
        "v": entry.v,
        "position": entry.position,
        "origin": entry.origin,
        "kind": entry.kind,
        "body": entry.body,
        "signatures": entry.signatures,
        "happened_at": entry.happened_at,
        "uncertainty_ms": entry.uncertainty_ms,
        "received_at": entry.received_at,
    }
    _check(members)
    return json_write(members)


def entry_read(text: bytes) -> Entry:
    """Read the bytes of an entry; raise EntryUnreadable."""
    try:
        members = json_read(text)
    except JsonRefused as error:
        raise EntryUnreadable(str(error)) from error
    if not isinstance(members, dict):
        raise EntryUnreadable("it is no JSON object")
    _check(members)
    return Entry(**{name: members[name] for name in Entry.__dataclass_fields__})


def entry_hash(text: bytes) -> str:
    """Return the hash of an entry's bytes, in hex: what seals cover and ids derive from."""
    return hashlib.sha256(text).hexdigest()


def first_seal(epoch: str) -> str:
    """Return what stands for the previous seal before the first: SHA-256 of the epoch's name."""
    return hashlib.sha256(epoch.encode()).hexdigest()


def seal_hash(prev: str, entry_hashes: Iterable[str]) -> str:
    """Return SHA-256(previous seal ‖ entry hashes), in hex."""
    digest = hashlib.sha256(bytes.fromhex(prev))
    for one in entry_hashes:
        digest.update(bytes.fromhex(one))
    return digest.hexdigest()


def _check(members: dict[str, Any]) -> None:
    position, uncertainty = members.get("position"), members.get("uncertainty_ms")
    tests = {
        "v": members.get("v") == 1,
        "position": type(position) is int and position >= 1,
        "origin": members.get("origin") in ORIGINS,
        "kind": isinstance(members.get("kind"), str),
        "body": is_hash(members.get("body")),
        "signatures": is_hash(members.get("signatures")),
        "happened_at": is_instant(members.get("happened_at")),
        "uncertainty_ms": type(uncertainty) is int and uncertainty >= 0,
        "received_at": is_instant(members.get("received_at")),
    }
    wrong = [name for name, fits in tests.items() if not fits]
    if wrong:
        raise EntryUnreadable(f"wrong members: {', '.join(wrong)}")
