"""Hold a visit that was made against its task and its crew, by the rules the tablet has too.

What is wrong is told beside the visit; the visit is evidence and stands.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from server.accounts.models import Competence, Officer
from server.accounts.services import officer_data
from server.inspections.services import VisitAccepted
from server.ledger.acceptance import Acceptance
from server.planning.models import Task
from server.planning.services import task_complete, task_data
from shared.inspection import Draft, OfficerFacts, SiteFacts, TaskFacts, kind_rules, local_day
from shared.inspection.missing_people import people_faults
from shared.inspection.missing_task import task_faults
from shared.problems import Fault
from shared.text import term


@dataclass(frozen=True, slots=True)
class VisitSettled:
    """Say whether the crew could act for its body, and what does not fit; `where` is a conflict's code."""

    fit: bool
    conflicts: tuple[Fault, ...]


def visit_settle(*, acceptance: Acceptance, accepted: VisitAccepted) -> VisitSettled:
    """Complete the task of a stored visit, and hold people, certificates and powers against the rules."""
    visit = accepted.visit
    task = Task.objects.filter(id=visit.task).first() if visit.task else None
    certified = kind_rules(accepted.data.kind).certified
    if task is None and not certified:
        return VisitSettled(fit=True, conflicts=tuple(_unknown_task(visit.task, task)))
    draft = _draft(accepted, task=_task_facts(accepted, task))
    day = local_day(accepted.data.started).isoformat()
    crew = [*people_faults(draft, day), *_body_faults(draft, task)] if certified else []
    unfit = [Fault("visit_crew_unfit", one.message, one.remedy) for one in crew]
    filed = [*_unknown_task(visit.task, task)]
    if task is not None:
        filed += [
            Fault("visit_task_unfit", one.message, one.remedy) for one in task_faults(draft, day)
        ]
        task_complete(acceptance=acceptance, task=task, visit=visit)
    return VisitSettled(fit=not unfit, conflicts=(*unfit, *filed))


def _unknown_task(name: str, task: Task | None) -> Iterator[Fault]:
    if name and task is None:
        yield Fault(
            "visit_task_unknown",
            f"没有检查任务 {name}。",
            "记录已保留；请安全办公室核对备案情况。",
        )


def _task_facts(accepted: VisitAccepted, task: Task | None) -> TaskFacts | None:
    """Read the task as it was when the visit began: a correction finds it done by what it corrects."""
    if task is None:
        return None
    facts = TaskFacts.read(task.id, task_data(task))
    before = accepted.visit.supersedes_id
    is_corrected = before is not None and task.done_by_id == before
    return replace(facts, state="open") if is_corrected else facts


def _draft(accepted: VisitAccepted, *, task: TaskFacts | None) -> Draft:
    """Make of a stored visit what the rules for drafts look at."""
    data, ground = accepted.data, accepted.ground
    names = {*data.officers, *data.assistants}
    rows = Officer.objects.filter(id__in=names).select_related("body")
    known = {
        row.id: OfficerFacts.read(row.id, officer_data(row))
        for row in rows.prefetch_related("certificates")
    }
    return Draft(
        run=accepted.visit.id,
        kind=data.kind,
        checklist=ground.checklist,
        site=SiteFacts(ground.site.id, ground.site.name),
        started=data.started,
        author=accepted.visit.author,
        officers=tuple(known.get(name) or _stranger(name) for name in data.officers),
        assistants=tuple(known.get(name) or _stranger(name) for name in data.assistants),
        answers=ground.answers,
        task=task,
    )


def _stranger(name: str) -> OfficerFacts:
    return OfficerFacts(name, name, active=False)


def _body_faults(draft: Draft, task: Task | None) -> Iterator[Fault]:
    """Say which body the crew acts for, and that it may act so in the field of the checklist."""
    author = draft.officer(draft.author)
    body = task.body if task is not None else author.body if author else ""
    field = draft.checklist.field
    if not Competence.objects.filter(body=body, field=field, visit=draft.kind).exists():
        yield Fault(
            "body",
            f"部门 {body or '（未知）'} 没有“{term('field_of_duty', field)}”领域的此类检查职权。",
            "记录已保留；请安全办公室核对职权依据。",
        )
