"""Fill the rows of a risk and of its assessment from what was computed."""

from datetime import timedelta
from decimal import Decimal

from server.risks.collecting import SiteEvidence
from server.risks.grouping import RiskKey
from server.risks.inputs import RiskFacts
from server.risks.kept import Kept
from server.risks.models import Risk, RiskAssessment
from server.risks.moment import Moment
from server.risks.standing import state_after
from shared.ids import derived_id
from shared.risk import Assessment

# What lists and tablets show: a change of any of it moves the row's position.
SHOWN = (
    "street", "state", "level", "d", "confidence", "floors", "open_hazards", "open_majors",
    "overdue_hazards", "last_inspected_on", "next_inspection_on", "next_review_on",
)  # fmt: skip
WRITTEN = (*SHOWN, "as_of", "next_change_at", "latest", "assessments_count", "position", "rev")


def risk_row_of(key: RiskKey) -> Risk:
    """Return the row of a risk that has none yet."""
    return Risk(
        id=key.id, site_id=key.site, facility_id=key.facility or None, scenario=key.scenario, rev=0
    )


def risk_row_fill(
    risk: Risk,
    evidence: SiteEvidence,
    facts: RiskFacts,
    found: Assessment,
    *,
    kept: Kept | None,
    moment: Moment,
) -> bool:
    """Set every shown column anew; return whether one of them changed."""
    before = [getattr(risk, name) for name in SHOWN]
    facility = evidence.facilities.get(risk.facility_id or "")
    risk.street = facility.street if facility else evidence.site.street
    risk.level, risk.d, risk.confidence = found.level, found.D, found.confidence
    risk.floors = list(found.floors)
    risk.as_of = moment.now
    risk.open_hazards = facts.open_hazards
    risk.open_majors = facts.open_majors
    risk.overdue_hazards = facts.overdue_hazards
    risk.last_inspected_on = facts.last_inspected_on
    # Where nobody ever looked, looking was due from the day the risk was known.
    first = kept.first_on if kept and kept.first_on else moment.day
    cadence = timedelta(moment.model.scenarios[risk.scenario].cadence_days)
    last = facts.inputs.last_inspected
    risk.next_inspection_on = last + cadence if last else first
    risk.state = state_after(kept, found, open_hazards=facts.open_hazards)
    risk.next_review_on = kept.review.next_review_on if kept and kept.review else None
    return before != [getattr(risk, name) for name in SHOWN]


def assessment_row(risk: Risk, found: Assessment, trigger: str, moment: Moment) -> RiskAssessment:
    """Return the row of an assessment that is to be stored; its id follows from risk and number."""
    return RiskAssessment(
        id=derived_id("assessment", risk.id, str(risk.assessments_count)),
        risk=risk,
        number=risk.assessments_count,
        position=moment.position,
        as_of=moment.now,
        trigger=trigger,
        model=found.model,
        inputs_sha256=found.inputs_sha256,
        probability=found.lambda_,
        likelihood=found.L.quantize(Decimal("0.0001")),
        exposure=found.E,
        consequence=found.C,
        k=found.k,
        d=found.D,
        level=found.level,
        floors=list(found.floors),
        confidence=found.confidence,
        explain=dict(found.explain),
    )
