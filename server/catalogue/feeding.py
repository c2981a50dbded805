"""Write the feed rows by which tablets get what is published; all of them stand in the district's scope."""

from collections.abc import Mapping

from server.catalogue.models import ChecklistVersion, Publication
from server.ledger.acceptance import Acceptance
from shared.checklist import Checklist

SCOPE = "district"


def checklist_feed(acceptance: Acceptance, row: ChecklistVersion, checklist: Checklist) -> None:
    """Write a checklist version; older ones stay, visits under way are pinned to them."""
    data = {
        "id": row.checklist,
        "version": row.version,
        "ref": checklist.ref,
        "sha256": row.sha256,
        "field": row.field,
        "zh": row.zh,
        "en": row.en,
        "label": row.label,
        "label_en": checklist.label.en if checklist.label else "",
        "effective_from": row.effective_from.isoformat(),
        "effective_to": row.effective_to.isoformat() if row.effective_to else None,
        "text": row.text,
    }
    acceptance.feed(scope=SCOPE, kind="checklist", id=row.ref, data=data)


def documents_feed(acceptance: Acceptance, row: Publication) -> None:
    """Write the register of documents."""
    acceptance.feed(scope=SCOPE, kind="documents", id="documents", data=_versioned(row))


def model_feed(acceptance: Acceptance, row: Publication) -> None:
    """Write the scoring model in force."""
    acceptance.feed(scope=SCOPE, kind="model", id="model", data=_versioned(row))


def calendar_feed(acceptance: Acceptance, row: Publication, *, provisional: bool) -> None:
    """Write the working days of a year."""
    data = {"year": int(row.name), "text": row.text, "provisional": provisional}
    acceptance.feed(scope=SCOPE, kind="calendar", id=row.name, data=data)


def authority_feed(acceptance: Acceptance, data: Mapping[str, str]) -> None:
    """Write whose name stands on papers."""
    acceptance.feed(scope=SCOPE, kind="authority", id="authority", data=data)


def _versioned(row: Publication) -> dict[str, str]:
    return {"version": row.version, "sha256": row.sha256, "text": row.text}
