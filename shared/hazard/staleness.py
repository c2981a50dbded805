"""What becomes of a deed whose author had not seen what another party did meanwhile."""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

CLOSING = frozenset({"verify", "close", "dismiss", "merge", "accept", "lower_grade"})
_STATE = frozenset({"state"})
_GRADE = frozenset({"grade"})
# A closing rests on everything known of the hazard; other deeds on the field they change.
_RESTS_ON: Mapping[str, Set[str]] = {
    **dict.fromkeys(CLOSING, frozenset({"state", "grade", "sighting"})),
    "confirm": _GRADE,
    "raise_grade": _GRADE,
}


class Standing(Enum):
    """Say how a deed stands to what happened meanwhile."""

    FRESH = "fresh"
    LATE = "late"  # it counts, and the conflict is shown
    HELD = "held"  # a person of the office decides


@dataclass(frozen=True, slots=True)
class Change:
    """Hold one change of a hazard: its place in the order, whose it was, what it touched, when."""

    position: int
    party: str
    fields: Set[str]
    happened_at: datetime


def deed_standing(
    *, action: str, seen: int, party: str, happened_at: datetime, changes: Sequence[Change]
) -> Standing:
    """Decide whether a deed is fresh, late but counted, or held for the office.

    `seen` is the feed position the author had. Own changes never make a deed stale. A sighting
    only speaks against a closing that happened before it.
    """
    rests_on = _RESTS_ON.get(action, _STATE)
    unseen = [
        change
        for change in changes
        if change.position > seen
        and change.party != party
        and _touches(change, rests_on, happened_at)
    ]
    if not unseen:
        return Standing.FRESH
    return Standing.HELD if action in CLOSING else Standing.LATE


def _touches(change: Change, rests_on: Set[str], happened_at: datetime) -> bool:
    touched = change.fields & rests_on
    if touched == {"sighting"}:
        return change.happened_at > happened_at
    return bool(touched)
