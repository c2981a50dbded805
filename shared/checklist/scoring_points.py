"""Points: each item earns its points; sections with a weight are scored as a share of it."""

from collections.abc import Iterable
from fractions import Fraction

from shared.checklist.answer_rows import Row
from shared.checklist.answering import Answers
from shared.checklist.marks import mark_earned, mark_full
from shared.checklist.model import Scoring, Section, Text
from shared.checklist.score import INCOMPLETE, INCOMPLETE_TEXT, Score, ScoreLine, line, rounded


def score_points(answers: Answers) -> Score:
    """Add what was earned; 不适用 leaves the maximum, 未查 stays in it and earns nothing."""
    rule = answers.checklist.scoring or Scoring("points")
    lines: list[ScoreLine] = []
    earned = full = Fraction(0)
    for section in answers.checklist.sections:
        rows = [row for row in answers.rows_of(section.id) if _counts(row, answers)]
        part, whole = _sums(rows, answers)
        lines.extend(_lost(rows, answers))
        if not whole:
            continue
        lines.append(_section_line(section, part, whole))
        weight = Fraction(section.weight) if section.weight is not None else whole
        earned += weight * part / whole
        full += weight
    verdict, text = _band(rule, earned, full, answers)
    limits = [Fraction(band.at_least) * full / 100 for band in rule.bands]
    score = rounded(earned, limits)
    lines.append(_total_line(earned, full))
    lines.extend(_open_line(answers))
    return Score("points", score, rounded(full), verdict, text, tuple(lines))


def _counts(row: Row, answers: Answers) -> bool:
    given = answers.given(*row.key)
    return given is not None and given.verdict != "na" and mark_full(row.item, _rule(answers)) > 0


def _rule(answers: Answers) -> Scoring | None:
    return answers.checklist.scoring


def _sums(rows: Iterable[Row], answers: Answers) -> tuple[Fraction, Fraction]:
    earned = full = Fraction(0)
    for row in rows:
        earned += _earned(row, answers)
        full += Fraction(mark_full(row.item, _rule(answers)))
    return earned, full


def _earned(row: Row, answers: Answers) -> Fraction:
    given = answers.given(*row.key)
    return Fraction(mark_earned(row.item, given, _rule(answers))) if given else Fraction(0)


def _lost(rows: Iterable[Row], answers: Answers) -> Iterable[ScoreLine]:
    for row in rows:
        earned, full = _earned(row, answers), Fraction(mark_full(row.item, _rule(answers)))
        if earned < full:
            zh = f"{row.place} {row.item.text.zh}：得 {rounded(earned)} 分，应得 {rounded(full)} 分"
            en = f"{row.place} {row.item.text.en}: {rounded(earned)} of {rounded(full)} points"
            yield line("item", row.item.id, zh, en, at=row.at, earned=earned, maximum=full)


def _section_line(section: Section, part: Fraction, whole: Fraction) -> ScoreLine:
    got, most = rounded(part), rounded(whole)
    zh = f"{section.text.zh}：得 {got} 分，应得 {most} 分"
    en = f"{section.text.en}: {got} of {most} points"
    if section.weight is None:
        return line("section", section.id, zh, en, earned=part, maximum=whole)
    weight = Fraction(section.weight)
    share = weight * part / whole
    zh += f"，按权重 {section.weight} 折算为 {rounded(share)} 分"
    en += f", weighted by {section.weight}: {rounded(share)}"
    return line("section", section.id, zh, en, earned=share, maximum=weight)


def _total_line(earned: Fraction, full: Fraction) -> ScoreLine:
    zh = f"总计：得 {rounded(earned)} 分，应得 {rounded(full)} 分（不适用的不计）"
    en = f"Total: {rounded(earned)} of {rounded(full)} points (not applicable ones left out)"
    return line("total", "", zh, en, earned=earned, maximum=full)


def _open_line(answers: Answers) -> Iterable[ScoreLine]:
    waiting = len(answers.open_rows())
    if waiting:
        zh, en = (
            f"还有 {waiting} 项未作答，未计入",
            f"{waiting} items are unanswered and not counted",
        )
        yield line("note", "", zh, en, earned=Fraction(0), maximum=Fraction(0))


def _band(rule: Scoring, earned: Fraction, full: Fraction, answers: Answers) -> tuple[str, Text]:
    if not full or answers.open_rows():
        return INCOMPLETE, INCOMPLETE_TEXT
    percent = earned * 100 / full
    for band in rule.bands:
        if percent >= Fraction(band.at_least):
            return band.id, band.text
    got, most = rounded(earned), rounded(full)
    return "", Text(f"{got} 分（满分 {most} 分）", f"{got} of {most} points")
