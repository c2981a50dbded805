"""Read tablets: who carries which, when they were last heard of, whose key is whose."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Max, QuerySet

from server.accounts.models import Officer
from server.devices.models import Contact, Device, OfficerKey


@dataclass(frozen=True, slots=True)
class Lamp:
    """Hold how the exchange with the tablets stands."""

    devices: int
    latest: datetime | None


def devices_lamp() -> Lamp:
    """Count the tablets that are not shut out and tell when one was last heard of."""
    latest = Contact.objects.aggregate(latest=Max("at"))["latest"]
    return Lamp(Device.objects.filter(revoked_at__isnull=True).count(), latest)


def device_rows() -> QuerySet[Device]:
    """Give all tablets with the time they were last heard of, the latest first."""
    rows = Device.objects.prefetch_related("officers__officer")
    return rows.annotate(
        heard=Max("contacts__at"), carriers=Count("officers", distinct=True)
    ).order_by("-heard", "id")


def device_label(*, id: str) -> str:
    """Give what a tablet is called; "" where it has no name or is not enrolled here."""
    return Device.objects.filter(id=id).values_list("label", flat=True).first() or ""


def signing_keys(*, device: str, lang: str = "zh") -> dict[str, tuple[str, bytes]]:
    """Give key id → (whose it is, public key) of a tablet and the officers on it."""
    found = {
        key: (label or id, bytes(public))
        for id, label, key, public in Device.objects.filter(id=device).values_list(
            "id", "label", "key", "public_key"
        )
    }
    rows = OfficerKey.objects.filter(device=device).select_related("officer")
    return found | {row.key: (_name(row.officer, lang), bytes(row.public_key)) for row in rows}


def _name(officer: Officer, lang: str) -> str:
    return (officer.name_en or officer.name) if lang == "en" else officer.name
