"""Read hazards: a filter, its page, its counts, its weeks; one hazard with all that made it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from django.db.models import Case, Count, Q, QuerySet, Value, When
from django.db.models.functions import TruncWeek

from server.accounts.permissions import EVERYWHERE, Area
from server.hazards.models import (
    DEAD,
    LIVE,
    Hazard,
    HazardEvent,
    Observation,
    Recheck,
    RectificationOrder,
)
from server.inspections.models import GRADES, VisitBlob
from shared.text import fold

PAGE = 50
WEEKS = 12
STANDINGS: Mapping[str, tuple[str, ...]] = {
    "live": LIVE,
    "to_confirm": ("found",),
    "to_mend": ("confirmed", "ordered", "rectifying"),
    "to_recheck": ("reported_done",),
    "to_close": ("verified",),
    "dead": DEAD,
}
NO_FACILITY = "-"
SORTS: Mapping[str, tuple[str, ...]] = {
    "due": ("due_on", "id"),
    "found": ("-found_on", "id"),
}


@dataclass(frozen=True, slots=True)
class HazardFilter:
    """Say which hazards; `standing` is one of STANDINGS or empty for all."""

    text: str = ""
    standing: str = "live"
    grade: str = ""
    street: str = ""
    scenario: str = ""
    site: str = ""
    facility: str = ""  # NO_FACILITY: those of the site itself
    opened: date | None = None  # the Monday of the week they were found in
    closed: date | None = None  # the Monday of the week they were closed in
    overdue: bool = False
    recurring: bool = False
    sort: str = "due"


@dataclass(frozen=True, slots=True)
class HazardPage:
    """Hold one page of hazards; `next_page` is None after the last."""

    rows: list[Hazard]
    total: int
    next_page: int | None


@dataclass(frozen=True, slots=True)
class Week:
    """Hold how many hazards were opened and closed in the week that begins on `monday`."""

    monday: date
    opened: int
    closed: int


def hazard_rows(*, asked: HazardFilter, area: Area, today: date) -> QuerySet[Hazard]:
    """Give the hazards a filter names inside an area, unordered."""
    rows = area.rows(Hazard.objects.all())
    if asked.standing in STANDINGS:
        rows = rows.filter(state__in=STANDINGS[asked.standing])
    for name in ("grade", "street", "scenario", "site"):
        if value := getattr(asked, name):
            rows = rows.filter(**{name: value})
    if asked.facility:
        whole = asked.facility == NO_FACILITY
        rows = rows.filter(facility=None if whole else asked.facility)
    rows = _of_week(rows, "found_on", asked.opened)
    rows = _of_week(rows, "closed_at__date", asked.closed)
    if asked.overdue:
        rows = rows.filter(state__in=LIVE, due_on__lt=today)
    if asked.recurring:
        rows = rows.filter(recurrence_number__gt=0)
    for word in fold(asked.text).split():
        rows = rows.filter(
            Q(site__search__contains=word) | Q(title_zh__icontains=word) | Q(id__startswith=word)
        )
    return rows


def _of_week(rows: QuerySet[Hazard], column: str, monday: date | None) -> QuerySet[Hazard]:
    if monday is None:
        return rows
    return rows.filter(**{f"{column}__range": (monday, monday + timedelta(days=6))})


def hazard_page(*, asked: HazardFilter, area: Area, today: date, number: int = 1) -> HazardPage:
    """Give one page of hazards in the order asked for."""
    rows = hazard_rows(asked=asked, area=area, today=today)
    first = (number - 1) * PAGE
    found = list(
        rows.select_related("site", "order").order_by(*_order(asked.sort))[first : first + PAGE + 1]
    )
    return HazardPage(found[:PAGE], rows.count(), number + 1 if len(found) > PAGE else None)


def _order(sort: str) -> tuple[object, ...]:
    if sort == "grade":
        rank = Case(*(When(grade=grade, then=Value(n)) for n, grade in enumerate(GRADES)))
        return (rank.desc(), "due_on", "id")
    return SORTS.get(sort, SORTS["due"])


def hazard_standings(*, asked: HazardFilter, area: Area, today: date) -> dict[str, int]:
    """Count the filter's hazards by standing, and the overdue and recurring ones, with one query."""
    plain = replace(asked, standing="", overdue=False, recurring=False)
    rows = hazard_rows(asked=plain, area=area, today=today)
    return rows.aggregate(
        **{name: Count("id", filter=Q(state__in=states)) for name, states in STANDINGS.items()},
        overdue=Count("id", filter=Q(state__in=LIVE, due_on__lt=today)),
        major=Count("id", filter=Q(state__in=LIVE, grade="major")),
        recurring=Count("id", filter=Q(state__in=LIVE, recurrence_number__gt=0)),
    )


