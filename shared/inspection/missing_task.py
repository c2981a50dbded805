"""Check the ground of the visit: the filed task, its window, its place, its list, its people."""

from collections.abc import Iterator

from shared.inspection.draft import Draft
from shared.inspection.facts import TaskFacts
from shared.problems import Fault
from shared.text import term


def task_faults(draft: Draft, day: str) -> Iterator[Fault]:
    """Return what is wrong with the task on the day (ISO date)."""
    if draft.task is None:
        if draft.rules.task:
            yield Fault(
                "task",
                f"{term('visit_kind', draft.kind)}没有备案的检查任务。",
                "请先报批备案，或按紧急当场检查、巡查办理。",
            )
        return
    yield from _window_faults(draft.task, day)
    yield from _scope_faults(draft, draft.task)


def _window_faults(task: TaskFacts, day: str) -> Iterator[Fault]:
    if task.state != "open":
        yield Fault(
            "task",
            f"任务 {task.number} {term('task_state', task.state)}，不能据此检查。",
            "请联系安全办公室另行备案。",
        )
    if not task.first <= day <= task.last:
        yield Fault(
            "task",
            f"{day} 不在任务 {task.number} 的检查时段（{task.first} 至 {task.last}）内。",
            "请在时段内检查，或由安全办公室变更任务。",
        )


def _scope_faults(draft: Draft, task: TaskFacts) -> Iterator[Fault]:
    if task.site != draft.site.id:
        yield Fault("site", f"任务 {task.number} 备案的不是这一场所。", "请核对场所后重新开始。")
    if draft.checklist.id not in task.checklists:
        yield Fault(
            "checklist",
            f"《{draft.checklist.text.zh}》不在任务 {task.number} 备案的检查内容中。",
            "请改用备案的检查表；清单之外不得检查。",
        )
    for officer in draft.officers:
        if officer.id not in task.officers:
            yield Fault(
                f"officers.{officer.id}",
                f"{officer.name}不是任务 {task.number} 备案的检查人员。",
                "请由备案人员检查，或由安全办公室变更任务。",
            )
