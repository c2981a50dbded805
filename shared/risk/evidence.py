"""Steps 1 and 2 of the rule: what one hazard tells, and how many hazards add up.

A Weight is one hazard as of a day: its evidence e, and the factor 1 − 0.9·e it puts on each layer.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from shared.risk.inputs import HazardEvidence
from shared.risk.model import GRADES, EvidenceNumbers, ScoringModel

RANK = {grade: rank for rank, grade in enumerate(GRADES)}
NO_EVIDENCE = frozenset({"dismissed", "merged"})


@dataclass(frozen=True, slots=True)
class Weight:
    """Hold one hazard weighed as of a day; `strength` is min(1, b·o·r·f), before decay."""

    id: str
    grade: str
    rank: int
    open: bool
    overdue_days: int
    k: int
    strength: float
    decay: float
    factor: float
    under_order: bool


def hazard_weigh(hazard: HazardEvidence, numbers: EvidenceNumbers, as_of: date) -> Weight:
    """Weigh one hazard as of a day; a closing after that day has not happened yet."""
    closed_on = hazard.closed_on
    is_closed = hazard.state == "closed" and closed_on is not None and closed_on <= as_of
    until = closed_on if is_closed and closed_on is not None else as_of
    overdue = max(0, (until - hazard.due_on).days) if hazard.due_on else 0
    strength = _strength(hazard, numbers, overdue)
    decay = _decay(numbers, (as_of - until).days) if is_closed else 1.0
    if hazard.state in NO_EVIDENCE or hazard.opened_on > as_of:
        decay = 0.0
    return Weight(
        id=hazard.id,
        grade=hazard.grade,
        rank=RANK[hazard.grade],
        open=decay == 1.0 and not is_closed,
        overdue_days=overdue,
        k=hazard.k,
        strength=strength,
        decay=decay,
        factor=1.0 - numbers.reach * (strength * decay),
        under_order=hazard.under_order,
    )


def _strength(hazard: HazardEvidence, numbers: EvidenceNumbers, overdue: int) -> float:
    allowed = (hazard.due_on - hazard.opened_on).days if hazard.due_on else 0
    late = 1.0 + min(1.0, overdue / max(numbers.overdue_least_days, allowed))
    again = 1.0 + numbers.recurrence_step * min(numbers.recurrence_most, hazard.recurrences)
    failed = 1.0 + numbers.recheck_step * min(numbers.recheck_most, hazard.failed_rechecks)
    return min(1.0, numbers.base[hazard.grade] * late * again * failed)


def _decay(numbers: EvidenceNumbers, days: int) -> float:
    if days > numbers.forget_days:
        return 0.0
    return numbers.closed_share * float(2.0 ** (-days / numbers.half_life_days))


def weight_closed_today(weight: Weight, numbers: EvidenceNumbers) -> Weight:
    """Return the weight as if its hazard were verified closed today: halved, not removed."""
    if not weight.open:
        return weight
    evidence = weight.strength * numbers.closed_share
    return replace(
        weight, open=False, decay=numbers.closed_share, factor=1.0 - numbers.reach * evidence
    )


def hazards_weigh(
    hazards: Sequence[HazardEvidence], model: ScoringModel, as_of: date
) -> tuple[Weight, ...]:
    """Weigh all hazards, in id order: the order in which their factors multiply."""
    ordered = sorted(hazards, key=lambda one: one.id)
    return tuple(hazard_weigh(one, model.evidence, as_of) for one in ordered)


def caps_steps(model: ScoringModel) -> tuple[float, ...]:
    """Return the height of each nested layer, capᵢ − capᵢ₋₁, from low to major."""
    caps = [model.caps[grade] for grade in GRADES]
    return tuple(cap - below for cap, below in zip(caps, [0.0, *caps[:-1]], strict=True))


def layers_fill(products: Sequence[float], steps: Sequence[float]) -> float:
    """Return P from the product of factors of each layer."""
    total = 0.0
    for product, step in zip(products, steps, strict=True):
        total += step * (1.0 - product)
    return total


def findings_likelihood(weights: Sequence[Weight], model: ScoringModel) -> float:
    """Return P: every hazard stands in the layer of its grade and in all below (nested layers).

    A cap on each grade apart would let a raised grade lower the score; nested layers cannot.
    """
    products = [1.0] * len(GRADES)
    for weight in weights:
        factor = weight.factor
        for rank in range(weight.rank + 1):
            products[rank] *= factor
    return layers_fill(products, caps_steps(model))
