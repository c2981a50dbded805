"""Let findings of a visit become hazards: one live hazard for each fingerprint.

Called with the head lock held. The number of queries does not depend on how much history there is.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.timezone import localdate

from server.catalogue.published import calendar_in_force
from server.hazards.docket import Docket
from server.hazards.judging import judge_on_the_spot
from server.hazards.merging import heirs_of
from server.hazards.models import LIVE, Hazard, Observation, RectificationOrder
from server.hazards.orders import order_issue, orders_move
from server.inspections.finding_facts import FindingFacts
from server.inspections.models import Visit
from server.inspections.services import VisitAccepted
from server.inspections.storing import findings_name_hazards
from server.ledger.acceptance import Acceptance
from shared.deadline import Calendar, due_dates
from shared.hazard import Ended, Live, ObservationEffect, Sighting, observation_effect
from shared.ids import derived_id
from shared.problems import Fault


@dataclass(frozen=True, slots=True)
class Chains:
    """Hold the live hazard and the last closed one of each fingerprint; a merged one stands for its heir."""

    live: dict[str, Hazard]
    ended: Mapping[str, Hazard]

    @classmethod
    def of(cls, fingerprints: Iterable[str]) -> "Chains":
        """Read them, with two queries, and one more for each step of a chain of merged hazards."""
        wanted = set(fingerprints)
        if not wanted:
            return cls({}, {})
        rows = Hazard.objects.select_related("site", "order").filter(fingerprint__in=wanted)
        found = list(rows.filter(state__in=(*LIVE, "merged")).order_by("changed_position"))
        closed = rows.filter(state="closed").order_by("fingerprint", "-closed_at", "-id")
        live = {one.fingerprint: one for one in found if one.state in LIVE}
        ended = {one.fingerprint: one for one in closed.distinct("fingerprint")}
        merged = {one.fingerprint: one for one in found if one.fingerprint not in live}
        for fingerprint, heir in heirs_of(merged, known=live.values()).items():
            if heir.state in LIVE:
                live[fingerprint] = heir
            elif heir.closed_at is not None:
                own = ended.get(fingerprint, heir)
                ended[fingerprint] = max(own, heir, key=lambda one: (one.closed_at, one.id))
        return cls(live, ended)


def hazards_observe(
    *, acceptance: Acceptance, accepted: VisitAccepted, fit: bool
) -> tuple[Fault, ...]:
    """Open, join, raise or reopen a hazard for each finding; return what does not fit.

    `fit` says that the crew could act for its body: only then does the visit itself confirm and
    order. The findings count in any case.
    """
    findings = [one for one in accepted.findings if one.scenario]
    chains = Chains.of(one.fingerprint for one in findings)
    issued = order_issue(acceptance, accepted)
    order = issued if isinstance(issued, RectificationOrder) else None
    docket, calendar = Docket(acceptance), calendar_in_force() if findings else Calendar()
    before = {one.id: one.order_id for one in chains.live.values()}
    named = {}
    for finding in findings:
        hazard = _observe(docket, accepted, finding, chains, calendar)
        judge_on_the_spot(docket, accepted, finding, hazard, order=order, fit=fit)
        named[finding.n] = hazard.id
    docket.save()
    # What an earlier order did not bring about is ordered anew: the earlier one has gone up a step.
    anew = {id for one in docket.hazards() if (id := before.get(one.id)) and id != one.order_id}
    orders_move(acceptance, anew, action="escalate")
    findings_name_hazards(accepted.visit, named)
    faults = (issued,) if isinstance(issued, Fault) else ()
    return (*faults, *_dropped(accepted, set(named.values())))


def _observe(
    docket: Docket,
    accepted: VisitAccepted,
    finding: FindingFacts,
    chains: Chains,
    calendar: Calendar,
) -> Hazard:
    acceptance, visit = docket.acceptance, accepted.visit
    hazard = chains.live.get(finding.fingerprint)
    effect = sighting_effect(
        acceptance, grade=finding.grade, live=hazard, ended=chains.ended.get(finding.fingerprint)
    )
    if hazard is None:
        hazard = _opened(acceptance, accepted, finding, effect, calendar)
        chains.live[finding.fingerprint] = hazard
        action = "reopen" if effect.kind == "reopened" else "find"
        docket.open(hazard, action=action, facts=event_facts(effect, visit.id))
    else:
        sighting_join(docket, hazard, effect, calendar, visit=visit.id, clause=finding.clause)
        # A correction tells of the same sighting again.
        if visit.supersedes_id is None:
            hazard.observations_count += 1
    docket.observe(_observation(acceptance, hazard, visit, finding, effect))
    return hazard


def _observation(
    acceptance: Acceptance,
    hazard: Hazard,
    visit: Visit,
    finding: FindingFacts,
    effect: ObservationEffect,
) -> Observation:
    return Observation(
        id=derived_id("observation", acceptance.entry_hash, str(finding.n)),
        position=acceptance.position,
        hazard=hazard,
        visit=visit,
        finding=finding.n,
        grade=finding.grade,
        note=finding.note,
        article=finding.clause,
        blobs=list(finding.blobs),
        officer=acceptance.officer,
        happened_at=acceptance.happened_at,
        seen=acceptance.envelope.seen,
        effect=effect.kind,
        made_before_closing=effect.made_before_closing,
    )


def sighting_effect(
    acceptance: Acceptance, *, grade: str, live: Hazard | None, ended: Hazard | None
) -> ObservationEffect:
    """Ask the rule what a sighting does."""
    return observation_effect(
        Sighting(grade, acceptance.happened_at, acceptance.envelope.seen),
        live=_live(live) if live else None,
        ended=_ended(ended, ended.closed_at) if ended and ended.closed_at else None,
    )


def _live(hazard: Hazard) -> Live:
    return Live(
        state=hazard.state,
        grade=hazard.grade,
        grade_position=hazard.grade_position,
        reported_done_at=hazard.reported_done_at,
        verified_at=hazard.verified_at,
    )


def _ended(hazard: Hazard, closed_at: datetime) -> Ended:
    return Ended(hazard.id, closed_at, hazard.recurrence_number)


def event_facts(effect: ObservationEffect, visit: str | None) -> dict[str, object]:
    """Give the facts of an event that a sighting made."""
    facts: dict[str, object] = {"visit": visit} if visit else {}
    if effect.stale:
        facts["stale"] = True
    if effect.made_before_closing:
        facts["made_before_closing"] = True
    return facts


def _opened(
    acceptance: Acceptance,
    accepted: VisitAccepted,
    finding: FindingFacts,
    effect: ObservationEffect,
    calendar: Calendar,
) -> Hazard:
    visit = accepted.visit
    found_on = localdate(acceptance.happened_at)
    due = due_dates(finding.grade, found_on=found_on, calendar=calendar)
    return Hazard(
        id=derived_id("hazard", acceptance.entry_hash, finding.fingerprint),
        fingerprint=finding.fingerprint,
        site=visit.site,
        facility=visit.facility,
        street=visit.street,
        checklist=f"{visit.checklist}@{visit.checklist_version}",
        item=finding.item,
        scenario=finding.scenario,
        slot=finding.slot,
        k=finding.k,
        grade=effect.grade,
        state=effect.state,
        title_zh=finding.title_zh,
        title_en=finding.title_en,
        article=finding.clause,
        found_at=acceptance.happened_at,
        found_on=found_on,
        found_by=acceptance.officer,
        due_on=finding.deadline or due.on,
        plan_due_on=due.plan_on,
        recurrence_of_id=effect.recurrence_of,
        recurrence_number=effect.recurrence_number,
    )


def sighting_join(
    docket: Docket,
    hazard: Hazard,
    effect: ObservationEffect,
    calendar: Calendar,
    *,
    visit: str | None,
    clause: str,
) -> None:
    """Let a sighting count on a live hazard: it may raise the grade and undo a report of completion."""
    raised = effect.kind == "raised"
    if raised:
        hazard.grade_review_due = effect.review_due or hazard.grade_review_due
        hazard.article = clause or hazard.article
        due_shorten(hazard, effect.grade, docket.acceptance, calendar)
    if effect.state == "rectifying" and hazard.state != "rectifying":
        completion_undo(hazard)
    docket.move(
        hazard,
        action="raise_grade" if raised else "see_again",
        state=effect.state,
        grade=effect.grade if raised else None,
        facts=event_facts(effect, visit),
    )


def completion_undo(hazard: Hazard) -> None:
    """Take back that it was reported done or verified; the events keep who had said so."""
    hazard.reported_done_by, hazard.reported_done_at = "", None
    hazard.verified_by, hazard.verified_at = "", None


def due_shorten(hazard: Hazard, grade: str, acceptance: Acceptance, calendar: Calendar) -> None:
    """Give a worse grade its shorter time, unless a served paper printed the date."""
    due = due_dates(grade, found_on=localdate(acceptance.happened_at), calendar=calendar)
    hazard.plan_due_on = hazard.plan_due_on or due.plan_on
    if not hazard.printed_deadline:
        hazard.due_on = min(hazard.due_on or due.on, due.on)


def _dropped(accepted: VisitAccepted, kept: set[str]) -> Iterable[Fault]:
    """Tell which hazards a correction no longer names; only a person may dismiss them."""
    before = accepted.visit.supersedes_id
    if before is None:
        return
    seen = Observation.objects.filter(visit=before, hazard__state__in=LIVE)
    left = seen.exclude(hazard__in=kept).order_by("position", "id")
    for title in left.values_list("hazard__title_zh", flat=True):
        yield Fault(
            "visit_correction_drops_finding",
            f"更正记录不再包含“{title}”。",
            "隐患仍在册；确属误录的，请安全办公室办理不予认定。",
        )
