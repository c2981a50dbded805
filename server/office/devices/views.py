"""Tablets: who carries which, when it was last heard of, and what waits for the office."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from server.accounts.permissions import can_read_device
from server.devices.selectors import device_rows
from server.intake.selectors import held_count, waiting_rows
from server.ledger.models import Alarm
from server.office.frame.door import page


@page(can_read_device)
def devices(request: HttpRequest) -> HttpResponse:
    """List the tablets, the operations that wait, and the open alarms."""
    values = {
        "devices": list(device_rows()),
        "held": waiting_rows(outcome="held"),
        "held_total": held_count(),
        "refused": waiting_rows(outcome="rejected", limit=50),
        "alarms": list(Alarm.objects.filter(settled_at__isnull=True).order_by("-at")[:50]),
    }
    return render(request, "office/devices/page.html", values)
