"""Filed tasks, and which checklists a place may be inspected with."""

from fieldapp.work import rows as r
from fieldapp.work.catalogue import checklist_get, checklists_in_force, today
from fieldapp.work.mirrored import task_rows
from fieldapp.work.tablet import Tablet


def tasks_list(
    tablet: Tablet, *, officer: str | None = None, on: str | None = None
) -> tuple[r.TaskRow, ...]:
    """List open tasks, the earliest end first; `on` (ISO date) keeps those whose window holds it."""
    rows = [row for row in tablet.mirror.of_kind("task") if row.data.get("state") == "open"]
    if officer is not None:
        rows = [row for row in rows if officer in (row.data.get("officers") or ())]
    if on is not None:
        rows = [row for row in rows if str(row.data.get("from")) <= on <= str(row.data.get("to"))]
    return tuple(sorted(task_rows(tablet, rows), key=lambda row: (row.ends, row.number)))


def checklists_for(tablet: Tablet, *, site: str) -> tuple[r.ChecklistRow, ...]:
    """List the checklists in force that fit a place: those it names, else those of its kind."""
    found = tablet.mirror.get("site", site, opened=False)
    data = found.data if found else {}
    named, kind = set(data.get("checklists") or ()), data.get("kind")
    rows: list[r.ChecklistRow] = []
    for row in checklists_in_force(tablet, today(tablet)):
        checklist = checklist_get(tablet, row)
        suits = checklist.id in named or kind in checklist.sites or not checklist.sites
        if suits:
            rows.append(
                r.ChecklistRow(
                    id=checklist.id,
                    version=checklist.version,
                    ref=checklist.ref,
                    field=checklist.field,
                    zh=checklist.text.zh,
                    en=checklist.text.en,
                    label=checklist.label.zh if checklist.label else "",
                    items=len(checklist.items),
                )
            )
    return tuple(sorted(rows, key=lambda one: (one.id not in named, one.id)))
