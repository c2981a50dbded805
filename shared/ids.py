"""Make ids through a port: new ones that sort by time, and ones that follow from their parts."""

import hashlib
import secrets
import uuid
from collections.abc import Callable
from typing import Protocol

from shared.clock import Clock
from shared.problems import Problem

_RAND_A_BITS = 12
_RAND_B_BITS = 62
_SEQUENCE_EPOCH_MS = 1_767_225_600_000  # 2026-01-01T00:00:00Z, so that test ids look like ids


class PartUnusable(Problem):
    """Refuse a part that would let two different lists of parts give one id."""

    def __init__(self, part: str) -> None:
        super().__init__(
            "id_part_unusable",
            f"{part!r} holds a line feed, which separates the parts of a derived id.",
            "Derive ids from codes and hashes, not from free text.",
        )


class Ids(Protocol):
    """Give a new id each time."""

    def new(self) -> str:
        """Return the text of a UUID, version 7."""
        ...


class SystemIds:
    """Make UUIDv7 from a clock and random bytes.

    Within one millisecond the 12 bits after the version count up, so ids of one process keep
    their order; a clock set back keeps the last millisecond for the same reason.
    """

    def __init__(self, clock: Clock, random: Callable[[int], bytes] = secrets.token_bytes) -> None:
        self._clock = clock
        self._random = random
        self._last_ms = 0
        self._count = 0

    def new(self) -> str:
        now_ms = int(self._clock.now().timestamp() * 1000)
        if now_ms > self._last_ms:
            self._last_ms, self._count = now_ms, self._random(1)[0]
        else:
            self._count += 1
            if self._count >> _RAND_A_BITS:
                self._last_ms, self._count = self._last_ms + 1, 0
        tail = int.from_bytes(self._random(8), "big") >> (64 - _RAND_B_BITS)
        return _uuid7(self._last_ms, self._count, tail)


class SequenceIds:
    """Make the same UUIDv7-shaped ids each time for one seed."""

    def __init__(self, seed: int | str = 1) -> None:
        self._seed = seed
        self._count = 0

    def new(self) -> str:
        self._count += 1
        digest = hashlib.sha256(f"{self._seed}\n{self._count}".encode()).digest()
        tail = int.from_bytes(digest[:8], "big") >> (64 - _RAND_B_BITS)
        middle = int.from_bytes(digest[8:10], "big") >> (16 - _RAND_A_BITS)
        return _uuid7(_SEQUENCE_EPOCH_MS + self._count, middle, tail)


def derived_id(*parts: str) -> str:
    """Return the UUID, version 8, that follows from the parts; raise PartUnusable on a line feed."""
    for part in parts:
        if "\n" in part:
            raise PartUnusable(part)
    number = int.from_bytes(hashlib.sha256("\n".join(parts).encode()).digest()[:16], "big")
    return str(uuid.UUID(int=_versioned(number, 8)))


def _uuid7(milliseconds: int, middle: int, tail: int) -> str:
    number = (milliseconds & (1 << 48) - 1) << 80 | middle << 64 | tail
    return str(uuid.UUID(int=_versioned(number, 7)))


def _versioned(number: int, version: int) -> int:
    number &= ~(0xF << 76) & ~(0x3 << 62)
    return number | version << 76 | 0x2 << 62
