"""The list of sites, and one site with everything known of it (一企一档)."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from server.accounts.permissions import (
    Area,
    area_of,
    can_read_hazard,
    can_read_place,
    can_read_risk,
    can_read_task,
    can_read_visit,
)
from server.api.now import today
from server.hazards.selectors import hazards_live, hazards_of_site
from server.inspections.selectors import visits_of_site
from server.office.frame.asking import number_of, word_of
from server.office.frame.chips import chips_of
from server.office.frame.door import is_fragment, page
from server.office.frame.scenarios import scenario_names
from server.places.models import SITE_STATES, Site
from server.places.selectors import (
    SiteFilter,
    facilities_of,
    site_get,
    site_page,
    streets_in_force,
)
from server.planning.selectors import TaskFilter, task_page
from server.risks.register import risks_of_sites
from shared.text import terms


@page(can_read_place)
def sites(request: HttpRequest) -> HttpResponse:
    """List the sites of a filter by name, each with its worst risk."""
    area = area_of(request.user)
    asked = SiteFilter(
        text=word_of(request, "q"),
        street=word_of(request, "street"),
        kind=word_of(request, "kind", among=terms("site_kind")),
        state=word_of(request, "state", among=SITE_STATES) or "open",
    )
    found = site_page(asked=asked, area=area, number=number_of(request))
    values: dict[str, Any] = {
        "asked": asked,
        "found": found,
        "worst": risks_of_sites(sites=[row.id for row in found.rows]),
    }
    if can_read_hazard(request.user):
        values["live"] = hazards_live(sites=[row.id for row in found.rows])
    if is_fragment(request):
        return render(request, "office/sites/rows.html", values)
    values |= {
        "chips": chips_of(request, "q"),
        "streets": streets_in_force(day=today(), area=area),
        "kinds": tuple(terms("site_kind")),
        "states": SITE_STATES,
    }
    return render(request, "office/sites/page.html", values)


@page(can_read_place)
def detail(request: HttpRequest, site: str) -> HttpResponse:
    """Show one site: its facts, facilities, risks, hazards, visits and tasks."""
    area = area_of(request.user)
    row = site_get(id=site, area=area)
    if row is None:
        raise Http404
    values = {"site": row, "today": today(), "facilities": facilities_of(site=row.id)}
    if row.merged_into_id:
        values["heir"] = site_get(id=row.merged_into_id, area=area)
    if can_read_risk(request.user):
        values |= _risks(request, row)
    values |= _evidence(request, row, area)
    return render(request, "office/sites/detail.html", values)


def _risks(request: HttpRequest, row: Site) -> dict[str, Any]:
    risks = risks_of_sites(sites=[row.id]).get(row.id, [])
    return {"risks": risks, "names": scenario_names(request)}


def _evidence(request: HttpRequest, row: Site, area: Area) -> dict[str, Any]:
    values: dict[str, Any] = {}
    if can_read_hazard(request.user):
        values["hazards"] = hazards_of_site(site=row.id)
    if can_read_visit(request.user):
        values["visits"] = visits_of_site(site=row.id, area=area)
    if can_read_task(request.user):
        asked = TaskFilter(site=row.id)
        values["tasks"] = task_page(asked=asked, area=area, today=today()).rows
    return values
