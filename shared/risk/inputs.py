"""The facts one risk is computed from. All are whole numbers, words and dates: they are hashed.

A risk is the row (site or facility, scenario). Facts later than `as_of` are not counted by the rule.
"""

import hashlib
import json
from dataclasses import asdict, dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class HazardEvidence:
    """Hold what the rule needs of one hazard.

    `recurrences` are earlier turns of its chain within 365 days; `k` is the class of consequence of
    its item; `under_order` says an approved order covers it (target reading). `closed_on` is None
    unless the state is `closed`; dismissed and merged hazards count nothing.
    """

    id: str
    grade: str
    opened_on: date
    due_on: date | None
    closed_on: date | None
    state: str
    recurrences: int
    failed_rechecks: int
    k: int
    under_order: bool = False


@dataclass(frozen=True, slots=True)
class ControlEvidence:
    """Hold the state of one barrier: verified on a day, found failed, or only planned."""

    code: str
    verified_on: date | None = None
    failed: bool = False
    planned: bool = False


@dataclass(frozen=True, slots=True)
class RiskInputs:
    """Hold every fact of one risk.

    `site_factors` are codes of the scenario's σ factors that hold here. `last_inspected` is the day
    from `inspected_on` (complete visits that cover the scenario; patrols by their share), None when
    never. `inspections` counts them; `answered_percent` is the share of items answered, 0–100.
    """

    scenario: str
    exposure: str
    site_factors: tuple[str, ...]
    hazards: tuple[HazardEvidence, ...]
    controls: tuple[ControlEvidence, ...]
    last_inspected: date | None
    inspections: int
    answered_percent: int
    peak_occupancy: int
    vulnerable: bool


def _plain(value: object) -> object:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no place in the inputs of a risk")


def inputs_sha256(inputs: RiskInputs) -> str:
    """Return the hash of the facts, the same whatever order they were collected in."""
    facts: dict[str, object] = dict(asdict(inputs))
    facts["site_factors"] = sorted(inputs.site_factors)
    facts["hazards"] = [asdict(one) for one in sorted(inputs.hazards, key=lambda one: one.id)]
    facts["controls"] = [asdict(one) for one in sorted(inputs.controls, key=lambda one: one.code)]
    text = json.dumps(
        facts, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=_plain
    )
    return hashlib.sha256(text.encode()).hexdigest()
