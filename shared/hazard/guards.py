"""What a deed must bring besides a permitted transition: a second person, an article, a reason.

Every refusal says why and what to do, in Chinese: officers and the office meet it.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from shared.hazard.states import DEAD, GRADES, NEW, state_after
from shared.problems import Problem
from shared.text import term

ACCEPTANCE_DAYS = 180
_AFTER_CONFIRMING = frozenset({"order", "rectify", "report_done", "verify", "close", "accept"})
Refusal = tuple[str, str, str]


class DeedRefused(Problem):
    """Refuse a deed on a hazard: the table or a guard forbids it."""

    def __init__(self, code: str, message: str, remedy: str) -> None:
        super().__init__(code, message, remedy, status=409)


@dataclass(frozen=True, slots=True)
class HazardFacts:
    """Hold what the guards ask of a hazard; officers are ids, empty where nobody did it yet."""

    state: str
    grade: str
    found_by: str
    confirmed_by: str = ""
    reported_done_by: str = ""
    article: str = ""
    interim_measure: str = ""
    due_on: date | None = None
    review_due: bool = False


@dataclass(frozen=True, slots=True)
class Deed:
    """Hold one deed: who does what on which day, and what it brings."""

    action: str
    officer: str
    day: date
    grade: str = ""
    article: str = ""
    interim_measure: str = ""
    reason: str = ""
    to: str = ""
    receipt: str = ""
    until: date | None = None


def deed_check(hazard: HazardFacts, deed: Deed) -> str:
    """Return the state the deed leads to; raise DeedRefused with the reason and the remedy."""
    after = state_after(hazard.state, deed.action)
    if after is None:
        raise DeedRefused(*_cell_refusal(hazard.state, deed.action))
    for refusal in _refusals(hazard, deed):
        raise DeedRefused(*refusal)
    return after


def _refusals(hazard: HazardFacts, deed: Deed) -> Iterator[Refusal]:
    if deed.action in _AFTER_CONFIRMING:
        yield from _major_first(hazard, deed)
    yield from _GUARDS.get(deed.action, _nothing)(hazard, deed)


def _cell_refusal(state: str, action: str) -> Refusal:
    deed = term("hazard_action", action)
    if state == NEW or action in ("find", "reopen"):
        return (
            "hazard_transition_refused",
            f"这一步（{deed}）只用于登记新隐患。",
            "请在检查记录中登记。",
        )
    message = f"隐患现为“{term('hazard_state', state)}”，不能{deed}。"
    if state in DEAD:
        remedy = "已结束的隐患不再改动；现场又发现的，请在新的检查中登记，系统会接续反弹记录。"
    else:
        remedy = _REMEDIES.get(action, "请先核对隐患的当前状态。")
    return "hazard_transition_refused", message, remedy


_REMEDIES: Mapping[str, str] = {
    "close": "请先复查合格，再销号。",
    "accept": "请先确认隐患，再办理风险接受。",
    "rectify": "请先确认隐患或责令整改。",
    "report_done": "整改完成已经报过，请等待复查。",
    "verify": "复查已经合格，请办理销号。",
    "order": "复查已经合格；若现场又发现，请在新的检查中登记。",
    "dismiss": "复查已经合格，请办理销号。",
    "transfer": "复查已经合格，请办理销号。",
    "mark_overdue": "复查已经合格，不再计逾期。",
}


def _nothing(hazard: HazardFacts, deed: Deed) -> Iterator[Refusal]:
    yield from ()


def _major_first(hazard: HazardFacts, deed: Deed) -> Iterator[Refusal]:
    if hazard.grade != "major":
        return
    if not hazard.confirmed_by or hazard.review_due:
        yield (
            "hazard_major_unconfirmed",
            "重大隐患尚未由第二人确认，或提级后等级未复核。",
            "请先由发现人以外的人员确认等级并写明判定依据。",
        )
    if hazard.state == "confirmed" and not (hazard.interim_measure or deed.interim_measure):
        yield (
            "hazard_interim_measure_missing",
            "重大隐患没有临时管控措施记录。",
            "请先写明撤人、停用或停产等临时措施（安全生产法第四十一条、第六十五条）。",
        )


def _confirm(hazard: HazardFacts, deed: Deed) -> Iterator[Refusal]:
    if deed.grade not in GRADES:
        yield "hazard_grade_missing", "没有写明隐患等级。", "请选择轻微、一般、较大或重大。"
    if deed.grade != "major":
        return
    if deed.officer == hazard.found_by:
        yield (
            "hazard_second_person_missing",
            "重大隐患须由发现人以外的第二人确认。",
            "请换一名人员确认。",
        )
    if not (deed.article or hazard.article):
        yield "hazard_article_missing", "重大隐患没有判定依据条款。", "请写明判定标准的文件和条款。"


def _verify(hazard: HazardFacts, deed: Deed) -> Iterator[Refusal]:
    if hazard.reported_done_by and deed.officer == hazard.reported_done_by:
        yield (
            "hazard_verified_by_reporter",
            "报告整改完成的人不能自己复查。",
            "请由另一名人员现场复查。",
        )


def _close(hazard: HazardFacts, deed: Deed) -> Iterator[Refusal]:
    if hazard.review_due:
        yield "hazard_review_due", "隐患等级待复核，不能销号。", "请先复核等级。"
    if hazard.grade == "major" and not deed.reason:
        yield "hazard_opinion_missing", "重大隐患销号没有验收意见。", "请写明验收或审查同意意见。"


def _dismiss(hazard: HazardFacts, deed: Deed) -> Iterator[Refusal]:
    yield from _reason(deed, "不予认定没有写明理由。")
    if deed.officer == hazard.found_by:
        yield (
            "hazard_second_person_missing",
            "发现人不能自己作出不予认定。",
            "请由另一名人员核对后作出。",
        )


def _merge(hazard: HazardFacts, deed: Deed) -> Iterator[Refusal]:
    yield from _reason(deed, "合并没有写明理由。")
    if not deed.to:
        yield "hazard_heir_missing", "没有写明并入哪一项隐患。", "请选择保留的隐患。"


def _accept(hazard: HazardFacts, deed: Deed) -> Iterator[Refusal]:
    yield from _reason(deed, "接受风险没有写明理由。")
    if hazard.grade == "major":
        yield "hazard_major_not_acceptable", "重大隐患不能作风险接受。", "请责令整改。"
    latest = deed.day + timedelta(days=ACCEPTANCE_DAYS)
    if deed.until is None or not deed.day < deed.until <= latest:
        yield (
            "hazard_acceptance_period_wrong",
            f"接受风险须写明期限，最长 {ACCEPTANCE_DAYS} 天。",
            f"请填写不晚于 {latest.isoformat()} 的日期。",
        )


def _transfer(hazard: HazardFacts, deed: Deed) -> Iterator[Refusal]:
    if not deed.to:
        yield "hazard_receiver_missing", "没有写明移送给哪个部门。", "请选择接收部门。"
    if not deed.receipt:
        yield (
            "hazard_receipt_missing",
            "移送没有接收部门的回执。",
            "请填写回执编号或签收人（安全生产法第六十九条）。",
        )


def _lower(hazard: HazardFacts, deed: Deed) -> Iterator[Refusal]:
    yield from _confirm(hazard, deed)
    yield from _reason(deed, "降低等级没有写明理由。")


def _overdue(hazard: HazardFacts, deed: Deed) -> Iterator[Refusal]:
    if hazard.due_on is None or deed.day <= hazard.due_on:
        yield "hazard_not_overdue", "整改期限未过，不算逾期。", "到期次日才计逾期。"


def _reason(deed: Deed, message: str) -> Iterator[Refusal]:
    if not deed.reason.strip():
        yield "hazard_reason_missing", message, "请写明理由。"


_GUARDS: Mapping[str, Callable[[HazardFacts, Deed], Iterator[Refusal]]] = {
    "confirm": _confirm,
    "raise_grade": _confirm,
    "lower_grade": _lower,
    "verify": _verify,
    "close": _close,
    "dismiss": _dismiss,
    "merge": _merge,
    "accept": _accept,
    "transfer": _transfer,
    "mark_overdue": _overdue,
}