def hazard_weeks(*, area: Area, today: date, weeks: int = WEEKS) -> list[Week]:
    """Count hazards opened and closed in each of the last weeks, the oldest first."""
    monday = today - timedelta(days=today.weekday())
    first = monday - timedelta(weeks=weeks - 1)
    rows = area.rows(Hazard.objects.all())
    opened = _by_week(rows.filter(found_on__gte=first), "found_on")
    closed = _by_week(rows.filter(closed_at__date__gte=first), "closed_at")
    mondays = [first + timedelta(weeks=n) for n in range(weeks)]
    return [Week(day, opened.get(day, 0), closed.get(day, 0)) for day in mondays]


def _by_week(rows: QuerySet[Hazard], column: str) -> dict[date, int]:
    counted = rows.annotate(week=TruncWeek(column)).values_list("week").annotate(n=Count("id"))
    return {week.date() if hasattr(week, "date") else week: number for week, number in counted}


def hazard_get(*, id: str, area: Area) -> Hazard | None:
    """Give one hazard inside an area, or None."""
    rows = area.rows(Hazard.objects.filter(id=id))
    return rows.select_related("site", "facility", "order", "recurrence_of", "merged_into").first()


def hazard_titles(*, ids: Sequence[str]) -> dict[str, tuple[str, str]]:
    """Give id → (title, English title) of hazards, with one query."""
    rows = Hazard.objects.filter(id__in=ids).values_list("id", "title_zh", "title_en")
    return {id: (zh, en) for id, zh, en in rows}


def hazard_parts(*, hazard: str) -> Mapping[str, QuerySet[Any]]:
    """Give what made a hazard, each part in its order: sightings, changes, its order, re-checks."""
    return {
        "observations": Observation.objects.filter(hazard=hazard).order_by("position", "id"),
        "events": HazardEvent.objects.filter(hazard=hazard).order_by("number"),
        "orders": RectificationOrder.objects.filter(hazards=hazard),
        "rechecks": Recheck.objects.filter(hazard=hazard).order_by("position", "id"),
    }


def hazard_heirs(*, hazard: Hazard) -> list[Hazard]:
    """Give the live hazards of the same site that one might be merged into, those of its facility first."""
    rows = Hazard.objects.live().filter(site=hazard.site_id).exclude(id=hazard.id)
    found = rows.select_related("facility").order_by("-found_on", "id")[:200]
    return sorted(found, key=lambda one: one.facility_id != hazard.facility_id)


def hazards_of_site(
    *, site: str, scenario: str = "", facility: str = "", limit: int = 200
) -> list[Hazard]:
    """Give the hazards of a site, live ones first, then the latest; `facility` as in the filter."""
    asked = HazardFilter(standing="", site=site, scenario=scenario, facility=facility)
    rows = hazard_rows(asked=asked, area=EVERYWHERE, today=date.max)
    return sorted(
        rows.order_by("-found_on", "id")[:limit],
        key=lambda one: (one.state in DEAD, one.due_on or date.max),
    )


def hazards_live(*, sites: Sequence[str]) -> dict[str, int]:
    """Count the live hazards of sites, with one query; a site without one is left out."""
    rows = Hazard.objects.live().filter(site__in=sites).order_by()
    return dict(rows.values_list("site").annotate(n=Count("id")))


def blob_is_visible(*, sha256: str, area: Area) -> bool:
    """Say whether a file belongs to a visit or a re-check inside an area."""
    if area.rows(VisitBlob.objects.filter(sha256=sha256), street="visit__street").exists():
        return True
    rechecks = Recheck.objects.filter(blobs__contains=[sha256])
    return area.rows(rechecks, street="hazard__street").exists()
