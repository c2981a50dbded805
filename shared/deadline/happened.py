"""Fix when an operation happened, from what its device could know and when it arrived.

A wall clock can be set by hand; monotonic time cannot. So the instant is counted from the last
time the device heard the server, or from another operation of the same boot, and only where the
device has neither, its wall clock is taken at its word, inside the window that is certain:
between the last contact before the operation and its arrival.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

MILLISECOND = timedelta(milliseconds=1)
EARLIEST, LATEST = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)
CONTACT_MS = 5_000  # a server time is stamped when it is sent; it may have travelled this long
DRIFT_PARTS = 10_000  # a monotonic clock gains or loses up to one part in this many
WALL_MS = 120_000  # how far a wall clock that nobody touched is wrong at most


@dataclass(frozen=True, slots=True)
class DeviceTime:
    """Hold the time members of an envelope; `mono` and `server_time_age` in milliseconds."""

    wall: datetime
    mono: int
    boot: str
    server_time: datetime | None = None
    server_time_age: int | None = None


@dataclass(frozen=True, slots=True)
class Anchor:
    """Hold another operation of the same device whose instant is known."""

    mono: int
    boot: str
    at: datetime
    uncertainty_ms: int


@dataclass(frozen=True, slots=True)
class Happened:
    """Hold the instant, how far it may be wrong, where it came from, and whether it was clamped.

    `source` is contact, anchor or wall. The true instant lies within `uncertainty_ms` of `at`,
    unless only a wall clock speaks and no contact was ever known. `skew_ms` is how far the
    device's wall clock stood ahead of `at` (negative: behind); more than two minutes is a flag.
    """

    at: datetime
    uncertainty_ms: int
    source: str
    clamped: bool
    skew_ms: int


def happened_at(
    time: DeviceTime,
    *,
    arrival: datetime,
    last_contact: datetime | None = None,
    anchor: Anchor | None = None,
) -> Happened:
    """Return when an operation happened, never outside [last contact, arrival].

    `last_contact` is the latest instant the server knows to lie before the operation; the time of
    the server in the envelope counts as one as well. Whole milliseconds, all instants aware.
    """
    arrival = _cut(arrival)
    known = [_cut(one) for one in (last_contact, time.server_time) if one is not None]
    earliest = min(max(known), arrival) if known else None
    source, at, uncertainty = _estimate(time, anchor)
    inside = min(at, arrival) if earliest is None else max(earliest, min(at, arrival))
    moved = abs(inside - at) // MILLISECOND
    if source == "wall" and earliest is not None:
        # A clock anyone can set says nothing inside the window: all of it stays possible.
        uncertainty = _window_ms(inside, earliest, arrival)
    uncertainty = max(uncertainty, moved)
    if earliest is not None:
        uncertainty = min(uncertainty, _window_ms(inside, earliest, arrival))
    skew = (_cut(time.wall) - inside) // MILLISECOND
    return Happened(inside, uncertainty, source, clamped=bool(moved), skew_ms=skew)


def _estimate(time: DeviceTime, anchor: Anchor | None) -> tuple[str, datetime, int]:
    if time.server_time is not None and time.server_time_age is not None:
        age = time.server_time_age
        return "contact", _moved(_cut(time.server_time), age), CONTACT_MS + _drift(age)
    if anchor is not None and anchor.boot == time.boot:
        apart = time.mono - anchor.mono
        uncertainty = anchor.uncertainty_ms + _drift(apart)
        return "anchor", _moved(_cut(anchor.at), apart), uncertainty
    return "wall", _cut(time.wall), WALL_MS


def _moved(instant: datetime, by_ms: int) -> datetime:
    """Move an instant; past the calendar's ends it stands at the end, and the window cuts it."""
    try:
        return instant + by_ms * MILLISECOND
    except OverflowError:  # a broken counter must not keep its whole push from being taken in
        return LATEST if by_ms > 0 else EARLIEST


def _drift(milliseconds: int) -> int:
    return -(-abs(milliseconds) // DRIFT_PARTS)


def _window_ms(at: datetime, earliest: datetime, arrival: datetime) -> int:
    return max(at - earliest, arrival - at) // MILLISECOND


def _cut(instant: datetime) -> datetime:
    return instant.replace(microsecond=instant.microsecond // 1000 * 1000)
