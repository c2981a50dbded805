"""The doors of the room: what intake calls, with the head lock held."""

from collections.abc import Sequence

from server.hazards.deeds import (
    hazard_accept,
    hazard_close,
    hazard_confirm,
    hazard_dismiss,
    hazard_merge,
    hazard_report_done,
    hazard_transfer,
    hazard_verify,
)
from server.hazards.feeding import hazard_feed
from server.hazards.models import LIVE, Hazard
from server.hazards.observing import hazards_observe
from server.hazards.orders import order_serve
from server.hazards.overdue import hazard_mark_overdue, hazards_passed
from server.hazards.rechecks import recheck_accept
from server.ledger.acceptance import Acceptance
from server.places.placing import Moved

__all__ = [
    "hazard_accept",
    "hazard_close",
    "hazard_confirm",
    "hazard_dismiss",
    "hazard_mark_overdue",
    "hazard_merge",
    "hazard_report_done",
    "hazard_transfer",
    "hazard_verify",
    "hazards_follow",
    "hazards_observe",
    "hazards_passed",
    "order_serve",
    "recheck_accept",
]


def hazards_follow(*, acceptance: Acceptance, moves: Sequence[Moved]) -> None:
    """Carry hazards to the street their site moved to; tablets keep the live ones only."""
    by_site = {move.site: move for move in moves}
    rows = list(Hazard.objects.filter(site__in=by_site).order_by("id"))
    for row in rows:
        move = by_site[row.site_id]
        row.street, row.changed_position = move.after, acceptance.position
        if row.state in LIVE:
            hazard_feed(acceptance, row, before=move.before)
    Hazard.objects.bulk_update(rows, ["street", "changed_position"], batch_size=500)
