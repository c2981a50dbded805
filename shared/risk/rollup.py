"""Roll risks up to a grid, street, district or sector: never an average.

Counts per colour, the mean of the 20 worst D (zero-padded: adding a risk can never lower it),
open and overdue major hazards, and the share with low confidence.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from shared.risk.model import LEVELS
from shared.risk.rule import tenths_decimal, tenths_round

WORST = 20


@dataclass(frozen=True, slots=True)
class RolledRisk:
    """Hold what the roll-up needs of one risk."""

    D: Decimal
    level: str
    confidence: str
    open_majors: int
    overdue_majors: int


@dataclass(frozen=True, slots=True)
class Rollup:
    """Hold the four answers for an area; `alarm` is the worst level, None where no risk is."""

    counts: dict[str, int]
    worst_mean: Decimal
    open_majors: int
    overdue_majors: int
    low_confidence: int
    risks: int
    alarm: str | None


def street_rollup(risks: Iterable[RolledRisk]) -> Rollup:
    """Roll up any set of risks; the trend line uses `worst_mean`, the alarm layer `alarm`."""
    rows = list(risks)
    worst = sorted((int(one.D.scaleb(1)) for one in rows), reverse=True)[:WORST]
    present = [level for level in LEVELS if any(one.level == level for one in rows)]
    return Rollup(
        counts={level: sum(one.level == level for one in rows) for level in LEVELS},
        worst_mean=tenths_decimal(tenths_round(sum(worst), 10 * WORST)),
        open_majors=sum(one.open_majors for one in rows),
        overdue_majors=sum(one.overdue_majors for one in rows),
        low_confidence=sum(one.confidence == "low" for one in rows),
        risks=len(rows),
        alarm=present[-1] if present else None,
    )
