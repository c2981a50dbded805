"""Count working days by the notices of the State Council; without one, provisionally."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

SATURDAY = 5
# 全国年节及纪念日放假办法: the days that fall on the same date each year, and since when. Spring
# Festival, Qingming, Dragon Boat and Mid-Autumn move, so only a notice can tell them.
FIXED_HOLIDAYS: tuple[tuple[int, int, int], ...] = (
    (1, 1, 1949),
    (5, 1, 1949),
    (5, 2, 2025),
    (10, 1, 1949),
    (10, 2, 1999),
    (10, 3, 1999),
)


@dataclass(frozen=True, slots=True)
class CalendarYear:
    """Hold one year: days off and weekend days worked instead; `notice` empty means provisional."""

    year: int
    notice: str
    holidays: frozenset[date]
    workdays: frozenset[date]

    @property
    def is_provisional(self) -> bool:
        """Say whether the notice of this year is still missing (暂按)."""
        return not self.notice


@dataclass(frozen=True, slots=True)
class Counted:
    """Hold a day reached by counting; `provisional` when a year without a notice was counted in."""

    day: date
    provisional: bool


class Calendar:
    """Answer whether a day is a working day; days are local dates."""

    def __init__(self, years: Iterable[CalendarYear] = ()) -> None:
        self._years = {one.year: one for one in years}

    def is_provisional(self, year: int) -> bool:
        """Say whether a year has no notice yet."""
        found = self._years.get(year)
        return found is None or found.is_provisional

    def is_workday(self, day: date) -> bool:
        """Say whether people work that day.

        A make-up day works though it is a weekend day; a year without a notice counts Monday to
        Friday less the fixed holidays.
        """
        year = self._years.get(day.year) or year_provisional(day.year)
        if day in year.workdays:
            return True
        return day.weekday() < SATURDAY and day not in year.holidays

    def add_working_days(self, start: date, count: int) -> Counted:
        """Return the `count`-th working day after a day, which itself is not counted.

        With 0 it is that day, working or not. Raises ValueError for a negative count.
        """
        if count < 0:
            raise ValueError(f"{count} working days cannot be added: count forward from 0")
        day, provisional = start, False
        for day in self._workdays_after(start, count):
            provisional = provisional or self.is_provisional(day.year)
        return Counted(day, provisional)

    def working_days_between(self, start: date, end: date) -> int:
        """Return how many working days lie after `start` up to and with `end`."""
        days = (end - start).days
        return sum(self.is_workday(start + timedelta(one)) for one in range(1, days + 1))

    def _workdays_after(self, start: date, count: int) -> Iterator[date]:
        day = start
        while count:
            day += timedelta(1)
            if self.is_workday(day):
                count -= 1
                yield day


def year_provisional(year: int) -> CalendarYear:
    """Return a year nobody has given a notice for."""
    fixed = {date(year, month, day) for month, day, since in FIXED_HOLIDAYS if year >= since}
    return CalendarYear(year, "", frozenset(fixed), frozenset())
