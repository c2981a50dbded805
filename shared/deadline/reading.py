"""Read one year of the calendar and report every fault of the file at once.

The exact form; a year whose notice has not come may leave out all but `year`, then the fixed
holidays count and everything counted with it is marked 暂按.

```toml
year = 2026
notice = "…"                              # the notice's number, exactly as it is written
source = "…"                              # optional: where it can be read
workdays = [2026-01-04]                   # weekend days worked instead

[[holiday]]
zh = "元旦"
en = "New Year's Day"
from = 2026-01-01
to = 2026-01-03                           # the last day off
```
"""

import datetime
import tomllib
from collections.abc import Iterator, Mapping
from typing import Any

from shared.deadline.calendar import SATURDAY, CalendarYear, year_provisional
from shared.problems import Fault, Problem

KEYS = frozenset({"year", "notice", "source", "workdays", "holiday"})
HOLIDAY_KEYS = frozenset({"zh", "en", "from", "to"})
MOST_DAYS_OFF = 16


class CalendarFaulty(Problem):
    """Carry every fault of one calendar file."""

    def __init__(self, file: str, faults: list[Fault]) -> None:
        super().__init__(
            "calendar_faulty",
            f"{file}: the calendar has {len(faults)} fault(s).",
            "Mend each place named; the whole form is in shared/deadline/reading.py.",
            fields=[Fault(f"{file}, {one.where}", one.message, one.remedy) for one in faults],
        )


def calendar_year_read(source: bytes, *, file: str) -> CalendarYear:
    """Read one year; raise CalendarFaulty with every fault: file, place, what is wrong, remedy."""
    try:
        table = tomllib.loads(source.decode("utf-8"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        fault = Fault("file", f"is not TOML in UTF-8: {error}.", "Mend the line named.")
        raise CalendarFaulty(file, [fault]) from error
    faults = list(_faults(table))
    if faults:
        raise CalendarFaulty(file, faults)
    if not table.get("notice"):
        return year_provisional(table["year"])
    return CalendarYear(
        year=table["year"],
        notice=table["notice"],
        holidays=frozenset(day for row in table.get("holiday", ()) for day in _days(row)),
        workdays=frozenset(table.get("workdays", ())),
    )


def _days(row: Mapping[str, Any]) -> Iterator[datetime.date]:
    for number in range((row["to"] - row["from"]).days + 1):
        yield row["from"] + datetime.timedelta(number)


def _faults(table: Mapping[str, Any]) -> Iterator[Fault]:
    for key in sorted(table.keys() - KEYS):
        yield Fault(key, "is not a key here.", f"Use {', '.join(sorted(KEYS))}.")
    year = table.get("year")
    if type(year) is not int or not 1949 <= year <= 2999:
        yield Fault("year", f"is {year!r}.", "Write year = 2026.")
        return
    notice = table.get("notice", "")
    if not isinstance(notice, str):
        yield Fault("notice", f"is {notice!r}.", "Write the notice's number as a text.")
    elif not notice and (table.get("holiday") or table.get("workdays")):
        yield Fault("notice", "is missing.", "Days off come from a notice: write its number.")
    yield from _workday_faults(table.get("workdays", []), year)
    yield from _holiday_faults(table.get("holiday", []), year)
    yield from _both_faults(table)


def _workday_faults(workdays: object, year: int) -> Iterator[Fault]:
    if not isinstance(workdays, list):
        yield Fault("workdays", "is not a list of dates.", f"Write [{year}-01-04].")
        return
    for day in workdays:
        if not _is_day(day) or day.year != year or day.weekday() < SATURDAY:
            remedy = f"Write Saturdays or Sundays of {year}, like {year}-01-04."
            yield Fault("workdays", f"holds {day}, no weekend day of {year}.", remedy)


def _holiday_faults(holidays: object, year: int) -> Iterator[Fault]:
    if not isinstance(holidays, list) or not all(isinstance(one, dict) for one in holidays):
        yield Fault("holiday", "is not a list of tables.", "Write [[holiday]] before each.")
        return
    for number, row in enumerate(holidays, start=1):
        where = f"holiday {row.get('zh') or number}"
        for key in sorted(row.keys() - HOLIDAY_KEYS):
            yield Fault(f"{where}.{key}", "is not a key here.", "Use zh, en, from, to.")
        for key in ("zh", "en"):
            if not isinstance(row.get(key), str) or not row[key].strip():
                yield Fault(f"{where}.{key}", "is not a text.", f'Write {key} = "…".')
        if not _is_span(row, year):
            remedy = f"Write from = {year}-10-01 and to = {year}-10-07, both of {year}."
            yield Fault(where, "has no days off in from … to.", remedy)


def _is_day(value: object) -> bool:
    return isinstance(value, datetime.date) and not isinstance(value, datetime.datetime)


def _is_span(row: Mapping[str, Any], year: int) -> bool:
    first, last = row.get("from"), row.get("to")
    if not (isinstance(first, datetime.date) and isinstance(last, datetime.date)):
        return False
    if not (_is_day(first) and _is_day(last)) or not first.year == last.year == year:
        return False
    return 0 <= (last - first).days < MOST_DAYS_OFF


def _both_faults(table: Mapping[str, Any]) -> Iterator[Fault]:
    holidays, workdays = table.get("holiday"), table.get("workdays")
    if not isinstance(holidays, list) or not isinstance(workdays, list):
        return
    spans = [row for row in holidays if isinstance(row, dict) and _is_span(row, table["year"])]
    off = {day for row in spans for day in _days(row)}
    for day in sorted(day for day in workdays if _is_day(day) and day in off):
        yield Fault("workdays", f"holds {day}, which is a holiday too.", "Keep it in one list.")
