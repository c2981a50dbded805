"""What time brings to hazards: the date passes, and that is an entry of the clock."""

from datetime import datetime

from django.utils.timezone import localdate

from server.hazards.services import hazards_passed
from server.intake.entry_make import entry_make


def overdue_sweep(*, now: datetime) -> int:
    """Enter that hazards have passed their date; give how many were named.

    Raises OverdueRefused when none of the ones named can be marked, which is a fault to look into.
    """
    day, named = localdate(now), 0
    before: list[str] = []
    while (passed := list(hazards_passed(day=day))) and passed != before:
        data = {"day": day.isoformat(), "hazards": passed}
        entry_make(origin="clock", name="hazard.mark_overdue", data=data, now=now)
        before, named = passed, named + len(passed)
    return named
