"""Which rows of the feed a tablet may read."""

from collections.abc import Iterable

from server.accounts.models import Officer
from server.accounts.permissions import WHOLE_DISTRICT
from server.devices.feeding import device_scope
from server.devices.models import Device

DISTRICT = "district"


def scopes_of(*, device: Device, streets: Iterable[str]) -> tuple[str, ...]:
    """Give the scopes of a tablet: the district's, the duty streets of its officers, its own.

    `streets` are all street codes, which an officer of the whole district reads. A revoked tablet reads nothing.
    """
    if device.revoked_at is not None:
        return ()
    officers = Officer.objects.filter(devices__device=device, active=True).values_list(
        "role", "streets"
    )
    everywhere = set(streets)
    mine: set[str] = set()
    for role, duty in officers:
        mine |= everywhere if role in WHOLE_DISTRICT else set(duty)
    return (DISTRICT, *(f"street/{code}" for code in sorted(mine)), device_scope(device.id))
