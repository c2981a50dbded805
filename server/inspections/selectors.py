"""Read visits: a filter, its page; one visit with what its bytes hold."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from server.accounts.permissions import Area
from server.inspections.models import Finding, Paper, Visit, VisitBlob, VisitOfficer
from server.ledger.models import Entry
from shared.text import fold

PAGE = 50


@dataclass(frozen=True, slots=True)
class VisitFilter:
    """Say which visits; empty members mean all."""

    text: str = ""
    kind: str = ""
    street: str = ""
    site: str = ""
    officer: str = ""
    found: str = ""  # "yes": with findings
    since: date | None = None


@dataclass(frozen=True, slots=True)
class VisitPage:
    """Hold one page of visits; `next_page` is None after the last."""

    rows: list[Visit]
    total: int
    next_page: int | None


def visit_rows(*, asked: VisitFilter, area: Area) -> QuerySet[Visit]:
    """Give the visits a filter names inside an area, unordered."""
    rows = area.rows(Visit.objects.all())
    for name in ("kind", "street", "site"):
        if value := getattr(asked, name):
            rows = rows.filter(**{name: value})
    if asked.officer:
        rows = rows.filter(crew__officer=asked.officer)
    if asked.found == "yes":
        rows = rows.filter(findings_count__gt=0)
    if asked.since:
        rows = rows.filter(happened_at__date__gte=asked.since)
    for word in fold(asked.text).split():
        rows = rows.filter(
            Q(site__search__contains=word)
            | Q(id__startswith=word)
            | Q(papers__number__icontains=word)
        )
    return rows.distinct() if asked.text else rows


def visit_page(*, asked: VisitFilter, area: Area, number: int = 1) -> VisitPage:
    """Give one page of visits, the latest first, each with its crew."""
    rows = visit_rows(asked=asked, area=area)
    first = (number - 1) * PAGE
    found = list(
        rows.select_related("site")
        .prefetch_related("crew")
        .order_by("-happened_at", "id")[first : first + PAGE + 1]
    )
    return VisitPage(found[:PAGE], rows.count(), number + 1 if len(found) > PAGE else None)


def visits_of_site(*, site: str, area: Area, limit: int = 20) -> list[Visit]:
    """Give the latest visits of a site that were made inside an area."""
    rows = area.rows(Visit.objects.filter(site=site)).prefetch_related("crew")
    return list(rows.order_by("-happened_at", "id")[:limit])


def visit_get(*, id: str, area: Area) -> Visit | None:
    """Give one visit inside an area, or None."""
    rows = area.rows(Visit.objects.filter(id=id))
    return rows.select_related("site", "facility", "supersedes").first()


def visit_parts(*, visit: str) -> Mapping[str, QuerySet[Any]]:
    """Give what belongs to a visit, each part in its order."""
    return {
        "crew": VisitOfficer.objects.filter(visit=visit).order_by("ordinal"),
        "findings": Finding.objects.filter(visit=visit).order_by("n"),
        "papers": Paper.objects.filter(visit=visit).order_by("ordinal"),
        "files": VisitBlob.objects.filter(visit=visit).order_by("use", "sha256"),
        "superseded_by": Visit.objects.filter(supersedes=visit).order_by("position"),
    }


def visit_entry(visit: Visit) -> Entry:
    """Give the ledger entry that holds the visit's bytes."""
    return Entry.objects.get(entry_hash=visit.entry_hash)
