"""Read the risk register: a filter, its page of rows, its counts, its points on the map.

Every count is a filter too: a number on a page is a link to the rows that make it (law 9).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Sum

from server.accounts.permissions import Area
from server.places.models import Area as PlaceArea
from server.risks.models import LEVELS, Risk, RiskAssessment
from shared.geo import Point, point_to_datum
from shared.text import fold

PAGE = 40
SORTS: Mapping[str, tuple[str, ...]] = {
    "worst": ("-rank", "-d", "id"),
    "d": ("-d", "id"),
    "hazards": ("-open_hazards", "-rank", "-d", "id"),
    "due": ("next_inspection_on", "id"),
    "site": ("site__name", "id"),
}
DUES = ("overdue", "soon", "overdue_hazards")
SOON_DAYS = 30


@dataclass(frozen=True, slots=True)
class RegisterFilter:
    """Say which risks: all members empty means all of them."""

    text: str = ""
    levels: frozenset[str] = frozenset()
    scenario: str = ""
    street: str = ""
    due: str = ""
    confidence: str = ""
    site: str = ""
    sort: str = "worst"
    retired: bool = False  # whether the ones off the register are given too


@dataclass(frozen=True, slots=True)
class RegisterPage:
    """Hold one page of rows; `next_page` is None after the last."""

    rows: list[Risk]
    total: int
    next_page: int | None


@dataclass(frozen=True, slots=True)
class RegisterFigures:
    """Hold the figures above the list, over the area and the filter without its level."""

    total: int
    levels: Mapping[str, int]
    overdue: int
    open_hazards: int
    overdue_hazards: int
    low_confidence: int


def register_rows(*, asked: RegisterFilter, area: Area, today: date) -> QuerySet[Risk]:
    """Give the risks a filter names inside an area, unordered."""
    rows = area.rows(Risk.objects.all() if asked.retired else Risk.objects.exclude(state="retired"))
    if asked.levels:
        rows = rows.filter(level__in=sorted(asked.levels))
    for name in ("scenario", "street", "confidence", "site"):
        if value := getattr(asked, name):
            rows = rows.filter(**{name: value})
    if asked.due:
        rows = rows.filter(_due(asked.due, today))
    for word in fold(asked.text).split():
        rows = rows.filter(Q(site__search__contains=word) | Q(id__startswith=word))
    return rows


def _due(due: str, today: date) -> Q:
    if due == "overdue":
        return Q(next_inspection_on__lt=today)
    if due == "overdue_hazards":
        return Q(overdue_hazards__gt=0)
    return Q(next_inspection_on__range=(today, today + timedelta(days=SOON_DAYS)))


def register_page(
    *, asked: RegisterFilter, area: Area, today: date, number: int = 1
) -> RegisterPage:
    """Give one page of rows in the order asked for, with two queries."""
    rows = register_rows(asked=asked, area=area, today=today)
    first = (number - 1) * PAGE
    order = SORTS.get(asked.sort, SORTS["worst"])
    found = list(
        rows.select_related("site", "site__enterprise", "facility").order_by(*order)[
            first : first + PAGE + 1
        ]
    )
    return RegisterPage(
        rows=found[:PAGE],
        total=rows.count(),
        next_page=number + 1 if len(found) > PAGE else None,
    )


def register_figures(*, asked: RegisterFilter, area: Area, today: date) -> RegisterFigures:
    """Count the filter's risks by level, with one query; the level chosen does not narrow them."""
    rows = register_rows(asked=replace(asked, levels=frozenset()), area=area, today=today)
    counts = rows.aggregate(
        total=Count("id"),
        overdue=Count("id", filter=_due("overdue", today)),
        hazards=Sum("open_hazards", default=0),
        late=Sum("overdue_hazards", default=0),
        low=Count("id", filter=Q(confidence="low")),
        **{level: Count("id", filter=Q(level=level)) for level in LEVELS},
    )
    return RegisterFigures(
        total=counts["total"],
        levels={level: counts[level] for level in reversed(LEVELS)},
        overdue=counts["overdue"],
        open_hazards=counts["hazards"],
        overdue_hazards=counts["late"],
        low_confidence=counts["low"],
    )


