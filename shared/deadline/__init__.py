"""Say by when: working days, the date a hazard is due, and when something happened.

A *calendar* is published data, one TOML per year; a year without a notice is *provisional* and
shown as 暂按. *Due* holds the dates of one hazard. *Happened* is the instant the server fixes for
an operation on receipt; all later arithmetic uses it. A date printed on a served paper holds.
"""

from shared.deadline.calendar import FIXED_HOLIDAYS, Calendar, CalendarYear, Counted
from shared.deadline.due import DAYS_ALLOWED, PLAN_WORKING_DAYS, Due, due_dates, overdue_days
from shared.deadline.happened import Anchor, DeviceTime, Happened, happened_at
from shared.deadline.reading import CalendarFaulty, calendar_year_read

__all__ = [
    "DAYS_ALLOWED",
    "FIXED_HOLIDAYS",
    "PLAN_WORKING_DAYS",
    "Anchor",
    "Calendar",
    "CalendarFaulty",
    "CalendarYear",
    "Counted",
    "DeviceTime",
    "Due",
    "Happened",
    "calendar_year_read",
    "due_dates",
    "happened_at",
    "overdue_days",
]
