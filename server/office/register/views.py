"""The register's page and its parts."""

from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from server.accounts.permissions import area_of, can_read_risk
from server.api.now import today
from server.catalogue.published import model_in_force
from server.hazards.selectors import hazard_weeks, hazards_of_site
from server.inspections.selectors import visits_of_site
from server.office.frame.asking import number_of
from server.office.frame.door import page
from server.office.frame.wording import language, say
from server.office.register.asking import asked_of
from server.office.register.chart import spread_chart, weeks_lines
from server.office.register.explaining import explained
from server.places.selectors import streets_in_force
from server.plans.selectors import plans_for
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
    found = register_page(asked=asked, area=area, today=day)
    weeks = hazard_weeks(area=area, today=day)
    values = {
        "asked": asked,
        "figures": register_figures(asked=asked, area=area, today=day),
        "levels": [_level(level, asked) for level in reversed(LEVELS)],
        "scenarios": _scenarios(),
        "streets": streets_in_force(day=day, area=area),
        "weeks": weeks,
        "lines": weeks_lines(weeks),
        "chart": _spread(asked, area, day),
        **_rows(found, day),
    }
    if chosen := request.GET.get("risk", ""):
        values |= _detail(chosen, area, day)
    return render(request, "office/register/page.html", values)


@page(can_read_risk)
def rows(request: HttpRequest) -> HttpResponse:
    """Give the next page of rows."""
    asked, area, day = asked_of(request), area_of(request.user), today()
    found = register_page(asked=asked, area=area, today=day, number=number_of(request))
    return render(request, "office/register/rows.html", {"asked": asked, **_rows(found, day)})


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
    return render(
        request, "office/register/detail.html", _detail(risk, area_of(request.user), today())
    )


def _rows(found: Any, today: date) -> dict[str, Any]:
    return {"found": found, "today": today, "names": dict(_scenarios())}


def _level(level: str, asked: RegisterFilter) -> dict[str, Any]:
    chosen = level in asked.levels
    others = asked.levels - {level} if chosen else asked.levels | {level}
    return {"code": level, "chosen": chosen, "query": ",".join(sorted(others))}


def _scenarios() -> list[tuple[str, str]]:
    model = model_in_force()
    if model is None:
        return []
    lang = language()
    return [(one.code, one.en if lang == "en" else one.zh) for one in model.scenarios.values()]


def _spread(asked: RegisterFilter, area: Any, today: date) -> dict[str, Any]:
    groups = register_spread(asked=asked, area=area, today=today)
    return spread_chart(groups, names=dict(_scenarios()))


def _detail(id: str, area: Any, today: date) -> dict[str, Any]:
    risk = risk_get(id=id, area=area)
    if risk is None:
        raise Http404
    hazards = hazards_of_site(site=risk.site_id, scenario=risk.scenario, facility=risk.facility_id)
    return {
        "risk": risk,
        "today": today,
        "name": dict(_scenarios()).get(risk.scenario, risk.scenario),
        "explain": explained(risk, hazards),
        "hazards": hazards,
        "visits": visits_of_site(site=risk.site_id, limit=6),
        "plans": plans_for(scenario=risk.scenario, street=risk.street),
        "basis": say("register.defaults"),
    }
