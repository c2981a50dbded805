"""Read what waits: operations that are held, for something to arrive or for the office."""

from server.devices.models import Device
from server.intake.models import Operation
from server.ledger.models import Entry


def held_count() -> int:
    """Count the operations that are held now."""
    return Operation.objects.filter(outcome="held").count()


def waiting_rows(*, limit: int = 100) -> list[dict[str, object]]:
    """Give what is held or was refused, the oldest held first, each with its entry and tablet."""
    rows = list(
        Operation.objects.filter(outcome__in=("held", "rejected")).order_by("outcome", "arrival")[
            :limit
        ]
    )
    entries = Entry.objects.in_bulk([row.arrival for row in rows])
    devices = Device.objects.in_bulk({row.device for row in rows})
    return [
        {"operation": row, "entry": entries.get(row.arrival), "device": devices.get(row.device)}
        for row in rows
    ]
