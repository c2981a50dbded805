"""Apply what people decide about a hazard: one function for each intent.

Called with the head lock held. The table and the guards of `shared.hazard` decide; here are the
columns. A stale closing, lowering or dismissal is held for the office.
"""

from collections.abc import Callable, Mapping
from typing import Any

from server.api.reading import Facts
from server.catalogue.published import calendar_in_force
from server.hazards.docket import Docket
from server.hazards.judging import order_apply
from server.hazards.merging import heir_set, heir_take_in
from server.hazards.models import DEAD, Hazard
from server.hazards.observing import due_shorten
from server.hazards.orders import orders_settle
from server.hazards.standing import day_of, facts_of, standing_of
from server.ledger.acceptance import Acceptance
from server.places.duty import is_outside
from shared.hazard import GRADES, Deed, Standing, deed_check
from shared.sync import Outcome
from shared.text import term

Columns = Callable[[Hazard, Deed, Acceptance], None]


def hazard_confirm(*, acceptance: Acceptance) -> Outcome:
    """Confirm a hazard with its grade, or review the grade of one that was confirmed.

    Data: hazard, grade, article, interim_measure, reason (when the grade is lowered).
    """
    facts = Facts(acceptance.data, "hazard.confirm")
    grade = facts.word("grade", GRADES)
    members = {"article": facts.text("article", most=300)}
    members["interim_measure"] = facts.text("interim_measure")
    return _do(acceptance, facts, _grading, grade=grade, **members)


def hazard_report_done(*, acceptance: Acceptance) -> Outcome:
    """Note that the enterprise says it is mended. Data: hazard, note."""
    facts = Facts(acceptance.data, "hazard.report_done")
    return _do(acceptance, facts, _as("report_done"), reason=facts.text("note"))


def hazard_verify(*, acceptance: Acceptance) -> Outcome:
    """Note that a second person saw it mended. Data: hazard, note."""
    facts = Facts(acceptance.data, "hazard.verify")
    return _do(acceptance, facts, _as("verify"), reason=facts.text("note"))


def hazard_close(*, acceptance: Acceptance) -> Outcome:
    """Close a verified hazard (销号). Data: hazard, reason (the opinion, for a major one)."""
    facts = Facts(acceptance.data, "hazard.close")
    return _do(acceptance, facts, _as("close"), reason=facts.text("reason"))


def hazard_dismiss(*, acceptance: Acceptance) -> Outcome:
    """Say that it was no hazard. Data: hazard, reason."""
    facts = Facts(acceptance.data, "hazard.dismiss")
    return _do(acceptance, facts, _as("dismiss"), reason=facts.text("reason"))


def hazard_merge(*, acceptance: Acceptance) -> Outcome:
    """Merge a hazard into another of the same place. Data: hazard, into, reason."""
    facts = Facts(acceptance.data, "hazard.merge")
    into = facts.text("into", need=True, most=64)
    return _do(acceptance, facts, _as("merge"), reason=facts.text("reason"), to=into)


def hazard_accept(*, acceptance: Acceptance) -> Outcome:
    """Accept the risk of a hazard for a time. Data: hazard, reason, until."""
    facts = Facts(acceptance.data, "hazard.accept")
    until = facts.day("until")
    return _do(acceptance, facts, _as("accept"), reason=facts.text("reason"), until=until)


def hazard_transfer(*, acceptance: Acceptance) -> Outcome:
    """Hand a hazard to the body that may act; its clock goes on. Data: hazard, to, receipt, reason."""
    facts = Facts(acceptance.data, "hazard.transfer")
    return _do(
        acceptance, facts, _as("transfer"), to=facts.text("to", most=64),
        receipt=facts.text("receipt", most=200), reason=facts.text("reason"),
    )  # fmt: skip


def _as(action: str) -> Callable[[Hazard, str], str]:
    return lambda hazard, grade: action


def _grading(hazard: Hazard, grade: str) -> str:
    """Tell which deed setting a grade is: confirming, raising or lowering."""
    step = GRADES.index(grade) - GRADES.index(hazard.grade)
    if step < 0:
        return "lower_grade"
    return "raise_grade" if step and hazard.state != "found" else "confirm"


