"""Mark hazards whose date has passed: an entry of the clock, so that a replay marks the same."""

from datetime import date

from server.api.reading import Facts
from server.hazards.docket import Docket
from server.hazards.models import LIVE, Hazard
from server.hazards.orders import orders_move
from server.hazards.standing import facts_of
from server.ledger.acceptance import Acceptance
from shared.hazard import Deed, DeedRefused, deed_check
from shared.problems import Problem
from shared.sync import Outcome

MOST_HAZARDS = 500


class OverdueRefused(Problem):
    """Refuse to mark what is not overdue."""


def hazards_passed(*, day: date, limit: int = MOST_HAZARDS) -> list[str]:
    """Return the ids of hazards to be marked overdue on a local day, the longest overdue first."""
    waiting = Hazard.objects.overdue(day).filter(overdue=False).exclude(state="verified")
    return list(waiting.order_by("due_on", "id").values_list("id", flat=True)[:limit])


def hazard_mark_overdue(*, acceptance: Acceptance) -> Outcome:
    """Mark the `hazards` whose date lies before `day`; what was mended meanwhile is left out."""
    facts = Facts(acceptance.data, "hazard.mark_overdue")
    day, names = facts.day("day", need=True), facts.texts("hazards")
    if not 0 < len(names) <= MOST_HAZARDS:
        facts.fault("hazards", "没有写明隐患，或一次过多。", f"每次 1 至 {MOST_HAZARDS} 项。")
    facts.done()
    docket, orders = Docket(acceptance), set()
    for hazard in Hazard.objects.filter(id__in=names, state__in=LIVE).order_by("id"):
        if day is not None and _mark(docket, hazard, day, officer=acceptance.officer):
            orders.add(hazard.order_id)
    marked = len(list(docket.hazards()))
    if not marked:
        raise OverdueRefused(
            "hazards_not_overdue",
            "所列隐患均未逾期、已复查合格或已标记。",
            "请核对日期后重试。",
            status=409,
        )
    docket.save()
    orders_move(acceptance, orders - {None}, action="mark_due")
    if marked < len(names):
        return Outcome.applied_with_conflict(
            code="hazards_partly_overdue",
            remedy=f"已标记 {marked} 项；另 {len(names) - marked} 项不再逾期或不在册。",
        )
    return Outcome.applied()


def _mark(docket: Docket, hazard: Hazard, day: date, *, officer: str) -> bool:
    if hazard.overdue:
        return False
    try:
        state = deed_check(facts_of(hazard), Deed("mark_overdue", officer, day))
    except DeedRefused:
        return False
    hazard.overdue = True
    docket.move(hazard, action="mark_overdue", state=state, facts={"day": day.isoformat()})
    return True
