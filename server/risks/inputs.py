"""Turn the evidence of a site into the facts of each of its risks. Pure: no query, no clock.

Evidence on a facility counts for the facility's risk, the rest for the site's; nothing counts twice.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.timezone import localdate

from server.hazards.models import DEAD
from server.risks.collecting import CheckRow, HazardRow, LookRow, SiteEvidence
from server.risks.grouping import RiskKey
from shared.risk import (
    ControlEvidence,
    HazardEvidence,
    Looked,
    RiskInputs,
    Scenario,
    ScoringModel,
    inspected_on,
)

RECURRENCE_DAYS = 365
WORTH_A_RISK = 30  # points of σ, of 100, that open a risk before anything was found
NO_HAZARD = frozenset({"dismissed", "merged"})


@dataclass(frozen=True, slots=True)
class RiskFacts:
    """Hold the facts of one risk, and the figures lists show of it.

    `late_days` are the days from which a live hazard counts as overdue.
    """

    inputs: RiskInputs
    open_hazards: int
    open_majors: int
    overdue_hazards: int
    last_inspected_on: date | None
    late_days: tuple[date, ...]


def keys_of(evidence: SiteEvidence, model: ScoringModel) -> set[RiskKey]:
    """Return the keys a site's facts call for: something found, looked at, or a heavy profile.

    A scenario nobody looked at, without a hazard and with a light profile, has no row: it is grey.
    """
    return {
        RiskKey(evidence.site.id, facility or "", scenario)
        for facility, scenario in _places(evidence, model)
        if scenario in model.scenarios and (not facility or facility in evidence.facilities)
    }


def _places(evidence: SiteEvidence, model: ScoringModel) -> Iterator[tuple[str | None, str]]:
    for hazard in evidence.hazards.values():
        if hazard.state not in NO_HAZARD:
            yield hazard.facility, hazard.scenario
    for look in evidence.looks:
        if look.answered:
            yield look.facility, look.scenario
    profiles = [(None, evidence.site.factors)]
    profiles += [(one.id, one.factors) for one in evidence.facilities.values()]
    for scenario in model.scenarios.values():
        for facility, factors in profiles:
            held = set(factors)
            if sum(one.points for one in scenario.factors if one.code in held) >= WORTH_A_RISK:
                yield facility, scenario.code


def unplaced_of(evidence: SiteEvidence, model: ScoringModel) -> list[str]:
    """Return the scenarios of live hazards that the model does not know, in order."""
    rows = evidence.hazards.values()
    return sorted(
        {
            one.scenario
            for one in rows
            if one.state not in DEAD and one.scenario not in model.scenarios
        }
    )


def facts_of(
    evidence: SiteEvidence, key: RiskKey, model: ScoringModel, *, as_of: date
) -> RiskFacts:
    """Return the facts of one risk as of a local day; what came later is left out."""
    scenario = model.scenarios[key.scenario]
    hazards = [
        one
        for one in evidence.hazards.values()
        if one.scenario == key.scenario and (one.facility or "") == key.facility
    ]
    looks = [
        one
        for one in evidence.looks
        if one.scenario == key.scenario and (one.facility or "") == key.facility and one.on <= as_of
    ]
    live = [one for one in hazards if one.state not in DEAD]
    late_days = [one.due_on + timedelta(1) for one in live if one.due_on is not None]
    return RiskFacts(
        inputs=_inputs(evidence, key, scenario, model, hazards, looks, as_of),
        open_hazards=len(live),
        open_majors=sum(one.grade == "major" for one in live),
        overdue_hazards=sum(day <= as_of for day in late_days),
        last_inspected_on=max((one.on for one in _full_looks(looks, model)), default=None),
        late_days=tuple(late_days),
    )


def _inputs(
    evidence: SiteEvidence,
    key: RiskKey,
    scenario: Scenario,
    model: ScoringModel,
    hazards: list[HazardRow],
    looks: list[LookRow],
    as_of: date,
) -> RiskInputs:
    site, facility = evidence.site, evidence.facilities.get(key.facility)
    full = _full_looks(looks, model)
    shares = model.staleness.visit_share
    return RiskInputs(
        scenario=key.scenario,
        exposure=site.exposure,
        site_factors=tuple(sorted({*site.factors, *(facility.factors if facility else ())})),
        hazards=tuple(_hazard_evidence(one, evidence) for one in hazards),
        controls=_controls(evidence, key, scenario, model, as_of),
        last_inspected=inspected_on(
            [Looked(one.on, one.kind) for one in full], scenario, model, as_of=as_of
        ),
        inspections=int(sum(shares[one.kind] for one in full)),
        answered_percent=_answered_percent(looks, model),
        peak_occupancy=site.peak_occupancy,
        vulnerable=site.vulnerable,
    )


def _full_looks(looks: list[LookRow], model: ScoringModel) -> list[LookRow]:
    return [one for one in looks if one.complete and model.staleness.visit_share.get(one.kind)]


def _answered_percent(looks: list[LookRow], model: ScoringModel) -> int:
    """Return the share of items answered by the last visit that counts in full, else by the last."""
    counted = [one for one in looks if model.staleness.visit_share.get(one.kind) == 1] or looks
    if not counted or not counted[-1].asked:
        return 0
    return counted[-1].answered * 100 // counted[-1].asked


def _controls(
    evidence: SiteEvidence, key: RiskKey, scenario: Scenario, model: ScoringModel, as_of: date
) -> tuple[ControlEvidence, ...]:
    """Return the controls somebody looked at. A control nobody ever saw earns no credit.

    A pass verifies only on a visit that counts in full; a failure counts from any.
    """
    known = {one.code for one in scenario.controls}
    states: dict[str, ControlEvidence] = {}
    for check in evidence.checks:
        if check.control in known and (check.facility or "") == key.facility:
            if check.on > as_of:
                break
            states[check.control] = _control_after(states.get(check.control), check, model)
    return tuple(states[code] for code in sorted(states))


def _control_after(
    before: ControlEvidence | None, check: CheckRow, model: ScoringModel
) -> ControlEvidence:
    verified = before.verified_on if before else None
    if not check.held:
        return ControlEvidence(check.control, verified, failed=True)
    if model.staleness.visit_share.get(check.kind) == 1:
        return ControlEvidence(check.control, check.on)
    return before or ControlEvidence(check.control)


def _hazard_evidence(row: HazardRow, evidence: SiteEvidence) -> HazardEvidence:
    closed = row.state == "closed" and row.closed_at is not None
    return HazardEvidence(
        id=row.id,
        grade=row.grade,
        opened_on=row.found_on,
        due_on=row.due_on,
        closed_on=localdate(row.closed_at) if closed else None,
        state=row.state,
        recurrences=_recurrences(row, evidence),
        failed_rechecks=row.failed_rechecks,
        k=row.k,
        under_order=row.order is not None and row.state not in DEAD,
    )


def _recurrences(row: HazardRow, evidence: SiteEvidence) -> int:
    """Count the earlier turns of a chain that were found within a year before this one."""
    count, earliest = 0, row.found_on - timedelta(RECURRENCE_DAYS)
    before = evidence.hazards.get(row.recurrence_of or "")
    while before is not None and before.found_on >= earliest:
        count += 1
        before = evidence.hazards.get(before.recurrence_of or "")
    return count