def register_points(*, asked: RegisterFilter, area: Area, today: date) -> dict[str, Any]:
    """Give the filter's risks as GeoJSON points in WGS-84, the worst drawn last."""
    rows = (
        register_rows(asked=asked, area=area, today=today)
        .annotate(lon=F("site__lon"), lat=F("site__lat"), datum=F("site__datum"))
        .filter(lon__isnull=False)
        .order_by("rank", "d", "id")
        .values_list("id", "level", "confidence", "site__name", "lon", "lat", "datum")
    )
    return {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "id": place,
                "geometry": {"type": "Point", "coordinates": _degrees(lon, lat, datum)},
                "properties": {"risk": risk, "level": level, "confidence": sure, "name": name},
            }
            for place, (risk, level, sure, name, lon, lat, datum) in enumerate(rows)
        ],
    }


def register_areas(*, asked: RegisterFilter, area: Area, today: date) -> dict[str, Any]:
    """Give the streets in force as GeoJSON, each with its worst level and counts; never an average."""
    plain = replace(asked, levels=frozenset(), street="")
    rows = register_rows(asked=plain, area=area, today=today)
    counts: dict[str, dict[str, int]] = {}
    for street, level, number in rows.values_list("street", "level").annotate(n=Count("id")):
        counts.setdefault(street, {})[level] = number
    streets = area.rows(PlaceArea.objects.on(today).filter(level="street"), street="code")
    return {
        "type": "FeatureCollection",
        "features": [
            _area_feature(row, counts.get(row.code, {})) for row in streets.order_by("code")
        ],
    }


def _area_feature(row: PlaceArea, counts: Mapping[str, int]) -> dict[str, Any]:
    worst = next((level for level in reversed(LEVELS) if counts.get(level)), "grey")
    rings = [[_degrees(lon, lat, row.datum) for lon, lat in ring] for ring in row.rings]
    return {
        "type": "Feature",
        "geometry": {"type": "Polygon", "coordinates": rings},
        "properties": {
            "code": row.code, "name": row.name, "name_en": row.name_en, "level": worst,
            "counts": dict(counts),
        },
    }  # fmt: skip


def register_spread(
    *, asked: RegisterFilter, area: Area, today: date, by: str = "scenario"
) -> list[tuple[str, dict[str, int]]]:
    """Count the filter's risks by scenario or street and level, the largest group first."""
    rows = register_rows(asked=asked, area=area, today=today)
    groups: dict[str, dict[str, int]] = {}
    for name, level, number in rows.values_list(by, "level").annotate(n=Count("id")):
        groups.setdefault(name, {})[level] = number
    return sorted(groups.items(), key=lambda group: (-sum(group[1].values()), group[0]))


def risk_get(*, id: str, area: Area) -> Risk | None:
    """Give one risk inside an area with its latest assessment, or None."""
    rows = area.rows(Risk.objects.filter(id=id))
    return rows.select_related("site", "site__enterprise", "facility", "latest").first()


def assessment_rows(*, risk: str) -> QuerySet[RiskAssessment]:
    """Give the assessments of a risk, the latest first."""
    return RiskAssessment.objects.filter(risk=risk).order_by("-number")


def _degrees(lon: int, lat: int, datum: str) -> list[float]:
    point = Point(lon, lat, datum)
    moved = point_to_datum(point, "wgs84")
    return [moved.lon / 1e7, moved.lat / 1e7]


def risks_of_sites(*, sites: Sequence[str]) -> dict[str, list[Risk]]:
    """Give site → its risks on the register, the worst first, with one query."""
    found: dict[str, list[Risk]] = {}
    rows = Risk.objects.filter(site__in=sites).exclude(state="retired").select_related("facility")
    for risk in rows.order_by("-rank", "-d", "id"):
        found.setdefault(risk.site_id, []).append(risk)
    return found
