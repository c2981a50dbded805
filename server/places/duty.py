"""Say whose streets are whose: what a tablet's author may change lies in their own duty streets."""

from server.accounts.models import Officer
from server.accounts.permissions import WHOLE_DISTRICT
from server.ledger.acceptance import Acceptance


def is_outside(acceptance: Acceptance, street: str) -> bool:
    """Say whether a tablet's author acts on something of a street that is not theirs.

    The office acts everywhere, and what it let through was looked at.
    """
    if acceptance.origin != "device" or acceptance.released_by is not None:
        return False
    found = Officer.objects.filter(id=acceptance.officer).values_list("role", "streets").first()
    role, streets = found or ("", [])
    return role not in WHOLE_DISTRICT and street not in streets
