"""Take in a re-check: evidence that is always kept, and a step of the hazard where it may be one."""

from server.catalogue.published import calendar_in_force
from server.hazards.docket import Docket
from server.hazards.models import DEAD, Hazard, Observation, Recheck
from server.hazards.observing import (
    Chains,
    completion_undo,
    event_facts,
    sighting_effect,
    sighting_join,
)
from server.hazards.orders import orders_move
from server.hazards.standing import day_of, facts_of, standing_of
from server.ledger.acceptance import Acceptance
from server.places.duty import is_outside
from shared.deadline import due_dates
from shared.hazard import (
    Deed,
    DeedRefused,
    ObservationEffect,
    RecheckData,
    RecheckUnreadable,
    Standing,
    deed_check,
    recheck_read,
)
from shared.ids import derived_id
from shared.sync import Outcome

OFFICE_FIRST = ("hazard_major_unconfirmed", "hazard_interim_measure_missing")


def recheck_accept(*, acceptance: Acceptance) -> Outcome:
    """Store a re-check and let it count: a pass verifies, a failure sends back to rectifying.

    A failure on an ended hazard is a sighting: it opens the next of the chain. A pass whose author
    had not seen what another party did is held for the office.
    """
    try:
        data = recheck_read(acceptance.data)
    except RecheckUnreadable as problem:
        faults = "；".join(f"{fault.where} {fault.message}" for fault in problem.fields)
        return Outcome.held(code=problem.code, remedy=f"{problem.message}{problem.remedy}{faults}")
    hazard = Hazard.objects.select_related("site", "order").filter(id=data.hazard).first()
    if hazard is None:
        return Outcome.held(
            code="hazard_unknown",
            remedy=f"服务器还没有隐患 {data.hazard}；到达后自动处理。",
            waits_for=f"hazard:{data.hazard}",
        )
    if data.verdict == "fail":
        return _failed(acceptance, hazard, data)
    return _passed(acceptance, hazard, data)


def _store(acceptance: Acceptance, hazard: Hazard, data: RecheckData) -> Recheck:
    return Recheck.objects.create(
        id=derived_id("recheck", acceptance.entry_hash),
        position=acceptance.position,
        hazard=hazard,
        verdict=data.verdict,
        officer=acceptance.officer,
        note=data.note or "",
        blobs=list(data.blobs),
        happened_at=acceptance.happened_at,
    )


def _passed(acceptance: Acceptance, hazard: Hazard, data: RecheckData) -> Outcome:
    if hazard.state == "verified" or hazard.state in DEAD:
        _store(acceptance, hazard, data)  # a look back at what is mended: nothing changes
        return Outcome.applied()
    if standing_of(acceptance, hazard, action="verify") is Standing.HELD:
        return Outcome.held(
            code="recheck_stale",
            remedy="复查之后平板尚未见到他人对该隐患的处理；请安全办公室核对后放行或退回。",
        )
    if is_outside(acceptance, hazard.street):
        return Outcome.held(
            code="hazard_outside_area",
            remedy=f"“{hazard.title_zh}”不在填报人的辖区内；请安全办公室核对后放行或退回。",
        )
    deed = Deed(action="verify", officer=acceptance.officer, day=day_of(acceptance))
    try:
        state = deed_check(facts_of(hazard), deed)
    except DeedRefused as refused:
        if refused.code in OFFICE_FIRST and acceptance.released_by is None:
            return Outcome.held(code=refused.code, remedy=f"{refused.message}{refused.remedy}")
        _store(acceptance, hazard, data)
        return Outcome.applied_with_conflict(
            code=refused.code,
            remedy=f"复查记录已保存，隐患状态未变：{refused.message}{refused.remedy}",
        )
    recheck = _store(acceptance, hazard, data)
    docket = Docket(acceptance)
    hazard.verified_by, hazard.verified_at = acceptance.officer, acceptance.happened_at
    docket.move(hazard, action="verify", state=state, facts={"recheck": recheck.id})
    docket.save()
    return Outcome.applied()


def _failed(acceptance: Acceptance, hazard: Hazard, data: RecheckData) -> Outcome:
    recheck = _store(acceptance, hazard, data)
    if hazard.state in DEAD:
        return _seen_after_end(acceptance, hazard, data)
    docket = Docket(acceptance)
    deed = Deed(action="fail_recheck", officer=acceptance.officer, day=day_of(acceptance))
    hazard.failed_rechecks += 1
    completion_undo(hazard)
    docket.move(
        hazard,
        action="fail_recheck",
        state=deed_check(facts_of(hazard), deed),
        facts={"recheck": recheck.id, "failed": hazard.failed_rechecks},
    )
    docket.save()
    if hazard.order_id:
        orders_move(acceptance, [hazard.order_id], action="escalate")
    return Outcome.applied()


def _seen_after_end(acceptance: Acceptance, ended: Hazard, data: RecheckData) -> Outcome:
    """Let a failed re-check of an ended hazard count as a sighting with the grade it had."""
    chains = Chains.of([ended.fingerprint])
    hazard = chains.live.get(ended.fingerprint)
    last = chains.ended.get(ended.fingerprint)
    effect = sighting_effect(acceptance, grade=ended.grade, live=hazard, ended=last)
    docket = Docket(acceptance)
    if hazard is None:
        hazard = _next(acceptance, ended, effect)
        action = "reopen" if effect.kind == "reopened" else "find"
        docket.open(hazard, action=action, facts={**event_facts(effect, None), "after": ended.id})
    else:
        sighting_join(docket, hazard, effect, calendar_in_force(), visit=None, clause=ended.article)
        hazard.observations_count += 1
    docket.observe(
        Observation(
            id=derived_id("observation", acceptance.entry_hash, "recheck"),
            position=acceptance.position,
            hazard=hazard,
            grade=ended.grade,
            note=data.note or "",
            article=ended.article,
            blobs=list(data.blobs),
            officer=acceptance.officer,
            happened_at=acceptance.happened_at,
            seen=acceptance.envelope.seen,
            effect=effect.kind,
            made_before_closing=effect.made_before_closing,
        )
    )
    docket.save()
    return Outcome.applied_with_conflict(
        code="hazard_ended_meanwhile",
        remedy="该隐患此前已结束；这次复查不合格已作为新的发现登记，请安全办公室核对。",
    )


def _next(acceptance: Acceptance, ended: Hazard, effect: ObservationEffect) -> Hazard:
    found_on = day_of(acceptance)
    due = due_dates(ended.grade, found_on=found_on, calendar=calendar_in_force())
    return Hazard(
        id=derived_id("hazard", acceptance.entry_hash, ended.fingerprint),
        fingerprint=ended.fingerprint,
        site=ended.site,
        facility_id=ended.facility_id,
        street=ended.street,
        checklist=ended.checklist,
        item=ended.item,
        scenario=ended.scenario,
        slot=ended.slot,
        k=ended.k,
        grade=effect.grade,
        state=effect.state,
        title_zh=ended.title_zh,
        title_en=ended.title_en,
        article=ended.article,
        found_at=acceptance.happened_at,
        found_on=found_on,
        found_by=acceptance.officer,
        due_on=due.on,
        plan_due_on=due.plan_on,
        recurrence_of_id=effect.recurrence_of,
        recurrence_number=effect.recurrence_number,
    )