def _do(
    acceptance: Acceptance,
    facts: Facts,
    action_of: Callable[[Hazard, str], str],
    *,
    grade: str = "",
    **members: Any,
) -> Outcome:
    name = facts.text("hazard", need=True, most=64)
    members["reason"] = members.get("reason") or facts.text("reason")
    facts.done()
    hazard = Hazard.objects.select_related("order").filter(id=name).first()
    if hazard is None:
        return Outcome.held(
            code="hazard_unknown",
            remedy=f"没有隐患 {name}；请核对编号。",
            waits_for=f"hazard:{name}",
        )
    action = action_of(hazard, grade)
    standing = standing_of(acceptance, hazard, action=action)
    if standing is Standing.HELD or is_outside(acceptance, hazard.street):
        return _held(hazard, action, standing)
    deed = Deed(action, acceptance.officer, day_of(acceptance), grade=grade, **members)
    _apply(acceptance, hazard, deed)
    return Outcome.applied() if standing is Standing.FRESH else _late(hazard, action)


def _apply(acceptance: Acceptance, hazard: Hazard, deed: Deed) -> None:
    state, docket = deed_check(facts_of(hazard), deed), Docket(acceptance)
    _COLUMNS.get(deed.action, _nothing)(hazard, deed, acceptance)
    docket.move(
        hazard,
        action=deed.action,
        state=state,
        grade=deed.grade or None,
        facts=_told(deed),
    )
    if deed.action == "merge":
        heir_take_in(docket, hazard, deed)
    if deed.grade and hazard.order_id and hazard.state == "confirmed":
        # The paper was served before the second person confirmed: the order takes hold now.
        order_apply(docket, hazard)
    docket.save()
    if hazard.state in DEAD and hazard.order_id:
        orders_settle(acceptance, [hazard.order_id])


def _told(deed: Deed) -> dict[str, Any]:
    until = deed.until.isoformat() if deed.until else ""
    told = {
        "article": deed.article,
        "interim_measure": deed.interim_measure,
        "reason": deed.reason,
        "to": deed.to,
        "receipt": deed.receipt,
        "until": until,
    }
    return {name: value for name, value in told.items() if value}


def _nothing(hazard: Hazard, deed: Deed, acceptance: Acceptance) -> None:
    """Some deeds are in state and event alone."""


def _graded(hazard: Hazard, deed: Deed, acceptance: Acceptance) -> None:
    hazard.confirmed_by, hazard.grade_review_due = deed.officer, False
    hazard.article = deed.article or hazard.article
    hazard.interim_measure = deed.interim_measure or hazard.interim_measure
    if GRADES.index(deed.grade) > GRADES.index(hazard.grade):
        due_shorten(hazard, deed.grade, acceptance, calendar_in_force())


def _reported(hazard: Hazard, deed: Deed, acceptance: Acceptance) -> None:
    hazard.reported_done_by, hazard.reported_done_at = deed.officer, acceptance.happened_at


def _verified(hazard: Hazard, deed: Deed, acceptance: Acceptance) -> None:
    hazard.verified_by, hazard.verified_at = deed.officer, acceptance.happened_at


def _closed(hazard: Hazard, deed: Deed, acceptance: Acceptance) -> None:
    hazard.closed_at = acceptance.happened_at
    hazard.ended_reason = deed.reason


def _dismissed(hazard: Hazard, deed: Deed, acceptance: Acceptance) -> None:
    hazard.ended_reason = deed.reason


def _merged(hazard: Hazard, deed: Deed, acceptance: Acceptance) -> None:
    heir_set(hazard, deed)


def _transferred(hazard: Hazard, deed: Deed, acceptance: Acceptance) -> None:
    hazard.transferred_to = deed.to


_COLUMNS: Mapping[str, Columns] = {
    "confirm": _graded,
    "raise_grade": _graded,
    "lower_grade": _graded,
    "report_done": _reported,
    "verify": _verified,
    "close": _closed,
    "dismiss": _dismissed,
    "merge": _merged,
    "transfer": _transferred,
}


def _held(hazard: Hazard, action: str, standing: Standing) -> Outcome:
    deed = term("hazard_action", action)
    if standing is Standing.HELD:
        return Outcome.held(
            code="hazard_deed_stale",
            remedy=f"“{hazard.title_zh}”：提交“{deed}”时尚未见到他人的处理；请安全办公室核对后放行或退回。",
        )
    return Outcome.held(
        code="hazard_outside_area",
        remedy=f"“{hazard.title_zh}”不在填报人的辖区内；请安全办公室核对后放行或退回。",
    )


def _late(hazard: Hazard, action: str) -> Outcome:
    deed = term("hazard_action", action)
    return Outcome.applied_with_conflict(
        code="hazard_changed_meanwhile",
        remedy=f"“{hazard.title_zh}”的“{deed}”已生效；此前他人另有处理，两者都已记录，请核对。",
    )
