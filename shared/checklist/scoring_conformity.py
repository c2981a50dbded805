"""Conformity, as in food inspection: no failing item, only items without star, or a starred one."""

from fractions import Fraction

from shared.checklist.answer_rows import Row
from shared.checklist.answering import Answers
from shared.checklist.model import Scoring, Text
from shared.checklist.score import INCOMPLETE, INCOMPLETE_TEXT, Score, ScoreLine, line, rounded

VERDICT_TEXTS = {
    "conforms": Text("符合", "Conforms"),
    "largely_conforms": Text("基本符合", "Largely conforms"),
    "does_not_conform": Text("不符合", "Does not conform"),
    INCOMPLETE: INCOMPLETE_TEXT,
}


def score_conformity(answers: Answers) -> Score:
    """Count the items that conform; what is 不适用 or 未查 is noted and not counted."""
    judged = [row for row in answers.rows() if answers.verdict(*row.key) in _COUNTED]
    failing = [row for row in judged if _fails(row, answers)]
    starred = sum(row.item.starred for row in failing)
    rule = answers.checklist.scoring or Scoring("conformity")
    verdict = _verdict(rule, starred, len(failing) - starred)
    # What already fails stays so, whatever is still to come; anything better waits for the last answer.
    if verdict != "does_not_conform" and (not judged or answers.open_rows()):
        verdict = INCOMPLETE
    total = Fraction(len(judged))
    return Score(
        "conformity",
        rounded(total - len(failing)),
        rounded(total),
        verdict,
        VERDICT_TEXTS[verdict],
        tuple(_lines(answers, judged, failing, starred)),
    )


_COUNTED = ("pass", "partial", "fail")


def _fails(row: Row, answers: Answers) -> bool:
    verdict = answers.verdict(*row.key)
    return verdict == "fail" or (verdict == "partial" and row.item.partial == "finding")


def _verdict(rule: Scoring, starred: int, general: int) -> str:
    if starred or (rule.general_limit is not None and general > rule.general_limit):
        return "does_not_conform"
    return "largely_conforms" if general else "conforms"


def _lines(
    answers: Answers, judged: list[Row], failing: list[Row], starred: int
) -> list[ScoreLine]:
    none, one = Fraction(0), Fraction(1)
    lines = [
        line(
            "item",
            row.item.id,
            f"{'重点项' if row.item.starred else '一般项'} {row.place} 不符合：{row.item.text.zh}",
            f"{'Key' if row.item.starred else 'General'} item {row.place} does not conform: {row.item.text.en}",
            at=row.at,
            earned=none,
            maximum=one,
        )
        for row in failing
    ]
    general, total = len(failing) - starred, Fraction(len(judged))
    lines.append(
        line(
            "total",
            "",
            f"已判定 {len(judged)} 项，重点项不符合 {starred} 项，一般项不符合 {general} 项",
            f"{len(judged)} items judged; {starred} key and {general} general ones do not conform",
            earned=total - len(failing),
            maximum=total,
        )
    )
    return lines + _left_out(answers)


def _left_out(answers: Answers) -> list[ScoreLine]:
    progress, none = answers.progress(), Fraction(0)
    waiting = len(answers.open_rows())
    if not (progress.na or progress.not_checked or waiting):
        return []
    zh = f"不适用 {progress.na} 项，未查 {progress.not_checked} 项，未作答 {waiting} 项，均不计入"
    en = f"Not counted: {progress.na} not applicable, {progress.not_checked} not checked, {waiting} unanswered"
    return [line("note", "", zh, en, earned=none, maximum=none)]
