"""Apply what moves places, and let every row that lies there follow, in order of the rooms."""

from collections.abc import Sequence

from server.hazards.services import hazards_follow
from server.ledger.acceptance import Acceptance
from server.places.placing import Moved
from server.places.services import areas_import, enterprises_import
from server.places.sites import facilities_follow, facilities_import, site_patch, sites_import
from server.planning.services import tasks_follow
from shared.sync import Outcome


def area_import(*, acceptance: Acceptance) -> Outcome:
    """Store re-issued areas; sites whose street changed take everything with them."""
    rows_follow(acceptance=acceptance, moves=areas_import(acceptance=acceptance))
    return Outcome.applied()


def site_import(*, acceptance: Acceptance) -> Outcome:
    """Store sites; those that moved take everything with them."""
    rows_follow(acceptance=acceptance, moves=sites_import(acceptance=acceptance))
    return Outcome.applied()


def site_change(*, acceptance: Acceptance) -> Outcome:
    """Change members of a site; if it moved, everything goes with it."""
    outcome, moves = site_patch(acceptance=acceptance)
    rows_follow(acceptance=acceptance, moves=moves)
    return outcome


def enterprise_import(*, acceptance: Acceptance) -> Outcome:
    """Store enterprises."""
    enterprises_import(acceptance=acceptance)
    return Outcome.applied()


def facility_import(*, acceptance: Acceptance) -> Outcome:
    """Store facilities."""
    facilities_import(acceptance=acceptance)
    return Outcome.applied()


def rows_follow(*, acceptance: Acceptance, moves: Sequence[Moved]) -> None:
    """Carry every current row of moved sites to its new street; each tablet is told once."""
    if not moves:
        return
    facilities_follow(acceptance=acceptance, moves=moves)
    hazards_follow(acceptance=acceptance, moves=moves)
    tasks_follow(acceptance=acceptance, moves=moves)
