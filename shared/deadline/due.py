"""By when a hazard of a grade is to be mended.

Days are calendar days after the day it was found; they are defaults of practice, not of a law
(缺省参数，待校准). A date an officer set or a served paper prints is never computed anew.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from shared.deadline.calendar import Calendar

DAYS_ALLOWED: Mapping[str, int] = {"low": 30, "general": 15, "serious": 7, "major": 30}
PLAN_WORKING_DAYS = 5


@dataclass(frozen=True, slots=True)
class Due:
    """Hold the dates of one hazard.

    `at_once` says that acting begins now whatever the dates (major); `plan_on` is the day its plan
    is due; `provisional` that this day was counted without the year's notice (暂按).
    """

    on: date
    plan_on: date | None = None
    at_once: bool = False
    provisional: bool = False


def due_dates(grade: str, *, found_on: date, calendar: Calendar) -> Due:
    """Return the latest dates a grade allows: low 30, general 15, serious 7 days.

    Major: at once, with a plan within 5 working days, and mended within 30 days. Raises KeyError
    for a grade that is none.
    """
    last = found_on + timedelta(DAYS_ALLOWED[grade])
    if grade != "major":
        return Due(last)
    plan = calendar.add_working_days(found_on, PLAN_WORKING_DAYS)
    return Due(last, plan_on=min(plan.day, last), at_once=True, provisional=plan.provisional)


def overdue_days(due_on: date | None, *, on: date) -> int:
    """Return how many days a date has passed; 0 on the day itself and without a date."""
    return 0 if due_on is None else max(0, (on - due_on).days)
