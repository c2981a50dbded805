"""Give the published texts as what they mean: pinned checklists, the model and the calendar in force.

Texts are read once per process: a text is named by its hash, so what was read stays true. Whether it
is published is asked of the database each time.
"""

import json
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from server.catalogue.models import ChecklistVersion, Publication
from shared.checklist import Checklist, Document, checklist_read, documents_read
from shared.deadline import Calendar, CalendarYear, calendar_year_read
from shared.risk import ScoringModel, model_read


def checklist_pinned(*, ref: str, sha256: str) -> Checklist | None:
    """Return the version `id@version` whose bytes have this hash, or None while it is not published."""
    found = ChecklistVersion.objects.filter(ref=ref, sha256=sha256)
    if sha256 not in _READ:
        text = found.values_list("text", flat=True).first()
        return None if text is None else _checklist(sha256, text)
    return _READ[sha256] if found.exists() else None


def model_in_force() -> ScoringModel | None:
    """Return the scoring model published last, or None before the first."""
    row = Publication.objects.filter(kind="model").order_by("-position").first()
    return None if row is None else _model(row.sha256, row.text)


def checklists_published() -> tuple[Checklist, ...]:
    """Return every published version, in the order of publication; texts are fetched once per process."""
    known = ChecklistVersion.objects.order_by("position", "ref").values_list("sha256", flat=True)
    hashes = list(known)
    missing = [sha256 for sha256 in hashes if sha256 not in _READ]
    texts = ChecklistVersion.objects.filter(sha256__in=missing).values_list("sha256", "text")
    for sha256, text in texts if missing else ():
        _checklist(sha256, text)
    return tuple(_READ[sha256] for sha256 in hashes)


def documents_in_force() -> Mapping[tuple[str, str], Document] | None:
    """Return the register of documents published last, or None before the first."""
    row = Publication.objects.filter(kind="documents").order_by("-position").first()
    return None if row is None else _documents(row.sha256, row.text)


def authority_in_force() -> Mapping[str, Any]:
    """Return whose name stands on papers; empty before it was published."""
    row = Publication.objects.filter(kind="authority").order_by("-position").first()
    return {} if row is None else json.loads(row.text)


def authority_text(data: Mapping[str, str]) -> str:
    """Write an authority as it is stored: one text for the same facts."""
    return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def calendar_in_force() -> Calendar:
    """Return the calendar of all published years; a year without a notice counts provisionally."""
    rows = Publication.objects.filter(kind="calendar").order_by("name", "-position")
    return Calendar(_year(row.sha256, row.text) for row in rows.distinct("name"))


_READ: dict[str, Checklist] = {}  # a few dozen versions in all


def _checklist(sha256: str, text: str) -> Checklist:
    return _READ.setdefault(sha256, checklist_read(text.encode(), file=f"checklist {sha256[:12]}"))


@lru_cache(maxsize=8)
def _model(sha256: str, text: str) -> ScoringModel:
    return model_read(text.encode(), file=f"model {sha256[:12]}")


@lru_cache(maxsize=8)
def _documents(sha256: str, text: str) -> Mapping[tuple[str, str], Document]:
    return documents_read(text.encode(), file=f"documents {sha256[:12]}")


@lru_cache(maxsize=32)
def _year(sha256: str, text: str) -> CalendarYear:
    return calendar_year_read(text.encode(), file=f"calendar {sha256[:12]}")
