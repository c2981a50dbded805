"""Answers for all the items a person did not answer by hand: what a decent place would get."""

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal

from fieldapp.work import Tablet, answer_save, run_open
from shared.checklist import Row
from shared.inspection import local_day

JUDGED_BY_ITSELF = "calculated"
ROUNDS = 3  # an answer may show further items


def rest_answer(tablet: Tablet, *, run: str, given: Mapping[str, str]) -> int:
    """Answer every open item, by `given` (item → value) where it says so; return how many."""
    count = 0
    for _ in range(ROUNDS):
        answers = run_open(tablet, run=run).answering
        for row in list(answers.rows()):
            if row.item.type == JUDGED_BY_ITSELF or answers.given(*row.key) is not None:
                continue
            value = given.get(row.item.id) or _good_value(row, _day(tablet, run))
            answer_save(tablet, run=run, item=row.item.id, at=row.at, value=value, how="bulk")
            count += 1
    return count


def _day(tablet: Tablet, run: str) -> date:
    return local_day(run_open(tablet, run=run).draft.started)


def _good_value(row: Row, day: date) -> str:
    item = row.item
    if item.type == "verdict":
        return "pass"
    if item.type in ("choice", "choices"):
        return item.choices[0].id
    if item.type == "date":
        return (day + timedelta(days=400)).isoformat()
    if item.type == "number":
        low, high = item.minimum or Decimal(0), item.maximum
        return str((low + high) / 2 if high is not None else low + 1)
    return "无"
