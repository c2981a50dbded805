"""Ask for published texts, by reference, by day or by year.

Parsed texts are kept per process by their hash (`published`); whether one is published is asked each time.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from server.catalogue.models import ChecklistVersion, Publication
from server.catalogue.published import (
    authority_in_force,
    calendar_in_force,
    checklist_pinned,
    checklists_published,
    documents_in_force,
    model_in_force,
)
from shared.checklist import Checklist, Document
from shared.deadline import Calendar
from shared.risk import ScoringModel

__all__ = [
    "CalendarYearRow",
    "authority_in_force",
    "calendar",
    "calendar_in_force",
    "checklist_get",
    "checklist_rows",
    "checklists_by_ref",
    "checklists_in_force",
    "document_titles",
    "documents_current",
    "is_published",
    "model_current",
]


@dataclass(frozen=True, slots=True)
class CalendarYearRow:
    """A year's calendar; `provisional` (暂按) while its notice is not published."""

    year: int
    calendar: Calendar
    provisional: bool


def checklist_get(ref: str) -> Checklist | None:
    """Give the version that `id@version#sha256` names, or None while it is not published."""
    version, _, sha256 = ref.partition("#")
    return checklist_pinned(ref=version, sha256=sha256)


def checklist_rows(*, checklist: str = "", field: str = "") -> QuerySet[ChecklistVersion]:
    """Give the published versions of a checklist or field of duty; empty members mean all."""
    rows = ChecklistVersion.objects.all()
    if checklist:
        rows = rows.filter(checklist=checklist)
    return rows.filter(field=field) if field else rows


def checklists_in_force(day: date) -> tuple[Checklist, ...]:
    """Give one version of each checklist a visit may start with on a day, the one that began last; by id."""
    newest: dict[str, Checklist] = {}
    for checklist in checklists_published():
        other = newest.get(checklist.id)
        if checklist.in_force(day) and (
            other is None or other.effective_from <= checklist.effective_from
        ):
            newest[checklist.id] = checklist
    return tuple(newest[id] for id in sorted(newest))


def checklists_by_ref() -> dict[str, Checklist]:
    """Give every published version by its `id@version`; texts are read once per process."""
    return {f"{one.id}@{one.version}": one for one in checklists_published()}


def document_titles() -> dict[tuple[str, str], str]:
    """Give the full titles of the cited documents by id and version."""
    return {key: one.text.zh for key, one in documents_current().items()}


def model_current() -> ScoringModel | None:
    """Give the scoring model published last, or None before the first."""
    return model_in_force()


def documents_current() -> Mapping[tuple[str, str], Document]:
    """Give the register of documents published last, empty before the first."""
    return documents_in_force() or {}


def calendar(year: int) -> CalendarYearRow:
    """Give the calendar with the word on one of its years; a year never published is provisional."""
    whole = calendar_in_force()
    return CalendarYearRow(year, whole, whole.is_provisional(year))


def is_published(kind: str, name: str, sha256: str) -> bool:
    """Say whether a text is the one in force; of a checklist, whether this version is published with these bytes."""
    if kind == "checklist":
        return ChecklistVersion.objects.filter(ref=name, sha256=sha256).exists()
    latest = Publication.objects.filter(kind=kind)
    if kind == "calendar":
        latest = latest.filter(name=name)
    return latest.order_by("-position").values_list("sha256", flat=True).first() == sha256
