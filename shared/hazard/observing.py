"""What one more sighting means: it opens a hazard, joins it, raises it, or begins the next of a chain.

A sighting always counts, however late it comes: evidence is never dropped.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from shared.hazard.states import GRADES, state_after

EFFECTS = ("opened", "same", "raised", "reopened")
RECURRENCE_DAYS = 365
_RANK = {grade: rank for rank, grade in enumerate(GRADES)}


@dataclass(frozen=True, slots=True)
class Sighting:
    """Hold one finding as evidence; `seen` is the feed position its author had."""

    grade: str
    happened_at: datetime
    seen: int


@dataclass(frozen=True, slots=True)
class Live:
    """Hold the live hazard of a fingerprint; `grade_position` is where its grade was set last."""

    state: str
    grade: str
    grade_position: int = 0
    reported_done_at: datetime | None = None
    verified_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Ended:
    """Hold the last hazard of a fingerprint that was closed."""

    id: str
    closed_at: datetime
    recurrence_number: int


@dataclass(frozen=True, slots=True)
class ObservationEffect:
    """Hold what a sighting does. `state` is that of the hazard it opened or joined, afterwards."""

    kind: str
    grade: str
    state: str
    review_due: bool = False
    stale: bool = False
    made_before_closing: bool = False
    recurrence_of: str | None = None
    recurrence_number: int = 0


def grade_maximum(grades: Iterable[str]) -> str:
    """Return the worst of the grades; raise ValueError when there is none."""
    return max(grades, key=_RANK.__getitem__)


def observation_effect(
    sighting: Sighting, *, live: Live | None, ended: Ended | None
) -> ObservationEffect:
    """Decide what a sighting does to the live hazard of its fingerprint, or to the last closed one.

    A grade is the maximum over the sightings after the last review. One that raises a reviewed
    grade re-opens the review, and so does a stale one, whose author had not seen it.
    """
    if live is not None:
        return _joined(sighting, live)
    if ended is not None and _recurs(sighting, ended):
        return ObservationEffect(
            kind="reopened",
            grade=sighting.grade,
            state="found",
            made_before_closing=sighting.happened_at < ended.closed_at,
            recurrence_of=ended.id,
            recurrence_number=ended.recurrence_number + 1,
        )
    return ObservationEffect(kind="opened", grade=sighting.grade, state="found")


def _joined(sighting: Sighting, live: Live) -> ObservationEffect:
    raised = _RANK[sighting.grade] > _RANK[live.grade]
    state = live.state
    if _contradicts(sighting, live):
        state = state_after(state, "see_again") or state
    if raised:
        state = state_after(state, "raise_grade") or state
    return ObservationEffect(
        kind="raised" if raised else "same",
        grade=sighting.grade if raised else live.grade,
        state=state,
        review_due=raised and live.state != "found",
        stale=sighting.seen < live.grade_position,
    )


def _contradicts(sighting: Sighting, live: Live) -> bool:
    """Say whether it was still there after someone had called it mended."""
    if live.state == "reported_done":
        return live.reported_done_at is not None and sighting.happened_at > live.reported_done_at
    if live.state == "verified":
        return live.verified_at is not None and sighting.happened_at > live.verified_at
    return False


def _recurs(sighting: Sighting, ended: Ended) -> bool:
    return sighting.happened_at - ended.closed_at <= timedelta(days=RECURRENCE_DAYS)
