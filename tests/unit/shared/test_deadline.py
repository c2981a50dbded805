"""Working days with holidays and make-up days, due dates, and the instant of an operation."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.deadline import (
    Anchor,
    Calendar,
    CalendarFaulty,
    Counted,
    DeviceTime,
    Due,
    calendar_year_read,
    due_dates,
    happened_at,
    overdue_days,
)

NOTICE_2026 = """
year = 2026
notice = "测试通知〔2025〕1号"
workdays = [2026-01-04, 2026-02-14]

[[holiday]]
zh = "元旦"
en = "New Year"
from = 2026-01-01
to = 2026-01-03

[[holiday]]
zh = "春节"
en = "Spring Festival"
from = 2026-02-15
to = 2026-02-23
"""


def a_year(text=NOTICE_2026):
    return calendar_year_read(text.encode(), file="2026.toml")


@pytest.fixture
def calendar():
    return Calendar([a_year()])


def test_a_holiday_is_off_and_the_sunday_made_up_for_it_is_worked(calendar):
    assert [calendar.is_workday(date(2026, 1, day)) for day in range(1, 7)] == [
        False,  # Thursday, holiday
        False,
        False,
        True,  # Sunday, worked instead
        True,
        True,
    ]


def test_counting_begins_on_the_day_after(calendar):
    friday = date(2026, 1, 9)
    assert calendar.add_working_days(friday, 0) == Counted(friday, False)
    assert calendar.add_working_days(friday, 1) == Counted(date(2026, 1, 12), False)


def test_working_days_jump_over_the_spring_festival(calendar):
    # Friday 13 February; the 14th is worked, 15th to 23rd are off.
    assert calendar.add_working_days(date(2026, 2, 13), 2).day == date(2026, 2, 24)


def test_a_year_without_a_notice_counts_monday_to_friday_less_fixed_holidays():
    calendar = Calendar()
    assert not calendar.is_workday(date(2027, 1, 1))  # Friday
    assert not calendar.is_workday(date(2027, 10, 1))
    assert calendar.is_workday(date(2027, 2, 8))
    assert not calendar.is_workday(date(2027, 2, 6))  # Saturday
    assert calendar.add_working_days(date(2027, 2, 5), 1) == Counted(date(2027, 2, 8), True)


def test_the_second_of_may_is_a_holiday_since_2025():
    assert Calendar().is_workday(date(2024, 5, 2))
    assert not Calendar().is_workday(date(2025, 5, 2))


def test_counting_into_a_year_without_a_notice_marks_the_day_provisional(calendar):
    assert calendar.add_working_days(date(2026, 12, 30), 1) == Counted(date(2026, 12, 31), False)
    assert calendar.add_working_days(date(2026, 12, 30), 2) == Counted(date(2027, 1, 4), True)
    assert calendar.is_provisional(2027)
    assert not calendar.is_provisional(2026)


def test_a_file_without_a_notice_is_a_provisional_year():
    calendar = Calendar([a_year("year = 2027")])
    assert calendar.is_provisional(2027)
    assert not calendar.is_workday(date(2027, 10, 1))


def test_nobody_counts_working_days_backwards(calendar):
    with pytest.raises(ValueError, match="-1"):
        calendar.add_working_days(date(2026, 1, 5), -1)


@settings(max_examples=300, deadline=None, derandomize=True)
@given(st.dates(date(2025, 6, 1), date(2027, 6, 1)), st.integers(0, 30))
def test_as_many_working_days_lie_between_as_were_added(start, count):
    calendar = Calendar([a_year()])
    end = calendar.add_working_days(start, count).day
    assert calendar.working_days_between(start, end) == count
    assert count == 0 or calendar.is_workday(end)


FAULTY = """
year = 2026
notice = ""
colour = "red"
workdays = [2026-01-05, 2025-01-04, 2026-01-03]

[[holiday]]
zh = "元旦"
from = 2026-01-01
to = 2026-01-03

