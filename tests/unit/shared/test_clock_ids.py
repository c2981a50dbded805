"""Clocks that are told, instants in one form, ids that sort and ids that follow from their parts."""

import uuid
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared import clock as clock_module
from shared.clock import (
    FixedClock,
    InstantUnreadable,
    SystemClock,
    instant_read,
    instant_text,
)
from shared.ids import PartUnusable, SequenceIds, SystemIds, derived_id

NINE = datetime(2026, 11, 22, 1, 0, tzinfo=UTC)


def test_an_instant_is_written_in_utc_with_milliseconds():
    changchun = timezone(timedelta(hours=8))
    assert instant_text(datetime(2026, 11, 22, 9, 0, 0, 1999, changchun)) == (
        "2026-11-22T01:00:00.001Z"
    )


@settings(max_examples=200, deadline=None, derandomize=True)
@given(st.datetimes(datetime(1970, 1, 1), datetime(2200, 1, 1)))  # noqa: DTZ001
def test_an_instant_reads_what_it_wrote(naive):
    instant = naive.replace(microsecond=naive.microsecond // 1000 * 1000, tzinfo=UTC)
    assert instant_read(instant_text(instant)) == instant


@pytest.mark.parametrize(
    "text",
    ["2026-11-22T01:00:00Z", "2026-11-22T01:00:00.000+00:00", "2026-11-22 01:00:00.000Z",
     "2026-13-22T01:00:00.000Z", "2026-02-30T01:00:00.000Z", "2026-11-22T24:00:00.000Z",
     "２０２６-11-22T01:00:00.000Z", "2026-11-22T01:00:00.000Z\n", "", None, 5],
)  # fmt: skip
def test_only_one_form_is_an_instant(text):
    with pytest.raises(InstantUnreadable):
        instant_read(text)


def test_a_naive_instant_is_refused():
    with pytest.raises(InstantUnreadable):
        instant_text(datetime(2026, 11, 22))  # noqa: DTZ001
    with pytest.raises(InstantUnreadable):
        FixedClock(datetime(2026, 11, 22))  # noqa: DTZ001


def test_a_fixed_clock_stands_until_told():
    clock = FixedClock(NINE, monotonic=5)
    assert (clock.now(), clock.monotonic(), clock.boot()) == (NINE, 5, "boot-1")
    clock.advance(timedelta(seconds=2))
    assert (clock.now(), clock.monotonic()) == (NINE + timedelta(seconds=2), 2005)


def test_setting_the_wall_clock_does_not_touch_monotonic_time():
    clock = FixedClock(NINE, monotonic=5)
    clock.set_wall(NINE - timedelta(days=365))
    assert clock.monotonic() == 5
    clock.restart("boot-2")
    assert (clock.boot(), clock.monotonic()) == ("boot-2", 0)


def test_the_machine_tells_an_aware_time_that_does_not_run_backwards():
    clock = SystemClock()
    before = clock.monotonic()
    assert clock.now().tzinfo is UTC
    assert clock.monotonic() >= before >= 0
    assert clock.boot() == clock.boot() != ""


def test_without_a_boot_id_each_process_counts_as_its_own_boot(monkeypatch, tmp_path):
    monkeypatch.setattr(clock_module, "BOOT_ID_FILE", tmp_path / "missing")
    one, other = SystemClock(), SystemClock()
    assert one.boot().startswith("process-")
    assert one.boot() != other.boot()


def test_new_ids_are_uuids_of_version_7_that_sort_by_time():
    clock = FixedClock(NINE)
    ids = SystemIds(clock)
    made = []
    for _ in range(50):
        made.extend(ids.new() for _ in range(20))
        clock.advance(timedelta(milliseconds=1))
    assert made == sorted(made)
    assert len(set(made)) == 1000
    assert {uuid.UUID(one).version for one in made} == {7}


def test_ids_keep_their_order_when_the_count_of_a_millisecond_runs_over():
    ids = SystemIds(FixedClock(NINE), random=lambda count: b"\xff" * count)
    made = [ids.new() for _ in range(5000)]
    assert made == sorted(set(made))


def test_ids_keep_their_order_when_the_clock_is_set_back():
    clock = FixedClock(NINE)
    ids = SystemIds(clock)
    first = ids.new()
    clock.set_wall(NINE - timedelta(days=1))
    assert ids.new() > first


def test_a_sequence_gives_the_same_ids_for_one_seed():
    one, other = SequenceIds("demo"), SequenceIds("demo")
    assert [one.new() for _ in range(5)] == [other.new() for _ in range(5)]
    assert SequenceIds("demo").new() != SequenceIds("other").new()
    assert uuid.UUID(one.new()).version == 7


def test_a_derived_id_follows_from_its_parts_and_nothing_else():
    assert derived_id("hazard", "ab", "G8") == derived_id("hazard", "ab", "G8")
    assert derived_id("hazard", "ab", "G8") == "c54971ec-ae62-8b34-835e-212fbd357695"
    assert uuid.UUID(derived_id("x")).version == 8


def test_different_lists_of_parts_never_give_one_id():
    lists = [("ab", "c"), ("a", "bc"), ("abc",), ("a", "b", "c"), ("abc", ""), ("", "abc")]
    assert len({derived_id(*one) for one in lists}) == len(lists)


def test_a_part_that_holds_the_separator_is_refused():
    with pytest.raises(PartUnusable, match="line feed"):
        derived_id("a\nb")
