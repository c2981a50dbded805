"""Read places: streets in force, sites by filter, one site with its facilities."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from server.accounts.permissions import Area as Duty
from server.places.models import Area, Facility, Site
from shared.text import fold

PAGE = 50


@dataclass(frozen=True, slots=True)
class SiteFilter:
    """Say which sites; empty members mean all."""

    text: str = ""
    street: str = ""
    kind: str = ""
    state: str = "open"


@dataclass(frozen=True, slots=True)
class SitePage:
    """Hold one page of sites; `next_page` is None after the last."""

    rows: list[Site]
    total: int
    next_page: int | None


def streets_in_force(*, day: date, area: Duty) -> list[Area]:
    """Give the streets of a duty area in force on a day, by code."""
    rows = Area.objects.on(day).filter(level="street").order_by("code")
    return list(area.rows(rows, street="code"))


def area_rows(*, day: date, area: Duty) -> QuerySet[Area]:
    """Give the areas in force on a day: the district and what lies in the streets of a duty area."""
    rows = Area.objects.on(day)
    if area.everywhere:
        return rows
    streets = sorted(area.streets)
    communities = rows.filter(level="community", parent__in=streets).values("code")
    inside = Q(code__in=streets) | Q(parent__in=streets) | Q(parent__in=communities)
    return rows.filter(Q(level="district") | inside)


def street_names(*, day: date) -> dict[str, tuple[str, str]]:
    """Give code → (name, English name) of the streets in force."""
    rows = Area.objects.on(day).filter(level="street")
    return {
        code: (name, name_en) for code, name, name_en in rows.values_list("code", "name", "name_en")
    }


def site_rows(*, asked: SiteFilter, area: Duty) -> QuerySet[Site]:
    """Give the sites a filter names inside an area."""
    rows = area.rows(Site.objects.all())
    for name in ("street", "kind", "state"):
        if value := getattr(asked, name):
            rows = rows.filter(**{name: value})
    for word in fold(asked.text).split():
        rows = rows.filter(Q(search__contains=word) | Q(id__startswith=word))
    return rows


def site_page(*, asked: SiteFilter, area: Duty, number: int = 1) -> SitePage:
    """Give one page of sites by name."""
    rows = site_rows(asked=asked, area=area)
    first = (number - 1) * PAGE
    found = list(rows.select_related("enterprise").order_by("name", "id")[first : first + PAGE + 1])
    return SitePage(found[:PAGE], rows.count(), number + 1 if len(found) > PAGE else None)


def site_get(*, id: str, area: Duty) -> Site | None:
    """Give one site inside an area, or None."""
    rows = area.rows(Site.objects.filter(id=id))
    return rows.select_related("enterprise", "merged_into").first()


def facility_rows(*, area: Duty, site: str = "", street: str = "") -> QuerySet[Facility]:
    """Give the facilities of a site or street inside an area; empty members mean all."""
    rows = area.rows(Facility.objects.all())
    for name, value in (("site", site), ("street", street)):
        if value:
            rows = rows.filter(**{name: value})
    return rows


def facilities_of(*, site: str) -> list[Facility]:
    """Give the facilities of a site."""
    return list(Facility.objects.filter(site=site).order_by("kind", "name", "id"))
