"""Confidence in an assessment: how recently, how often and how fully the place was looked at.

Shown beside the colour (hatched when low), never folded into it except by staleness.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from shared.risk.inputs import RiskInputs
from shared.risk.model import ConfidenceBar, Scenario, ScoringModel


def _reaches(bar: ConfidenceBar, inputs: RiskInputs, cadence_days: int, as_of: date) -> bool:
    if inputs.last_inspected is None:
        return False
    return (
        (as_of - inputs.last_inspected).days <= bar.cadences * cadence_days
        and inputs.inspections >= bar.inspections
        and inputs.answered_percent >= bar.answered_percent
    )


def confidence_of(inputs: RiskInputs, scenario: Scenario, model: ScoringModel, as_of: date) -> str:
    """Return high when every bar for high is reached, low when any bar for low is missed."""
    cadence = scenario.cadence_days
    if _reaches(model.confidence_high, inputs, cadence, as_of):
        return "high"
    return "medium" if _reaches(model.confidence_low, inputs, cadence, as_of) else "low"


@dataclass(frozen=True, slots=True)
class Looked:
    """Hold one complete visit that covered the scenario: the day and the kind of visit."""

    on: date
    kind: str


def inspected_on(
    visits: Iterable[Looked], scenario: Scenario, model: ScoringModel, *, as_of: date
) -> date | None:
    """Return the day staleness counts from: the last full visit, moved on by lesser ones.

    A visit with share w moves the day by w of the way to itself (patrol, video, 自查); the way is
    never longer than `unknown_cadences`, where it begins when there was no visit before. Kinds
    without a share count nothing; visits after `as_of` have not happened. More visits never make a place staler.
    """
    longest = timedelta(model.staleness.unknown_cadences * scenario.cadence_days)
    day: date | None = None
    for visit in sorted(visits, key=lambda one: (one.on, one.kind)):
        share = model.staleness.visit_share.get(visit.kind)
        if not share or visit.on > as_of:
            continue
        day = max(day or date.min, visit.on - longest)
        day += timedelta(int((visit.on - day).days * share))
    return day
