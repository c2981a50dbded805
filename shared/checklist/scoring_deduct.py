"""JGJ 59-2011: marks are deducted item by item, table by table, weighed and graded.

Sheet: one item table filled in once (for a crane: once for each). Clause 4.0.3: an item loses at most its own
mark; a sheet is 0 when a guarantee item is 0 or the guarantee items together have less than 40 of 60; missing
items are left out and the rest is scaled up, A2 = D / E × 100; sheets of a table and tables of a group are
averaged; a group counts with its weight, A1 = B × C / 100. Clause 5.0.2 grades the sum.
"""

from collections.abc import Sequence
from fractions import Fraction

from shared.checklist.answer_rows import Row
from shared.checklist.answering import Answers
from shared.checklist.jgj59 import EXCELLENT_FROM, GRADE_LIMITS, QUALIFIED_FROM, table_text
from shared.checklist.jgj59_lines import sheet_lines, summary_lines
from shared.checklist.jgj59_sheet import NONE, GroupScore, Mark, Sheet
from shared.checklist.marks import mark_earned
from shared.checklist.model import Text
from shared.checklist.score import INCOMPLETE, INCOMPLETE_TEXT, Score, rounded

VERDICT_TEXTS = {
    "excellent": Text("优良", "Excellent"),
    "qualified": Text("合格", "Qualified"),
    "unqualified": Text("不合格", "Unqualified"),
    INCOMPLETE: INCOMPLETE_TEXT,
}


def score_deduct(answers: Answers) -> Score:
    """Fill in the sheets, weigh the groups, grade the sum."""
    sheets = _sheets(answers)
    groups = _groups([sheet for sheet in sheets if sheet.full])
    weight = sum(group.weight for group in groups)
    summary = sum((group.weighed for group in groups), NONE) * 100 / weight if weight else NONE
    verdict = _verdict(sheets, summary, answers)
    lines = [one for sheet in sheets for one in sheet_lines(sheet)]
    lines.extend(summary_lines(groups, summary))
    return Score(
        "deduct_100",
        rounded(summary, GRADE_LIMITS),
        rounded(Fraction(100)),
        verdict,
        VERDICT_TEXTS[verdict],
        tuple(lines),
    )


def _sheets(answers: Answers) -> list[Sheet]:
    found: dict[tuple[str, tuple[str, ...]], Sheet] = {}
    for row in answers.rows():
        section = row.section
        table = section.table or section.id
        sheet = found.get((table, row.at))
        if sheet is None:
            text = table_text(table) or section.text
            sheet = Sheet(table, text, section.group or table, section.weight or 0, row.at)
            found[table, row.at] = sheet
        if row.item.points:
            _enter(sheet, row, answers)
    return list(found.values())


def _enter(sheet: Sheet, row: Row, answers: Answers) -> None:
    given = answers.given(*row.key)
    # 扣分 without a criterion says that marks go, not how many: it is as open as no answer.
    if given is None or (row.item.deduct and given.text == "fail"):
        sheet.open.append(row)
    elif given.verdict == "na":
        sheet.absent.append(row)
    elif given.verdict == "not_checked":
        sheet.skipped.append(row)
    else:
        earned = Fraction(mark_earned(row.item, given, answers.checklist.scoring))
        sheet.enter(Mark(row, earned, Fraction(row.item.points or 0)))


def _groups(sheets: Sequence[Sheet]) -> list[GroupScore]:
    found: dict[str, dict[str, list[Fraction]]] = {}
    weights: dict[str, int] = {}
    for sheet in sheets:
        found.setdefault(sheet.group, {}).setdefault(sheet.table, []).append(sheet.score)
        weights[sheet.group] = sheet.weight
    return [
        GroupScore(name, weights[name], tuple((t, tuple(s)) for t, s in tables.items()))
        for name, tables in found.items()
    ]


def _verdict(sheets: Sequence[Sheet], summary: Fraction, answers: Answers) -> str:
    # A guarantee item at 0 settles the grade. Everything else waits until nothing is open and all
    # guarantee items were inspected, as clause 4.0.1 wants.
    if any(sheet.zero_items for sheet in sheets):
        return "unqualified"
    inspected = [sheet for sheet in sheets if sheet.full]
    if not inspected or answers.open_rows() or not all(sheet.complete for sheet in sheets):
        return INCOMPLETE
    if summary < QUALIFIED_FROM or any(sheet.zero for sheet in inspected):
        return "unqualified"
    return "excellent" if summary >= EXCELLENT_FROM else "qualified"
