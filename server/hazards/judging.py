"""What an act of a competent body does on the spot: it confirms a hazard and orders it mended."""

from server.hazards.docket import Docket
from server.hazards.models import Hazard, RectificationOrder
from server.hazards.standing import day_of, facts_of
from server.inspections.finding_facts import FindingFacts
from server.inspections.services import VisitAccepted
from shared.hazard import Deed, DeedRefused, deed_check
from shared.inspection import kind_rules


def judge_on_the_spot(
    docket: Docket,
    accepted: VisitAccepted,
    finding: FindingFacts,
    hazard: Hazard,
    *,
    order: RectificationOrder | None,
    fit: bool,
) -> None:
    """Confirm and order a hazard as far as the visit's own signatures carry.

    A guard that refuses leaves the hazard where it is, for the office; the paper keeps its date.
    """
    if not kind_rules(accepted.data.kind).orders or not finding.signed:
        return
    if order is not None and finding.deadline is not None:
        _date_print(docket, hazard, finding, order)
    if not fit:
        return
    if hazard.grade == finding.grade and (hazard.state == "found" or hazard.grade_review_due):
        _confirm(docket, accepted, finding, hazard)
    if order is not None and hazard.order_id == order.id:
        order_apply(docket, hazard, interim=_interim(finding))


def _date_print(
    docket: Docket, hazard: Hazard, finding: FindingFacts, order: RectificationOrder
) -> None:
    """Put a hazard under the order; a date that an earlier paper printed holds."""
    if not hazard.printed_deadline:
        hazard.due_on = finding.deadline
        hazard.overdue = False
    hazard.order, hazard.printed_deadline = order, True
    hazard.ordered_at = hazard.ordered_at or docket.acceptance.happened_at
    hazard.interim_measure = hazard.interim_measure or _interim(finding)


def _confirm(
    docket: Docket, accepted: VisitAccepted, finding: FindingFacts, hazard: Hazard
) -> None:
    officer = _second(docket, accepted, finding) if hazard.grade == "major" else None
    if hazard.grade == "major" and officer is None:
        return
    deed = Deed(
        action="confirm",
        officer=officer or docket.acceptance.officer,
        day=day_of(docket.acceptance),
        grade=hazard.grade,
        article=finding.clause,
    )
    try:
        state = deed_check(facts_of(hazard), deed)
    except DeedRefused:
        return
    hazard.confirmed_by, hazard.grade_review_due = deed.officer, False
    hazard.article = finding.clause or hazard.article
    hazard.interim_measure = hazard.interim_measure or _interim(finding)
    docket.move(
        hazard, action="confirm", state=state, grade=hazard.grade, officer=deed.officer,
        facts={"visit": accepted.visit.id},
    )  # fmt: skip


def _second(docket: Docket, accepted: VisitAccepted, finding: FindingFacts) -> str | None:
    """Return the officer of the crew who confirmed a major finding and signed for it with a key."""
    second = finding.confirmed_by
    if second is None or second not in accepted.data.officers:
        return None
    return second if second in docket.acceptance.signers else None


def order_apply(docket: Docket, hazard: Hazard, *, interim: str = "") -> None:
    """Move a hazard under its order, if the table and the guards let it."""
    deed = Deed(
        action="order",
        officer=docket.acceptance.officer,
        day=day_of(docket.acceptance),
        interim_measure=interim,
    )
    try:
        state = deed_check(facts_of(hazard), deed)
    except DeedRefused:
        return
    docket.move(
        hazard,
        action="order",
        state=state,
        facts={"order": hazard.order_id, "due_on": _day(hazard)},
    )


def _day(hazard: Hazard) -> str | None:
    return hazard.due_on.isoformat() if hazard.due_on else None


def _interim(finding: FindingFacts) -> str:
    return (finding.five or {}).get("measures", "")
