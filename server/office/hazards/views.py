"""The list of hazards, one hazard with all that made it, and what the office does to it."""

from collections.abc import Mapping, Set
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from server.accounts.permissions import (
    area_of,
    can_accept_hazard,
    can_confirm_hazard,
    can_read_hazard,
)
from server.accounts.selectors import body_names
from server.api.now import now, today
from server.hazards.models import DEAD, Hazard
from server.hazards.selectors import (
    SORTS,
    STANDINGS,
    HazardFilter,
    hazard_get,
    hazard_heirs,
    hazard_page,
    hazard_standings,
)
from server.inspections.models import GRADES
from server.intake.entry_make import entry_make
from server.office.frame.asking import day_of, number_of, word_of
from server.office.frame.chips import chips_of
from server.office.frame.door import is_fragment, page
from server.office.frame.scenarios import scenario_names
from server.office.frame.wording import say
from server.places.selectors import streets_in_force
from shared.hazard import may, state_after
from shared.problems import Problem

DEEDS = ("confirm", "report_done", "verify", "close", "accept", "transfer", "merge", "dismiss")
FIELDS = {
    "confirm": ("grade", "article", "interim_measure", "reason"),
    "accept": ("reason", "until"),
    "transfer": ("to", "receipt", "reason"),
    "merge": ("into", "reason"),
    "close": ("reason",),
    "dismiss": ("reason",),
    "report_done": ("note",),
    "verify": ("note",),
}
CHIPS = ("site", "facility", "scenario", "opened", "closed", "q")
TOLD = ("reason", "note", "to", "receipt", "until", "interim_measure")
NEXT = {
    "found": "confirm", "confirmed": "report_done", "ordered": "report_done", "rectifying": "report_done",
    "reported_done": "verify", "verified": "close",
}  # fmt: skip
PATH = ("found", "confirmed", "ordered", "rectifying", "reported_done", "verified", "closed")


@page(can_read_hazard)
def hazards(request: HttpRequest) -> HttpResponse:
    """List the hazards of a filter."""
    asked, area, day = _asked(request), area_of(request.user), today()
    found = hazard_page(asked=asked, area=area, today=day, number=number_of(request))
    values: dict[str, Any] = {"asked": asked, "found": found, "today": day}
    if is_fragment(request):
        return render(request, "office/hazards/rows.html", values)
    counts = hazard_standings(asked=asked, area=area, today=day)
    values |= {
        "standings": counts,
        "segments": [(name, counts[name]) for name in STANDINGS],
        "grades": GRADES,
        "chips": chips_of(request, *CHIPS, scenarios=scenario_names(request)),
        "streets": streets_in_force(day=day, area=area),
    }
    return render(request, "office/hazards/page.html", values)


@page(can_read_hazard)
def detail(request: HttpRequest, hazard: str) -> HttpResponse:
    """Show one hazard with its sightings, events, order and re-checks."""
    row = _get(request, hazard)
    return render(request, "office/hazards/detail.html", _values(request, row))


@require_POST
@page(can_read_hazard)
def act(request: HttpRequest, hazard: str, action: str) -> HttpResponse:
    """Bring one deed to the ledger; a refusal is shown beside the form with what was typed."""
    row = _get(request, hazard)
    if action not in _deeds(request.user, row):
        raise PermissionDenied
    typed = {name: request.POST.get(name, "").strip() for name in FIELDS.get(action, ())}
    data = {"hazard": row.id, **{name: value for name, value in typed.items() if value}}
    try:
        entry_make(
            origin="office", name=f"hazard.{action}", data=data,
            officer=request.user.officer_id or "", now=now(),
        )  # fmt: skip
    except Problem as problem:
        told = {"problem": problem, "faults": _faults(problem), "tried": action, "typed": typed}
        values = _values(request, row) | told
        return render(request, "office/hazards/detail.html", values, status=problem.status)
    messages.success(request, say("hazards.deed_done"))
    return redirect("hazards-detail", hazard=row.id)


def _faults(problem: Problem) -> list[tuple[str, str]]:
    """Give what is wrong with the form, each beside the name its field has on the page."""
    names = [fault.where.rpartition(".")[2] for fault in problem.fields]
    known = {name for fields in FIELDS.values() for name in fields}
    return [
        (
            say(f"hazards.field_{name}") if name in known else fault.where,
            f"{fault.message}{fault.remedy}",
        )
        for name, fault in zip(names, problem.fields, strict=True)
    ]


def _get(request: HttpRequest, hazard: str) -> Hazard:
    row = hazard_get(id=hazard, area=area_of(request.user))
    if row is None:
        raise Http404
    return row


def _asked(request: HttpRequest) -> HazardFilter:
    return HazardFilter(
        text=word_of(request, "q"),
        standing=word_of(request, "standing", among=STANDINGS)
        if "standing" in request.GET
        else "live",
        grade=word_of(request, "grade", among=GRADES),
        street=word_of(request, "street"),
        scenario=word_of(request, "scenario"),
        site=word_of(request, "site"),
        facility=word_of(request, "facility"),
        opened=day_of(request, "opened"),
        closed=day_of(request, "closed"),
        overdue=word_of(request, "overdue") == "yes",
        recurring=word_of(request, "recurring") == "yes",
        sort=word_of(request, "sort", among=(*SORTS, "grade")) or "due",
    )


def _deeds(person: Any, row: Hazard) -> list[str]:
    if not (can_confirm_hazard(person) or can_accept_hazard(person)) or not person.officer_id:
        return []
    return [
        deed
        for deed in DEEDS
        if may(person.role, deed) and state_after(row.state, deed) is not None
    ]


def _steps(row: Hazard, been: Set[str]) -> list[tuple[str, str]]:
    """Give the states on the way with their look: been in, left out, where it is, still to come."""
    if row.state not in PATH:  # it left the way: what it went through, and how it stands
        return [(state, "is-past") for state in PATH if state in been] + [
            (row.state, "is-now is-end")
        ]
    here = PATH.index(row.state)
    looks = ["is-past" if state in been else "is-skipped" for state in PATH[:here]]
    looks += ["is-now", *[""] * (len(PATH) - here - 1)]
    return list(zip(PATH, looks, strict=True))


def _told(facts: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Give what a deed brought along, each beside the name its field has on the page."""
    return [(say(f"hazards.field_{name}"), str(facts[name])) for name in TOLD if facts.get(name)]


def _next(row: Hazard) -> str:
    """Name the deed that takes a hazard on; an open question of its grade comes before everything."""
    return "confirm" if row.grade_review_due else NEXT.get(row.state, "")


def _values(request: HttpRequest, row: Hazard) -> dict[str, Any]:
    area = area_of(request.user)
    events = list(row.events.order_by("-number"))
    deeds = sorted(_deeds(request.user, row), key=lambda deed: deed != _next(row))
    return {
        "hazard": row,
        "today": today(),
        "steps": _steps(row, {event.state_after for event in events}),
        "observations": list(row.observations.select_related("visit").order_by("-position")),
        "events": [(event, _told(event.facts)) for event in events],
        "rechecks": list(row.rechecks.order_by("-position")),
        "recurrences": list(area.rows(row.recurrences).order_by("recurrence_number")),
        "deeds": [(deed, FIELDS.get(deed, ())) for deed in deeds],
        "next": _next(row),
        "scenario": scenario_names(request).get(row.scenario, row.scenario),
        "bodies": [name for name, _ in body_names().values()] if "transfer" in deeds else [],
        "heirs": hazard_heirs(hazard=row) if "merge" in deeds else [],
        "grades": GRADES,
        "ended": row.state in DEAD,
        "typed": {},
    }