[[holiday]]
zh = "国庆节"
en = "National Day"
from = 2026-10-07
to = 2026-10-01
"""


def test_every_fault_of_a_calendar_is_told_at_once_with_place_and_remedy():
    with pytest.raises(CalendarFaulty) as caught:
        calendar_year_read(FAULTY.encode(), file="2026.toml")
    told = [(one.where, one.message) for one in caught.value.fields]
    assert told == [
        ("2026.toml, colour", "is not a key here."),
        ("2026.toml, notice", "is missing."),
        ("2026.toml, workdays", "holds 2026-01-05, no weekend day of 2026."),
        ("2026.toml, workdays", "holds 2025-01-04, no weekend day of 2026."),
        ("2026.toml, holiday 元旦.en", "is not a text."),
        ("2026.toml, holiday 国庆节", "has no days off in from … to."),
        ("2026.toml, workdays", "holds 2026-01-03, which is a holiday too."),
    ]
    assert all(one.remedy for one in caught.value.fields)


@pytest.mark.parametrize("source", [b"year = ", b"\xff", b"", b"year = '2026'", b"year = 20266"])
def test_what_is_no_calendar_is_refused(source):
    with pytest.raises(CalendarFaulty, match=r"broken\.toml"):
        calendar_year_read(source, file="broken.toml")


@pytest.mark.parametrize(
    ("grade", "due"),
    [("low", date(2026, 3, 15)), ("general", date(2026, 2, 28)), ("serious", date(2026, 2, 20))],
)
def test_a_grade_is_due_after_its_calendar_days(calendar, grade, due):
    assert due_dates(grade, found_on=date(2026, 2, 13), calendar=calendar) == Due(due)


def test_a_major_hazard_is_acted_on_at_once_with_a_plan_in_five_working_days(calendar):
    due = due_dates("major", found_on=date(2026, 2, 13), calendar=calendar)
    assert due == Due(date(2026, 3, 15), plan_on=date(2026, 2, 27), at_once=True)


def test_the_plan_of_a_major_hazard_is_provisional_in_a_year_without_a_notice(calendar):
    due = due_dates("major", found_on=date(2026, 12, 30), calendar=calendar)
    assert (due.plan_on, due.provisional) == (date(2027, 1, 7), True)


def test_a_grade_nobody_knows_is_an_error(calendar):
    with pytest.raises(KeyError):
        due_dates("severe", found_on=date(2026, 2, 13), calendar=calendar)


def test_a_date_is_overdue_only_after_it():
    assert [overdue_days(date(2026, 3, 1), on=date(2026, 3, day)) for day in (1, 2, 11)] == [
        0,
        1,
        10,
    ]
    assert overdue_days(None, on=date(2026, 3, 1)) == 0


NINE = datetime(2026, 11, 22, 1, 0, tzinfo=UTC)
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
IN_CONTACT = DeviceTime(
    wall=NINE + HOUR,
    mono=10_000_000,
    boot="b1",
    server_time=NINE,
    server_time_age=3_600_000,
)
ALONE = DeviceTime(wall=NINE + HOUR, mono=10_000_000, boot="b1")


def test_the_age_of_the_last_contact_counts_whatever_the_wall_clock_says():
    set_back = replace(IN_CONTACT, wall=datetime(1970, 1, 1, tzinfo=UTC))
    found = happened_at(set_back, arrival=NINE + 3 * HOUR)
    assert (found.at, found.source, found.clamped) == (NINE + HOUR, "contact", False)
    assert found.uncertainty_ms == 5_000 + 360
    assert found.skew_ms < -1_000_000_000_000


def test_an_operation_of_the_same_boot_anchors_one_without_contact():
    anchor = Anchor(mono=7_600_000, boot="b1", at=NINE, uncertainty_ms=5_000)
    found = happened_at(ALONE, arrival=NINE + 3 * HOUR, anchor=anchor)
    assert (found.at, found.source) == (NINE + 40 * MINUTE, "anchor")
    assert found.uncertainty_ms == 5_000 + 240


def test_an_anchor_from_after_the_operation_counts_back():
    anchor = Anchor(mono=13_600_000, boot="b1", at=NINE + 2 * HOUR, uncertainty_ms=0)
    assert happened_at(ALONE, arrival=NINE + 3 * HOUR, anchor=anchor).at == NINE + HOUR


def test_an_anchor_of_another_boot_says_nothing():
    anchor = Anchor(mono=7_600_000, boot="b0", at=NINE, uncertainty_ms=5_000)
    assert happened_at(ALONE, arrival=NINE + 3 * HOUR, anchor=anchor).source == "wall"


def test_a_wall_clock_alone_leaves_the_whole_window_uncertain():
    found = happened_at(ALONE, arrival=NINE + 3 * HOUR, last_contact=NINE)
    assert (found.at, found.source) == (NINE + HOUR, "wall")
    assert found.uncertainty_ms == 2 * 3_600_000


@pytest.mark.parametrize(
    ("wall", "at"),
    [(NINE - HOUR, NINE), (NINE + 9 * HOUR, NINE + 3 * HOUR)],
)
def test_no_clock_moves_an_operation_out_of_the_window(wall, at):
    told = replace(ALONE, wall=wall)
    found = happened_at(told, arrival=NINE + 3 * HOUR, last_contact=NINE)
    assert (found.at, found.clamped) == (at, True)
    assert found.uncertainty_ms == 3 * 3_600_000


def test_an_age_longer_than_possible_is_cut_at_the_arrival():
    told = replace(IN_CONTACT, server_time_age=9 * 3_600_000)
    found = happened_at(told, arrival=NINE + 3 * HOUR)
    assert (found.at, found.clamped) == (NINE + 3 * HOUR, True)
    assert found.uncertainty_ms == 3 * 3_600_000


def test_a_server_whose_clock_went_back_still_gives_an_instant():
    found = happened_at(IN_CONTACT, arrival=NINE - HOUR)
    assert (found.at, found.uncertainty_ms) == (NINE - HOUR, 0)


def test_an_instant_is_whole_milliseconds():
    told = replace(ALONE, wall=NINE + timedelta(microseconds=1_999))
    assert happened_at(told, arrival=NINE + HOUR).at == NINE + timedelta(milliseconds=1)


instants = st.integers(-(10**8), 10**8).map(lambda ms: NINE + timedelta(milliseconds=ms))
ages = st.one_of(st.just((None, None)), st.tuples(instants, st.integers(0, 2 * 10**8)))


@settings(max_examples=500, deadline=None, derandomize=True)
@given(instants, ages, instants, st.one_of(st.none(), instants))
def test_the_instant_lies_in_the_window_and_its_uncertainty_too(wall, contact, arrival, last):
    told = DeviceTime(wall, 0, "b1", *contact)
    found = happened_at(told, arrival=arrival, last_contact=last)
    known = [one for one in (last, contact[0]) if one is not None]
    assert found.at <= arrival
    if known:
        assert found.at >= min(max(known), arrival)
        most = max(arrival - min(max(known), arrival), timedelta(0))
        assert timedelta(milliseconds=found.uncertainty_ms) <= most


CALENDARS = Path(__file__).parents[3] / "checklists" / "calendars"


@pytest.mark.parametrize(
    ("year", "workdays"),
    # Days off net of weekends and make-up days: a slip of one day would change the count.
    [(2024, 251), (2025, 248), (2026, 248)],
)
def test_a_shipped_calendar_has_its_notice_and_its_number_of_working_days(year, workdays):
    file = CALENDARS / f"{year}.toml"
    found = calendar_year_read(file.read_bytes(), file=file.name)
    assert found.notice.startswith("国办发明电〔")
    calendar = Calendar([found])
    assert calendar.working_days_between(date(year - 1, 12, 31), date(year, 12, 31)) == workdays
