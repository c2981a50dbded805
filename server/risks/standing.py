"""Where a risk stands in the register: what a person decided, as long as that still holds."""

from collections.abc import Mapping
from decimal import Decimal

from server.risks.kept import Kept
from server.risks.models import LEVELS, RiskAssessment
from shared.risk import Assessment

DECISIONS: Mapping[str, str] = {
    "keep": "active",
    "treat": "treating",
    "watch": "watching",
    "retire": "retired",
}
VOIDING_RISE = Decimal("1.2")  # a D this much higher voids what was decided on the lower one


def state_after(kept: Kept | None, assessment: Assessment, *, open_hazards: int) -> str:
    """Return the state; a decision to watch or retire is voided for good once the risk grew.

    A red risk is never watched, a risk with a live hazard never retired.
    """
    if kept is None or kept.review is None:
        return "active"
    decided = DECISIONS[kept.review.decision]
    if decided not in ("watching", "retired"):
        return decided
    grew = _grew(kept.review.assessment, assessment)
    if kept.risk.state != decided or grew or (decided == "retired" and open_hazards):
        return "active"
    return decided


def _grew(reviewed: RiskAssessment, found: Assessment) -> bool:
    rose = LEVELS.index(found.level) > LEVELS.index(reviewed.level)
    return rose or found.level == "red" or VOIDING_RISE * reviewed.d <= found.D
