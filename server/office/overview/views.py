"""The first page of the day, and the lamp at the foot of the menu."""

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from server.accounts.permissions import (
    Area,
    area_of,
    can_read_device,
    can_read_hazard,
    can_read_held,
    can_read_plan,
    can_read_risk,
    may,
)
from server.api.now import today
from server.devices.selectors import devices_lamp
from server.hazards.selectors import HazardFilter, hazard_page, hazard_standings, hazard_weeks
from server.inspections.selectors import VisitFilter, visit_page
from server.intake.selectors import held_count
from server.office.frame.door import anyone, page
from server.office.frame.scenarios import scenario_names
from server.office.register.chart import weeks_lines
from server.planning.selectors import TaskFilter, task_page
from server.plans.selectors import plan_rows
from server.risks.register import RegisterFilter, register_figures, register_page


@page(anyone)
def overview(request: HttpRequest) -> HttpResponse:
    """Show what is red, what is late and what waits, each with the way to its rows."""
    person, area, day = request.user, area_of(request.user), today()
    values: dict[str, Any] = {"today": day}
    if can_read_risk(person):
        everything = RegisterFilter()
        values["figures"] = register_figures(asked=everything, area=area, today=day)
        values["risks"] = register_page(asked=everything, area=area, today=day).rows[:8]
        values["names"] = scenario_names(request)
    if can_read_hazard(person):
        values |= _hazards(area, day)
    if may(person, "read_visit"):
        values["visits"] = visit_page(asked=VisitFilter(), area=area).rows[:6]
        open_ones = TaskFilter(state="open")
        values["tasks"] = task_page(asked=open_ones, area=area, today=day).rows[:7]
    elif can_read_plan(person):
        values["plans"] = plan_rows(area=area).order_by("review_due_on", "id")[:8]
    if can_read_held(person):
        values["held"] = held_count()
    return render(request, "office/overview/page.html", values)


def _hazards(area: Area, day: date) -> dict[str, Any]:
    """Give what waits for a second person, the gravest first, what is late, and the last weeks."""
    unconfirmed = HazardFilter(standing="to_confirm", sort="grade")
    weeks = hazard_weeks(area=area, today=day)
    return {
        "standings": hazard_standings(asked=HazardFilter(), area=area, today=day),
        "confirm": hazard_page(asked=unconfirmed, area=area, today=day).rows[:5],
        "late": hazard_page(asked=HazardFilter(overdue=True), area=area, today=day).rows[:6],
        "weeks": weeks,
        "lines": weeks_lines(weeks),
    }


@page(anyone)
def sync(request: HttpRequest) -> HttpResponse:
    """Show in two lines how the tablets' exchange stands."""
    held = held_count() if can_read_held(request.user) else 0
    values = {"lamp": devices_lamp(), "held": held, "counts": can_read_device(request.user)}
    return render(request, "office/frame/sync.html", values)
