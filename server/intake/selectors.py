"""Read what waits: operations that are held, for something to arrive or for the office."""

from server.devices.models import Device
from server.intake.models import Operation
from server.ledger.models import Entry


def held_count() -> int:
    """Count the operations that are held now."""
    return Operation.objects.filter(outcome="held").count()


def waiting_rows(*, outcome: str, limit: int = 100) -> list[dict[str, object]]:
    """Give the operations that are `held`, the oldest first, or `rejected`, the latest first."""
    order = "arrival" if outcome == "held" else "-arrival"
    rows = list(Operation.objects.filter(outcome=outcome).order_by(order)[:limit])
    entries = Entry.objects.in_bulk([row.arrival for row in rows])
    devices = Device.objects.in_bulk({row.device for row in rows})
    return [
        {"operation": row, "entry": entries.get(row.arrival), "device": devices.get(row.device)}
        for row in rows
    ]


def operation_of(entry: Entry) -> Operation | None:
    """Give the operation an entry holds, with what was answered to it; None for the server's own entries."""
    return Operation.objects.filter(device=entry.device, seq=entry.seq, hash=entry.hash).first()
