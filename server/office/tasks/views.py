"""The list of filed inspection tasks."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from server.accounts.permissions import area_of, can_read_task
from server.api.now import today
from server.office.frame.asking import number_of, word_of
from server.office.frame.chips import chips_of
from server.office.frame.door import is_fragment, page
from server.planning.models import KINDS, STATES
from server.planning.selectors import TaskFilter, task_counts, task_page


@page(can_read_task)
def tasks(request: HttpRequest) -> HttpResponse:
    """List the tasks of a filter: open ones by their last day."""
    area = area_of(request.user)
    asked = TaskFilter(
        text=word_of(request, "q"),
        state=word_of(request, "state", among=STATES),
        kind=word_of(request, "kind", among=KINDS),
        late=word_of(request, "late") == "yes",
    )
    found = task_page(asked=asked, area=area, today=today(), number=number_of(request))
    values: dict[str, Any] = {"asked": asked, "found": found, "today": today()}
    if is_fragment(request):
        return render(request, "office/tasks/rows.html", values)
    counts = task_counts(asked=asked, area=area, today=today())
    values |= {
        "chips": chips_of(request, "q"),
        "counts": counts,
        "segments": [(code, counts[code]) for code in STATES],
        "kinds": KINDS,
    }
    return render(request, "office/tasks/page.html", values)
