"""Read the facts risks are computed from, for many sites at once: six queries, however many hazards."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, NamedTuple

from django.utils.timezone import localdate

from server.hazards.models import Hazard
from server.inspections.models import ControlCheck, Coverage
from server.places.models import Facility, Site


class HazardRow(NamedTuple):
    """Hold what a risk needs of a hazard, in the order of the query."""

    id: str
    site: str
    facility: str | None
    scenario: str
    grade: str
    state: str
    found_on: date
    due_on: date | None
    closed_at: datetime | None
    failed_rechecks: int
    recurrence_of: str | None
    k: int
    order: str | None


class LookRow(NamedTuple):
    """Hold how fully one visit looked at one scenario."""

    visit: str
    facility: str | None
    kind: str
    happened_at: datetime
    scenario: str
    asked: int
    answered: int
    complete: bool

    @property
    def on(self) -> date:
        """Return the local day of the visit."""
        return localdate(self.happened_at)


class CheckRow(NamedTuple):
    """Hold what one visit saw of one control."""

    visit: str
    facility: str | None
    kind: str
    happened_at: datetime
    control: str
    held: bool

    @property
    def on(self) -> date:
        """Return the local day of the visit."""
        return localdate(self.happened_at)


@dataclass(slots=True)
class SiteEvidence:
    """Hold everything of one site that its risks are computed from."""

    site: Site
    facilities: dict[str, Facility] = field(default_factory=dict)
    hazards: dict[str, HazardRow] = field(default_factory=dict)
    looks: list[LookRow] = field(default_factory=list)
    checks: list[CheckRow] = field(default_factory=list)


def evidence_collect(sites: Collection[str]) -> dict[str, SiteEvidence]:
    """Return site id → its evidence, in id order; a corrected visit counts no more."""
    found = {
        site.id: SiteEvidence(site) for site in Site.objects.filter(id__in=sites).order_by("id")
    }
    for facility in Facility.objects.filter(site__in=found).order_by("id"):
        if facility.site_id is not None:
            found[facility.site_id].facilities[facility.id] = facility
    for row in _hazards(found):
        found[row.site].hazards[row.id] = row
    for site, look in _of_visits(Coverage, found, "scenario", "asked", "answered", "complete"):
        found[site].looks.append(LookRow(*look))
    for site, check in _of_visits(ControlCheck, found, "control", "held"):
        found[site].checks.append(CheckRow(*check))
    return found


def _hazards(sites: Collection[str]) -> Iterable[HazardRow]:
    rows = Hazard.objects.filter(site__in=sites).order_by("id")
    for row in rows.values_list(
        "id", "site_id", "facility_id", "scenario", "grade", "state", "found_on", "due_on",
        "closed_at", "failed_rechecks", "recurrence_of_id", "k", "order_id",
    ):  # fmt: skip
        yield HazardRow(*row)


def _of_visits(
    model: Any, sites: Collection[str], *columns: str
) -> Iterable[tuple[str, tuple[Any, ...]]]:
    rows = model.objects.filter(visit__site__in=sites, visit__superseded_by__isnull=True)
    for site, *row in rows.order_by("visit__happened_at", "visit_id").values_list(
        "visit__site_id",
        "visit_id",
        "visit__facility_id",
        "visit__kind",
        "visit__happened_at",
        *columns,
    ):
        yield site, tuple(row)
