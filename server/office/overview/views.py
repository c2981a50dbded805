"""The first page of the day, and the lamp at the foot of the menu."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from server.accounts.permissions import (
    area_of,
    can_read_device,
    can_read_hazard,
    can_read_held,
    can_read_risk,
    may,
)
from server.api.now import today
from server.catalogue.published import model_in_force
from server.devices.selectors import devices_lamp
from server.hazards.selectors import HazardFilter, hazard_page, hazard_standings, hazard_weeks
from server.inspections.selectors import VisitFilter, visit_page
from server.intake.selectors import held_count
from server.office.frame.door import anyone, page
from server.office.frame.wording import language
from server.office.register.chart import weeks_lines
from server.planning.selectors import TaskFilter, task_page
from server.risks.register import RegisterFilter, register_figures, register_page

SHOWN = 8


@page(anyone)
def overview(request: HttpRequest) -> HttpResponse:
    """Show what is red, what is late and what waits, each with the way to its rows."""
    person, area, day = request.user, area_of(request.user), today()
    values: dict[str, object] = {"today": day}
    if can_read_risk(person):
        everything = RegisterFilter()
        values["figures"] = register_figures(asked=everything, area=area, today=day)
        values["risks"] = register_page(asked=everything, area=area, today=day).rows[:SHOWN]
        values["names"] = _scenarios()
    if can_read_hazard(person):
        late = HazardFilter(overdue=True)
        weeks = hazard_weeks(area=area, today=day)
        values["standings"] = hazard_standings(asked=HazardFilter(), area=area, today=day)
        values["late"] = hazard_page(asked=late, area=area, today=day).rows[:SHOWN]
        values["majors"] = hazard_page(
            asked=HazardFilter(grade="major", sort="found"), area=area, today=day
        ).rows[:SHOWN]
        values["weeks"], values["lines"] = weeks, weeks_lines(weeks)
    if may(person, "read_visit"):
        values["visits"] = visit_page(asked=VisitFilter(), area=area).rows[:SHOWN]
        open_ones = TaskFilter(state="open")
        values["tasks"] = task_page(asked=open_ones, area=area, today=day).rows[:SHOWN]
    if can_read_held(person):
        values["held"] = held_count()
    return render(request, "office/overview/page.html", values)


@page(anyone)
def sync(request: HttpRequest) -> HttpResponse:
    """Show in two lines how the tablets' exchange stands."""
    held = held_count() if can_read_held(request.user) else 0
    values = {"lamp": devices_lamp(), "held": held, "counts": can_read_device(request.user)}
    return render(request, "office/frame/sync.html", values)


def _scenarios() -> dict[str, str]:
    model = model_in_force()
    if model is None:
        return {}
    lang = language()
    return {one.code: one.en if lang == "en" else one.zh for one in model.scenarios.values()}
