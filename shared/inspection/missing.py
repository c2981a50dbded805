"""Say all that stands between a draft and a finished visit, in one list."""

from collections.abc import Iterator, Mapping
from datetime import datetime

from shared.clock import instant_read, instant_text
from shared.inspection.days import local_day
from shared.inspection.draft import Draft
from shared.inspection.missing_findings import finding_faults
from shared.inspection.missing_people import people_faults
from shared.inspection.missing_signatures import signature_faults
from shared.inspection.missing_task import task_faults
from shared.problems import Fault
from shared.text import term


def draft_missing(
    draft: Draft, *, at: datetime, read: Mapping[str, str] | None = None
) -> tuple[Fault, ...]:
    """Return everything that is missing, in the order a person would mend it; empty: may finish.

    `at` is now; `read` gives kind → SHA-256 of each paper as it would be rendered now, so that a
    signature under an older reading is found. Messages and remedies are Chinese.
    """
    day = local_day(draft.started).isoformat()
    return (
        *_answer_faults(draft),
        *finding_faults(draft),
        *people_faults(draft, day),
        *task_faults(draft, day),
        *_checklist_faults(draft, at),
        *signature_faults(draft, read or {}),
    )


def _answer_faults(draft: Draft) -> Iterator[Fault]:
    if draft.rules.verdicts:
        yield from draft.answers.missing()
        return
    for row in draft.answers.rows():
        if row.item.type != "calculated" and draft.answers.verdict(*row.key) is not None:
            yield Fault(
                row.place,
                f"{term('visit_kind', draft.kind)}不作检查判定。",
                "请撤回该项判定；确有隐患的，另行安排检查。",
            )


def _checklist_faults(draft: Draft, at: datetime) -> Iterator[Fault]:
    checklist, day = draft.checklist, local_day(draft.started)
    if draft.kind not in checklist.visits:
        yield Fault(
            "checklist",
            f"《{checklist.text.zh}》不用于{term('visit_kind', draft.kind)}。",
            "请换用适用的检查表。",
        )
    if not checklist.in_force(day):
        yield Fault(
            "checklist",
            f"《{checklist.text.zh}》{checklist.version} 版在 {day.isoformat()} 不在有效期内。",
            "请联网同步，换用现行版本重新检查。",
        )
    if instant_read(instant_text(at)) < instant_read(draft.started):
        yield Fault("finished", "平板时间早于检查开始时间。", "请校准平板时间后再试。")
