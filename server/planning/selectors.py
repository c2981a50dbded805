"""Read filed tasks: a filter, its page, its counts."""

from dataclasses import dataclass, replace
from datetime import date

from django.db.models import Count, Q, QuerySet

from server.accounts.permissions import Area
from server.planning.models import Task
from shared.text import fold

PAGE = 50


@dataclass(frozen=True, slots=True)
class TaskFilter:
    """Say which tasks; empty members mean all."""

    text: str = ""
    state: str = ""
    kind: str = ""
    street: str = ""
    site: str = ""
    late: bool = False  # open ones whose last day has passed


@dataclass(frozen=True, slots=True)
class TaskPage:
    """Hold one page of tasks; `next_page` is None after the last."""

    rows: list[Task]
    total: int
    next_page: int | None


def task_rows(*, asked: TaskFilter, area: Area, today: date) -> QuerySet[Task]:
    """Give the tasks a filter names inside an area, unordered."""
    rows = area.rows(Task.objects.all())
    for name in ("state", "kind", "street", "site"):
        if value := getattr(asked, name):
            rows = rows.filter(**{name: value})
    if asked.late:
        rows = rows.filter(state="open", window_to__lt=today)
    for word in fold(asked.text).split():
        named = Q(number__icontains=word) | Q(id=word)
        rows = rows.filter(Q(site__search__contains=word) | named)
    return rows


def task_page(*, asked: TaskFilter, area: Area, today: date, number: int = 1) -> TaskPage:
    """Give one page of tasks, open ones by their last day, ended ones the latest first."""
    rows = task_rows(asked=asked, area=area, today=today)
    order = ("window_to", "id") if asked.state == "open" else ("-window_to", "id")
    first = (number - 1) * PAGE
    found = list(rows.select_related("site", "done_by").order_by(*order)[first : first + PAGE + 1])
    return TaskPage(found[:PAGE], rows.count(), number + 1 if len(found) > PAGE else None)


def task_get(*, id: str, area: Area) -> Task | None:
    """Give one task inside an area, or None."""
    return area.rows(Task.objects.filter(id=id)).first()


def task_counts(*, asked: TaskFilter, area: Area, today: date) -> dict[str, int]:
    """Count the filter's tasks by state, and the open ones whose window has passed, with one query."""
    plain = replace(asked, state="", late=False)
    return task_rows(asked=plain, area=area, today=today).aggregate(
        open=Count("id", filter=Q(state="open")),
        late=Count("id", filter=Q(state="open", window_to__lt=today)),
        done=Count("id", filter=Q(state="done")),
        cancelled=Count("id", filter=Q(state="cancelled")),
    )
