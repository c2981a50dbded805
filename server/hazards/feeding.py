"""Write the feed rows tablets keep of hazards: the live ones of a street."""

from typing import Any

from server.hazards.models import DEAD, Hazard
from server.ledger.acceptance import Acceptance
from server.places.feeding import feed_move, street_scope


def hazard_data(hazard: Hazard) -> dict[str, Any]:
    """Return a hazard as the tablet keeps it."""
    return {
        "site": hazard.site_id,
        "facility": hazard.facility_id,
        "scenario": hazard.scenario,
        "item": hazard.item,
        "slot": hazard.slot or "",
        "grade": hazard.grade,
        "state": hazard.state,
        "title_zh": hazard.title_zh,
        "title_en": hazard.title_en,
        "article": hazard.article,
        "found_on": hazard.found_on.isoformat(),
        "due_on": hazard.due_on.isoformat() if hazard.due_on else None,
        "recurrence": hazard.recurrence_number,
        "k": hazard.k,
        "checklist": hazard.checklist,
    }


def hazard_feed(acceptance: Acceptance, hazard: Hazard, *, before: str | None = None) -> None:
    """Write a hazard's row; one that ended is gone. `before` is the street it was in, if it moved."""
    street = hazard.street if before is None else before
    if hazard.state in DEAD:
        if street:
            acceptance.feed(
                scope=street_scope(street), kind="hazard", id=hazard.id, data={}, gone=True
            )
        return
    feed_move(
        acceptance,
        kind="hazard",
        id=hazard.id,
        before=street,
        after=hazard.street,
        data=hazard_data(hazard),
    )
