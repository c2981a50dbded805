"""Know the members of an envelope: their names, types and ranges, for the writer and the reader."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from shared.clock import InstantUnreadable, instant_read
from shared.problems import Fault
from shared.record.json_text import MAX_INTEGER

VERSIONS = (1,)
KINDS = (
    "visit",
    "attempt",
    "site",
    "measure",
    "recheck",
    "whistle",
    "reply",
    "intent",
    "incident_log",
    "device",
)
_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:@#-]{0,127}", re.ASCII)
_HASH = re.compile(r"[0-9a-f]{64}", re.ASCII)


def _is_code(value: Any) -> bool:
    return isinstance(value, str) and _CODE.fullmatch(value) is not None


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and bool(value)


def _is_count(value: Any) -> bool:
    return type(value) is int and 0 <= value <= MAX_INTEGER


def is_hash(value: Any) -> bool:
    """Say whether a value is a SHA-256 in lower-case hex."""
    return isinstance(value, str) and _HASH.fullmatch(value) is not None


def is_instant(value: Any) -> bool:
    """Say whether a value is an instant in our one form."""
    try:
        instant_read(value)
    except InstantUnreadable:
        return False
    return True


# member → (what belongs there, test)
_MEMBERS: Mapping[str, tuple[str, Callable[[Any], bool]]] = {
    "v": ("a version number", lambda value: type(value) is int),
    "kind": ("a kind of operation", _is_code),
    "id": ("an id", _is_code),
    "device": ("the id of a device", _is_code),
    "seq": ("a number from 1", lambda value: _is_count(value) and value >= 1),
    "prev": ("64 hex digits", is_hash),
    "seen": ("a feed position from 0", _is_count),
    "officer": ("the id of an officer, or an empty text", lambda v: v == "" or _is_code(v)),
    "app": ("the app and its version", _is_text),
    "form": ("a text or null", lambda value: value is None or _is_text(value)),
    "wall": ("an instant like 2026-11-22T01:10:00.123Z", is_instant),
    "mono": ("milliseconds from 0", _is_count),
    "boot": ("the id of a start of the machine", _is_text),
    "server_time": ("an instant or null", lambda value: value is None or is_instant(value)),
    "server_time_age": ("milliseconds or null", lambda value: value is None or _is_count(value)),
    "data": ("an object", lambda value: isinstance(value, Mapping)),
}


def member_faults(members: Mapping[str, Any], *, any_kind: bool = False) -> tuple[Fault, ...]:
    """Return everything wrong with the members of an envelope; unknown members may stand there."""
    missing = [
        Fault(name, "is missing.", f"Write {belongs}.")
        for name, (belongs, _) in _MEMBERS.items()
        if name not in members
    ]
    wrong = [
        Fault(name, f"is {_short(members[name])}.", f"Write {belongs}.")
        for name, (belongs, fits) in _MEMBERS.items()
        if name in members and not fits(members[name])
    ]
    if not missing and not wrong:
        wrong = _rule_faults(members, any_kind)
    return (*missing, *wrong)


def _rule_faults(members: Mapping[str, Any], any_kind: bool) -> list[Fault]:
    faults = []
    if members["v"] not in VERSIONS:
        faults.append(Fault("v", f"is {members['v']}.", f"Known versions: {VERSIONS}."))
    if not any_kind and members["kind"] not in KINDS:
        faults.append(
            Fault("kind", f"is {members['kind']!r}.", f"Known kinds: {', '.join(KINDS)}.")
        )
    if (members["server_time"] is None) != (members["server_time_age"] is None):
        faults.append(
            Fault("server_time_age", "stands alone.", "Give both server_time and its age, or none.")
        )
    if not members["officer"] and members["kind"] != "device":
        faults.append(
            Fault("officer", "is empty.", "Only an operation of kind device has no officer.")
        )
    return faults


def _short(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:57]}…"
