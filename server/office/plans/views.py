"""The library of emergency plans, to read."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from server.accounts.permissions import area_of, can_read_plan
from server.api.now import today
from server.office.frame.asking import word_of
from server.office.frame.door import page
from server.plans.models import STATES
from server.plans.selectors import is_review_due, plan_get, plan_rows, plan_versions
from server.plans.services import version_content
from shared.text import terms


@page(can_read_plan)
def plans(request: HttpRequest) -> HttpResponse:
    """List the plans by kind and name."""
    text = word_of(request, "q")
    kind = word_of(request, "kind", among=terms("plan_kind"))
    state = word_of(request, "state", among=STATES)
    rows = [
        (plan, is_review_due(plan, today()))
        for plan in plan_rows(text=text, kind=kind, state=state, area=area_of(request.user))
    ]
    values = {
        "rows": rows, "text": text, "kind": kind, "state_asked": state,
        "kinds": tuple(terms("plan_kind")), "states": STATES, "today": today(),
    }  # fmt: skip
    return render(request, "office/plans/page.html", values)


@page(can_read_plan)
def detail(request: HttpRequest, plan: str) -> HttpResponse:
    """Show one plan: the frozen text of a version, compared with its hash as it is read."""
    row = plan_get(id=plan, area=area_of(request.user))
    if row is None:
        raise Http404
    versions = plan_versions(plan=row.id)
    asked = word_of(request, "version")
    shown = next((one for one in versions if str(one.number) == asked), row.current)
    values = {
        "plan": row, "versions": versions, "shown": shown, "today": today(),
        "blocks": version_content(shown)["blocks"] if shown else (),
        "review_due": is_review_due(row, today()),
    }  # fmt: skip
    return render(request, "office/plans/detail.html", values)
