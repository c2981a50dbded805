"""Write and read a push: gzip of a header line and one line per operation."""

import gzip
import zlib
from collections.abc import Sequence
from dataclasses import dataclass

from shared.problems import Problem
from shared.record.json_text import json_write
from shared.record.members import is_hash
from shared.sync.members import MemberRefused, Members

MAX_OPERATIONS = 64
MAX_BYTES = 1 << 20
_REMEDY = "Send the batch again from the outbox; nothing of it was taken in."


class PushUnreadable(Problem):
    """Refuse a push as a whole: its header, its count or its gzip does not hold."""

    def __init__(self, reason: str) -> None:
        super().__init__(
            "push_unreadable", f"The push cannot be read: {reason}.", _REMEDY, status=400
        )


class PushTooLarge(Problem):
    """Refuse a push past the limit before it is unpacked in full."""

    def __init__(self, reason: str) -> None:
        super().__init__(
            "push_too_large",
            f"The push is too large: {reason}.",
            f"Send at most {MAX_OPERATIONS} operations or {MAX_BYTES} bytes unzipped at a time.",
            status=413,
        )


@dataclass(frozen=True, slots=True)
class PushHeader:
    """Hold line 0: who pushes, in which epoch, from which seq, after which hash, how many."""

    device: str
    epoch: str
    first: int
    prev: str
    n: int
    v: int = 1


def push_write(header: PushHeader, lines: Sequence[bytes]) -> bytes:
    """Return the gzip'd push, the same bytes for the same input; raise PushTooLarge."""
    if len(lines) > MAX_OPERATIONS:
        raise PushTooLarge(f"{len(lines)} operations")
    head = {
        "v": header.v,
        "device": header.device,
        "epoch": header.epoch,
        "first": header.first,
        "prev": header.prev,
        "n": header.n,
    }
    plain = b"".join(one.removesuffix(b"\n") + b"\n" for one in (json_write(head), *lines))
    if len(plain) > MAX_BYTES:
        raise PushTooLarge(f"{len(plain)} bytes")
    return gzip.compress(plain, compresslevel=6, mtime=0)


def push_unzip(zipped: bytes, *, limit: int = MAX_BYTES) -> bytes:
    """Unzip at most `limit` bytes; raise PushTooLarge on more, PushUnreadable on a cut stream."""
    unzipper = zlib.decompressobj(wbits=31)
    try:
        plain = unzipper.decompress(zipped, limit + 1)
    except zlib.error as error:
        raise PushUnreadable(f"it is not gzip ({error})") from error
    if len(plain) > limit:
        raise PushTooLarge(f"more than {limit} bytes unzipped")
    if not unzipper.eof:
        raise PushUnreadable("its gzip is cut short")
    if unzipper.unused_data:
        raise PushUnreadable("something stands after its gzip")
    return plain


def push_read(raw: bytes) -> tuple[PushHeader, list[bytes]]:
    """Read unzipped bytes into header and raw lines without line feeds; raise PushUnreadable.

    The lines are not looked into: a faulty one must not keep the next from going on.
    """
    if len(raw) > MAX_BYTES:
        raise PushTooLarge(f"{len(raw)} bytes")
    if not raw.endswith(b"\n"):
        raise PushUnreadable("its last line has no line feed, so it was cut")
    head, *lines = raw[:-1].split(b"\n")
    try:
        header = _header(Members.read(head))
    except MemberRefused as error:
        raise PushUnreadable(f"line 0: {error}") from error
    if header.n > MAX_OPERATIONS:
        raise PushTooLarge(f"{header.n} operations")
    if header.n != len(lines):
        raise PushUnreadable(f"line 0 announces {header.n} operations, {len(lines)} came")
    return header, lines


def _header(members: Members) -> PushHeader:
    header = PushHeader(
        v=members.number("v"),
        device=members.text("device"),
        epoch=members.text("epoch"),
        first=members.number("first", least=1),
        prev=members.text("prev"),
        n=members.number("n"),
    )
    if header.v != 1:
        raise MemberRefused(f"v is {header.v}, this server reads 1")
    if not is_hash(header.prev):
        raise MemberRefused("prev is not 64 hex digits")
    return header
