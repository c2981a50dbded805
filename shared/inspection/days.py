"""The day a visit was made on: one zone for the whole country, without summer time."""

from datetime import date, datetime, timedelta, timezone

from shared.clock import instant_read
from shared.deadline import DAYS_ALLOWED

CHINA = timezone(timedelta(hours=8), "UTC+08:00")


def local_time(instant: str) -> datetime:
    """Return an instant of the wire as local time; raise InstantUnreadable."""
    return instant_read(instant).astimezone(CHINA)


def local_day(instant: str) -> date:
    """Return the local day of an instant of the wire; raise InstantUnreadable."""
    return local_time(instant).date()


def deadline_day(grade: str, *, found_on: date) -> date:
    """Return the last day a grade allows: low 30, general 15, serious 7 days.

    Major: acting begins at once; the date is the last of the 30 days it may take to be mended.
    """
    return found_on + timedelta(DAYS_ALLOWED[grade])
