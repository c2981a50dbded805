"""Write the rows a tablet keeps of its officers."""

from django.db.models import QuerySet

from server.accounts.models import Officer
from server.accounts.services import officer_data
from server.devices.models import DeviceOfficer
from server.ledger.acceptance import Acceptance


def device_scope(device: str) -> str:
    """Give the scope only this tablet reads."""
    return f"device/{device}"


def officers_feed(
    acceptance: Acceptance, officers: QuerySet[Officer], *, device: str | None = None
) -> None:
    """Tell the tablets of these officers, or the one named, how they are now."""
    links = DeviceOfficer.objects.filter(officer__in=officers).select_related("officer__body")
    links = links.filter(device=device) if device else links
    for link in links.prefetch_related("officer__certificates").order_by("device", "officer"):
        acceptance.feed(
            scope=device_scope(link.device_id),
            kind="officer",
            id=link.officer_id,
            data=officer_data(link.officer),
        )
