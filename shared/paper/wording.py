"""Dates, times and lists as an official paper writes them."""

from collections.abc import Sequence
from datetime import date

from shared.inspection.days import local_time
from shared.inspection.paper_facts import PaperFacts, PaperPerson


def day_zh(day: date | str) -> str:
    """Write a day: 2026年11月22日."""
    one = date.fromisoformat(day) if isinstance(day, str) else day
    return f"{one.year}年{one.month}月{one.day}日"


def period_zh(started: str, finished: str) -> str:
    """Write from when to when; the second day only where it is another."""
    first, last = local_time(started), local_time(finished)
    head = f"{day_zh(first.date())}{first.hour:02}时{first.minute:02}分"
    tail = f"{last.hour:02}时{last.minute:02}分"
    return f"{head}至{tail if first.date() == last.date() else day_zh(last.date()) + tail}"


def signed_day(facts: PaperFacts) -> str:
    """Write the day the paper is signed: when the looking ended."""
    return day_zh(local_time(facts.finished).date())


def people_zh(people: Sequence[PaperPerson]) -> str:
    """Name people with the numbers of their certificates."""
    return "、".join(
        f"{one.name}（执法证号 {one.certificate}）" if one.certificate else one.name
        for one in people
    )


def numbers_zh(numbers: Sequence[int]) -> str:
    """Name numbered problems: 第1、3项."""
    return f"第{'、'.join(map(str, numbers))}项"
