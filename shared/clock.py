"""Tell the time through a port, and write instants in one form only.

`Clock` is what services are given; `SystemClock` asks the machine, `FixedClock` is told. An
instant is written `2026-11-22T01:10:00.123Z`: UTC, three digits of a second, nothing else.
"""

import re
import secrets
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Protocol

from shared.problems import Problem

BOOT_ID_FILE = Path("/proc/sys/kernel/random/boot_id")
_INSTANT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z", re.ASCII)


class InstantUnreadable(Problem):
    """Refuse a text or a value that is not an instant in our one form."""

    def __init__(self, found: object) -> None:
        super().__init__(
            "instant_unreadable",
            f"{found!r} is not an instant.",
            "Write UTC with milliseconds, like 2026-11-22T01:10:00.123Z.",
        )


class Clock(Protocol):
    """Answer what time it is, how long the machine runs, and since which start."""

    def now(self) -> datetime:
        """Return the wall clock, aware, in UTC."""
        ...

    def monotonic(self) -> int:
        """Return milliseconds since boot, time asleep included; nobody can set it back."""
        ...

    def boot(self) -> str:
        """Return an id that changes when `monotonic` starts again."""
        ...


class SystemClock:
    """Ask the machine.

    Where the kernel tells no boot id, each process counts as its own boot: that only widens the
    uncertainty of `happened_at`, it never makes a wrong instant look certain.
    """

    def __init__(self) -> None:
        self._boot = _machine_boot_id() or f"process-{secrets.token_hex(8)}"

    def now(self) -> datetime:
        return datetime.now(UTC)

    def monotonic(self) -> int:
        source = getattr(time, "CLOCK_BOOTTIME", None)
        nanoseconds = time.monotonic_ns() if source is None else time.clock_gettime_ns(source)
        return nanoseconds // 1_000_000

    def boot(self) -> str:
        return self._boot


class FixedClock:
    """Stand still until told to go on."""

    def __init__(self, now: datetime, monotonic: int = 0, boot: str = "boot-1") -> None:
        if now.tzinfo is None:
            raise InstantUnreadable(now)
        self._now = now.astimezone(UTC)
        self._monotonic = monotonic
        self._boot = boot

    def now(self) -> datetime:
        return self._now

    def monotonic(self) -> int:
        return self._monotonic

    def boot(self) -> str:
        return self._boot

    def advance(self, by: timedelta) -> None:
        """Let time pass on both clocks."""
        self._now += by
        self._monotonic += by // timedelta(milliseconds=1)

    def set_wall(self, now: datetime) -> None:
        """Set the wall clock alone, as a person does who meddles with the time."""
        self._now = now.astimezone(UTC)

    def restart(self, boot: str, monotonic: int = 0) -> None:
        """Start the machine again: another boot id, monotonic time from the beginning."""
        self._boot = boot
        self._monotonic = monotonic


def instant_text(instant: datetime) -> str:
    """Write an aware instant in UTC, cut to the millisecond; raise InstantUnreadable if naive."""
    if instant.tzinfo is None:
        raise InstantUnreadable(instant)
    utc = instant.astimezone(UTC).replace(tzinfo=None)
    return f"{utc.isoformat(timespec='milliseconds')}Z"


def instant_read(text: str) -> datetime:
    """Read an instant in exactly the form `instant_text` writes; raise InstantUnreadable."""
    if not isinstance(text, str) or _INSTANT.fullmatch(text) is None:
        raise InstantUnreadable(text)
    try:
        return datetime.fromisoformat(text)
    except ValueError as error:
        raise InstantUnreadable(text) from error


def _machine_boot_id() -> str | None:
    try:
        return BOOT_ID_FILE.read_text(encoding="ascii").strip() or None
    except OSError:
        return None
