"""Put tasks on file, complete them by visits, carry them along when a site moves.

Called with the head lock held; nothing here opens a transaction or asks a clock.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from server.inspections.models import Visit
from server.ledger.acceptance import Acceptance
from server.places.facts import MOST_ROWS, SiteUnknown
from server.places.feeding import feed_move
from server.places.models import Site
from server.places.placing import Moved
from server.places.reading import Facts
from server.planning.crew import crew_check
from server.planning.facts import TaskFacts, task_read
from server.planning.models import Task
from shared.ids import derived_id
from shared.problems import Problem
from shared.sync import Outcome


class TaskRefused(Problem):
    """Refuse to file, cancel or complete a task."""


def task_data(task: Task) -> dict[str, Any]:
    """Return a task as the tablet keeps it."""
    return {
        "number": task.number,
        "kind": task.kind,
        "site": task.site_id,
        "checklists": task.checklists,
        "officers": task.officers,
        "body": task.body,
        "from": task.window_from.isoformat(),
        "to": task.window_to.isoformat(),
        "ground": task.ground,
        "state": task.state,
    }


def task_file(*, acceptance: Acceptance) -> Outcome:
    """Put one task on file, or the `tasks` of an import; raise with every fault of any of them."""
    facts = Facts(acceptance.data, "task.file")
    many = "tasks" in facts.data
    rows = [task_read(row) for row in (facts.objects("tasks", most=MOST_ROWS) if many else [facts])]
    facts.done()
    rows = [
        row if row.id else replace(row, id=derived_id("task", acceptance.entry_hash, str(index)))
        for index, row in enumerate(rows)
    ]
    sites = Site.objects.select_related("enterprise").in_bulk({row.site for row in rows})
    _refuse_unknown_sites(rows, sites)
    _refuse_used_numbers(rows)
    crew_check(rows)
    tasks = [_task(row, sites[row.site], acceptance) for row in rows]
    Task.objects.bulk_create(tasks)
    for task in tasks:
        _task_feed(acceptance, task)
        acceptance.arrived(f"task:{task.id}")
    return Outcome.applied()


def _refuse_unknown_sites(rows: Sequence[TaskFacts], sites: dict[str, Site]) -> None:
    for row in rows:
        if row.site not in sites:
            raise SiteUnknown(row.site)
        if sites[row.site].state != "open":
            raise TaskRefused(
                "task_site_not_open",
                f"场所 {sites[row.site].name} 已关闭或并入他处。",
                "请改选在用场所，或先恢复该场所。",
            )


def _refuse_used_numbers(rows: Sequence[TaskFacts]) -> None:
    numbers = [row.number for row in rows]
    used = list(Task.objects.filter(number__in=numbers).values_list("number", flat=True))
    used += [number for number in set(numbers) if numbers.count(number) > 1]
    if used:
        raise TaskRefused(
            "task_number_used",
            f"备案号 {'、'.join(sorted(used))} 已被使用。",
            "每项检查一个备案号，请核对后重新提交。",
            status=409,
        )


def _task(row: TaskFacts, site: Site, acceptance: Acceptance) -> Task:
    return Task(
        id=row.id,
        number=row.number,
        ground=row.ground,
        kind=row.kind,
        site=site,
        enterprise=site.enterprise,
        street=site.street,
        body=row.body,
        officers=list(row.officers),
        checklists=list(row.checklists),
        window_from=row.window_from,
        window_to=row.window_to,
        year=row.window_from.year,
        filed_by=acceptance.officer,
        position=acceptance.position,
        changed_position=acceptance.position,
    )


def task_cancel(*, acceptance: Acceptance) -> Outcome:
    """Withdraw an open task; one that was carried out stays as it is."""
    facts = Facts(acceptance.data, "task.cancel")
    name = facts.text("task", need=True, most=64)
    facts.done()
    task = Task.objects.filter(id=name).first()
    if task is None or task.state != "open":
        raise TaskRefused(
            "task_not_open",
            f"任务 {name} 不存在或已办结。",
            "只能取消待检查的任务。",
            status=409,
        )
    _state_set(acceptance, task, "cancelled")
    return Outcome.applied()


def task_complete(*, acceptance: Acceptance, task: Task, visit: Visit) -> bool:
    """Mark a task as carried out by an accepted visit; say whether it was.

    Only an open task of the same site is; a correction takes the place of the visit it corrects.
    """
    corrects = visit.supersedes_id is not None and task.done_by_id == visit.supersedes_id
    if task.site_id != visit.site_id or not (corrects or task.state == "open"):
        return False
    task.done_by, task.done_at = visit, visit.happened_at
    _state_set(acceptance, task, "done")
    return True


def tasks_follow(*, acceptance: Acceptance, moves: Sequence[Moved]) -> None:
    """Carry tasks to the street their site moved to."""
    by_site = {move.site: move for move in moves}
    tasks = list(Task.objects.filter(site__in=by_site).order_by("id"))
    for task in tasks:
        move = by_site[task.site_id]
        task.street, task.changed_position = move.after, acceptance.position
        feed_move(
            acceptance,
            kind="task",
            id=task.id,
            before=move.before,
            after=move.after,
            data=task_data(task),
        )
    Task.objects.bulk_update(tasks, ["street", "changed_position"], batch_size=500)


def _state_set(acceptance: Acceptance, task: Task, state: str) -> None:
    task.state = state
    task.changed_position = acceptance.position
    task.rev += 1
    task.save(update_fields=["state", "done_by", "done_at", "changed_position", "rev"])
    _task_feed(acceptance, task)


def _task_feed(acceptance: Acceptance, task: Task) -> None:
    feed_move(
        acceptance,
        kind="task",
        id=task.id,
        before=task.street,
        after=task.street,
        data=task_data(task),
    )
