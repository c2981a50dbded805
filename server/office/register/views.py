"""The register's page and its parts."""

from dataclasses import replace
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse

from server.accounts.permissions import (
    area_of,
    can_read_hazard,
    can_read_plan,
    can_read_risk,
    can_read_visit,
)
from server.api.now import now, today
from server.hazards.selectors import (
    NO_FACILITY,
    HazardFilter,
    hazard_standings,
    hazard_weeks,
    hazards_of_site,
)
from server.inspections.selectors import visits_of_site
from server.office.frame.asking import number_of
from server.office.frame.chips import chips_of
from server.office.frame.door import page
from server.office.frame.scenarios import scenario_names
from server.office.register.asking import asked_of
from server.office.register.chart import spread_chart, weeks_lines
from server.office.register.explaining import explained
from server.places.selectors import streets_in_force
from server.plans.selectors import plans_for
from server.risks.looking import risk_look
from server.risks.models import LEVELS
from server.risks.register import (
    RegisterFilter,
    register_areas,
    register_figures,
    register_page,
    register_points,
    register_spread,
    risk_get,
)


@page(can_read_risk)
def register(request: HttpRequest) -> HttpResponse:
    """Show list, map and either the spread of the filter or the chosen risk."""
    asked, area, day = asked_of(request), area_of(request.user), today()
    values = {
        "asked": asked,
        "scenarios": list(scenario_names(request).items()),
        "chips": chips_of(request, "site", "confidence", "q"),
        "streets": streets_in_force(day=day, area=area),
        "chart": _spread(request, asked, day),
        **_figures(asked, area, day),
        **_rows(request, asked, day, number=1),
    }
    if can_read_hazard(request.user):
        values |= _hazards(asked, area, day)
    if chosen := request.GET.get("risk", ""):
        values |= _detail(request, chosen)
    return render(request, "office/register/page.html", values)


@page(can_read_risk)
def rows(request: HttpRequest) -> HttpResponse:
    """Give the next page of rows."""
    asked = asked_of(request)
    values = {"asked": asked, **_rows(request, asked, today(), number=number_of(request))}
    return render(request, "office/register/rows.html", values)


@page(can_read_risk)
def points(request: HttpRequest) -> JsonResponse:
    """Give the filter's risks as points."""
    area = area_of(request.user)
    return JsonResponse(register_points(asked=asked_of(request), area=area, today=today()))


@page(can_read_risk)
def areas(request: HttpRequest) -> JsonResponse:
    """Give the streets with their worst level."""
    area = area_of(request.user)
    return JsonResponse(register_areas(asked=asked_of(request), area=area, today=today()))


@page(can_read_risk)
def detail(request: HttpRequest, risk: str) -> HttpResponse:
    """Give one risk with everything its colour comes from."""
    return render(request, "office/register/detail.html", _detail(request, risk))


def _rows(request: HttpRequest, asked: RegisterFilter, day: date, *, number: int) -> dict[str, Any]:
    found = register_page(asked=asked, area=area_of(request.user), today=day, number=number)
    sees = can_read_hazard(request.user)
    return {"found": found, "today": day, "names": scenario_names(request), "sees_hazards": sees}


def _figures(asked: RegisterFilter, area: Any, day: date) -> dict[str, Any]:
    """Count over the filter without what the figures themselves choose, so that each opens what it counts."""
    plain = replace(asked, levels=frozenset(), due="", confidence="")
    figures = register_figures(asked=plain, area=area, today=day)
    narrowed = asked.due or asked.confidence
    by_level = register_figures(asked=asked, area=area, today=day) if narrowed else figures
    levels = [_level(level, asked, by_level.levels[level]) for level in reversed(LEVELS)]
    return {"figures": figures, "levels": levels}


def _level(level: str, asked: RegisterFilter, n: int) -> dict[str, Any]:
    chosen = level in asked.levels
    others = asked.levels - {level} if chosen else asked.levels | {level}
    return {"code": level, "chosen": chosen, "query": ",".join(sorted(others)), "n": n}


def _hazards(asked: RegisterFilter, area: Any, day: date) -> dict[str, Any]:
    """Count the hazards behind the register, with the ways to their lists."""
    said = {"q": asked.text, "street": asked.street, "scenario": asked.scenario, "site": asked.site}
    weeks = hazard_weeks(area=area, today=day)
    link = f"{reverse('hazards')}?{urlencode({key: value for key, value in said.items() if value})}"
    return {
        "standings": hazard_standings(asked=_same_hazards(asked), area=area, today=day),
        "hazards_link": link,
        "hazards_late_link": f"{link}&overdue=yes",
        "weeks": weeks,
        "lines": weeks_lines(weeks),
    }


def _same_hazards(asked: RegisterFilter) -> HazardFilter:
    return HazardFilter(
        text=asked.text, street=asked.street, scenario=asked.scenario, site=asked.site
    )


def _spread(request: HttpRequest, asked: RegisterFilter, day: date) -> dict[str, Any]:
    groups = register_spread(asked=asked, area=area_of(request.user), today=day)
    return spread_chart(groups, names=scenario_names(request))


def _detail(request: HttpRequest, id: str) -> dict[str, Any]:
    person, area = request.user, area_of(request.user)
    risk = risk_get(id=id, area=area)
    if risk is None:
        raise Http404
    hazards = hazards_of_site(
        site=risk.site_id, scenario=risk.scenario, facility=risk.facility_id or NO_FACILITY
    )
    values: dict[str, Any] = {
        "risk": risk,
        "today": today(),
        "name": scenario_names(request).get(risk.scenario, risk.scenario),
        "explain": explained(risk, risk_look(risk=risk, now=now()), hazards),
        "sees_hazards": can_read_hazard(person),
        "sees_visits": can_read_visit(person),
        "sees_plans": can_read_plan(person),
    }
    if values["sees_hazards"]:
        values["hazards"] = hazards
    if values["sees_visits"]:
        values["visits"] = visits_of_site(site=risk.site_id, area=area, limit=6)
    if values["sees_plans"]:
        values["plans"] = plans_for(scenario=risk.scenario, street=risk.street)
    return values
