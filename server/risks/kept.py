"""Read what is kept of risks: their rows, what was stored last, who reviewed them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.utils.timezone import localdate

from server.risks.grouping import RiskKey
from server.risks.models import Risk, RiskAssessment, RiskReview
from shared.risk import Judgement


@dataclass(frozen=True, slots=True)
class Kept:
    """Hold one kept risk; `first_on` is the day of its first assessment."""

    risk: Risk
    latest: Judgement | None
    first_on: date | None
    review: RiskReview | None

    @property
    def key(self) -> RiskKey:
        """Return the grouping key of the row."""
        return RiskKey(self.risk.site_id, self.risk.facility_id or "", self.risk.scenario)


def kept_read(sites: Collection[str]) -> dict[str, Kept]:
    """Return risk id → what is kept of it, for all risks of some sites, with three queries."""
    rows = Risk.objects.filter(site__in=sites).select_related("latest").defer("latest__explain")
    risks = {risk.id: risk for risk in rows.order_by("id")}
    assessments = RiskAssessment.objects.filter(risk__in=risks, number=1)
    first = dict(assessments.values_list("risk_id", "as_of"))
    reviews = RiskReview.objects.filter(risk__in=risks).select_related("assessment")
    last = {
        one.risk_id: one
        for one in reviews.defer("assessment__explain").order_by("risk_id", "position")
    }
    return {
        id: Kept(
            risk=risk,
            latest=judgement_of(risk.latest) if risk.latest else None,
            first_on=localdate(first[id]) if id in first else None,
            review=last.get(id),
        )
        for id, risk in risks.items()
    }


def judgement_of(row: RiskAssessment) -> Judgement:
    """Return what a new assessment is compared with."""
    return Judgement(
        model=row.model,
        D=row.d,
        level=row.level,
        floors=tuple(row.floors),
        confidence=row.confidence,
    )
