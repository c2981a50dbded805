"""Compute what is asked for only when someone looks: today's explanation, and what would lower it."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.timezone import localdate

from server.catalogue.published import model_in_force
from server.risks.collecting import evidence_collect
from server.risks.grouping import RiskKey
from server.risks.inputs import facts_of
from server.risks.models import Risk
from shared.risk import Assessment, SmallestSet, assess, smallest_set_to_lower


@dataclass(frozen=True, slots=True)
class RiskLook:
    """Hold one risk as of now: the assessment with its explanation, and the smallest set to lower it."""

    assessment: Assessment
    smallest: SmallestSet


def risk_look(*, risk: Risk, now: datetime) -> RiskLook | None:
    """Return a risk as of now; None while no model knows its scenario. Nothing is stored."""
    model, day = model_in_force(), localdate(now)
    if model is None or risk.scenario not in model.scenarios:
        return None
    evidence = evidence_collect([risk.site_id])[risk.site_id]
    key = RiskKey(risk.site_id, risk.facility_id or "", risk.scenario)
    inputs = facts_of(evidence, key, model, as_of=day).inputs
    return RiskLook(
        assessment=assess(inputs, model, as_of=day),
        smallest=smallest_set_to_lower(inputs, model, as_of=day),
    )
