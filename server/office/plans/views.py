"""The library of emergency plans, to read."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from server.accounts.permissions import Area, area_of, can_read_plan
from server.api.now import today
from server.office.frame.asking import word_of
from server.office.frame.chips import chips_of
from server.office.frame.door import page
from server.plans.models import STATES, Plan
from server.plans.selectors import is_review_due, plan_get, plan_rows, plan_versions
from server.plans.services import version_content
from shared.text import terms


@page(can_read_plan)
def plans(request: HttpRequest) -> HttpResponse:
    """List the plans by kind and name."""
    text, area = word_of(request, "q"), area_of(request.user)
    kind = word_of(request, "kind", among=terms("plan_kind"))
    state = word_of(request, "state", among=STATES)
    rows = [
        (plan, _streets(plan, area), is_review_due(plan, today()))
        for plan in plan_rows(text=text, kind=kind, state=state, area=area)
    ]
    values = {
        "rows": rows, "text": text, "kind": kind, "state_asked": state,
        "kinds": tuple(terms("plan_kind")), "states": STATES, "today": today(), "chips": chips_of(request, "q"),
    }  # fmt: skip
    return render(request, "office/plans/page.html", values)


@page(can_read_plan)
def detail(request: HttpRequest, plan: str) -> HttpResponse:
    """Show one plan: the frozen text of a version, compared with its hash as it is read."""
    area = area_of(request.user)
    row = plan_get(id=plan, area=area)
    if row is None:
        raise Http404
    versions = plan_versions(plan=row.id)
    asked = word_of(request, "version")
    shown = next((one for one in versions if str(one.number) == asked), row.current)
    values = {
        "plan": row, "versions": versions, "shown": shown, "today": today(),
        "blocks": version_content(shown)["blocks"] if shown else (),
        "review_due": is_review_due(row, today()), "streets": _streets(row, area),
    }  # fmt: skip
    return render(request, "office/plans/detail.html", values)


def _streets(plan: Plan, area: Area) -> list[str]:
    """Give the streets of a plan that lie in an area: the others are not the person's business."""
    return [code for code in plan.streets if area.covers(code)]
