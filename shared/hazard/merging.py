"""Whether one hazard may be merged into another: same place, nothing made milder, no paper left behind."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from shared.hazard.guards import DeedRefused, Refusal
from shared.hazard.states import DEAD, GRADES
from shared.text import term


@dataclass(frozen=True, slots=True)
class MergeFacts:
    """Hold what merging asks of either hazard; `facility` and `order` are empty where there is none."""

    id: str
    site: str
    state: str
    grade: str
    facility: str = ""
    order: str = ""
    due_on: date | None = None
    printed_deadline: bool = False


def merge_check(hazard: MergeFacts, heir: MergeFacts) -> None:
    """Raise DeedRefused when `hazard` may not be merged into `heir`."""
    for refusal in _refusals(hazard, heir):
        raise DeedRefused(*refusal)


def merged_due(hazard: MergeFacts, heir: MergeFacts) -> date | None:
    """Return the date the heir goes on with: the earlier of both, but a printed date holds."""
    if heir.printed_deadline:
        return heir.due_on
    return min((day for day in (hazard.due_on, heir.due_on) if day is not None), default=None)


def _refusals(hazard: MergeFacts, heir: MergeFacts) -> Iterator[Refusal]:
    if hazard.id == heir.id:
        yield "hazard_merged_into_itself", "隐患不能并入自己。", "请选择要保留的另一项隐患。"
    if heir.state in DEAD:
        yield (
            "hazard_heir_ended",
            f"要并入的隐患现为“{term('hazard_state', heir.state)}”，已经结束。",
            "请选择一项未结束的隐患。",
        )
    if not _same_place(hazard, heir):
        yield (
            "hazard_heir_elsewhere",
            "两项隐患不在同一场所或同一设施。",
            "只能并入同一场所、同一设施的隐患。",
        )
    if GRADES.index(hazard.grade) > GRADES.index(heir.grade):
        yield (
            "hazard_heir_milder",
            f"保留的隐患等级较低（{term('hazard_grade', heir.grade)}），合并会降低等级。",
            "请把等级较低的并入较高的，或先提高保留隐患的等级。",
        )
    if hazard.order and hazard.order != heir.order:
        yield (
            "hazard_order_left_behind",
            "这项隐患已列入责令整改文书，保留的隐患不在该文书内。",
            "请把未列入文书的并入已列入的；分属两份文书的，请分别复查销号。",
        )


def _same_place(hazard: MergeFacts, heir: MergeFacts) -> bool:
    """Say whether both lie in one site, and in one facility where both name one."""
    named = {one.facility for one in (hazard, heir) if one.facility}
    return hazard.site == heir.site and len(named) <= 1
