"""Say in words how each number of a JGJ 59 score came about."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction

from shared.checklist.jgj59 import GRADE_LIMITS, GUARANTEE_FULL, GUARANTEE_LEAST, group_text
from shared.checklist.jgj59_sheet import NONE, GroupScore, Mark, Sheet, mean
from shared.checklist.score import ScoreLine, line, rounded

_HUNDRED = Fraction(100)
_FINE = 4  # places of what is reckoned on: 19.73 ÷ 25 × 100 would not give the 78.9 beside it


def sheet_lines(sheet: Sheet) -> Iterator[ScoreLine]:
    """Tell what a sheet lost, what was left out, and its score; an untouched sheet says nothing."""
    if not (sheet.marks or sheet.absent or sheet.skipped):
        return
    for mark in sheet.marks:
        if mark.earned < mark.full:
            yield _item_line(mark)
    yield from _left_out(sheet)
    if not sheet.full:
        return
    zh, en = _reckoning(sheet)
    name = "".join(f"（{name}）" for name in sheet.at)
    yield line(
        "sheet",
        sheet.table,
        f"{sheet.text.zh}{name}：{zh}",
        f"{sheet.text.en} {' '.join(sheet.at)}".strip() + f": {en}",
        at=sheet.at,
        earned=sheet.score,
        maximum=_HUNDRED,
    )


def _item_line(mark: Mark) -> ScoreLine:
    row, lost = mark.row, rounded(mark.full - mark.earned)
    left = rounded(mark.earned)
    zh = f"{row.place} {row.item.text.zh}：扣 {lost} 分，得 {left} 分"
    en = f"{row.place} {row.item.text.en}: {lost} off, {left} left"
    return line("item", row.item.id, zh, en, at=row.at, earned=mark.earned, maximum=mark.full)


def _left_out(sheet: Sheet) -> Iterator[ScoreLine]:
    for rows, zh, en in (
        (sheet.absent, "缺项，不计入应得分", "not present, left out"),
        (sheet.skipped, "未查，不计入应得分", "not checked, left out"),
        (sheet.open, "未评定扣分，暂不计入", "still open, left out for now"),
    ):
        if rows:
            places = [row.place for row in rows]
            zh_line = f"{sheet.table}：{'、'.join(places)} {zh}"
            en_line = f"{sheet.table}: {', '.join(places)} {en}"
            yield line(
                "note", sheet.table, zh_line, en_line, at=sheet.at, earned=NONE, maximum=NONE
            )
    unseen = [row.place for row in sheet.skipped if row.section.guarantee]
    if unseen:
        zh_line = f"{sheet.table}：保证项目 {'、'.join(unseen)} 未查，保证项目应当全部检查（第4.0.1条），不评定等级"
        en_line = f"{sheet.table}: guarantee items {', '.join(unseen)} must all be inspected (4.0.1): not graded"
        yield line("note", sheet.table, zh_line, en_line, at=sheet.at, earned=NONE, maximum=NONE)


def _reckoning(sheet: Sheet) -> tuple[str, str]:
    got, most = rounded(sheet.earned), rounded(sheet.full)
    if sheet.zero_items:
        places = [row.place for row in sheet.zero_items]
        return (
            f"保证项目 {'、'.join(places)} 得 0 分，本表不得分（实得 {got} 分作废）",
            f"guarantee item {', '.join(places)} has 0, so the sheet has 0 (instead of {got})",
        )
    if sheet.short:
        part, whole = rounded(sheet.guarantee_earned), rounded(sheet.guarantee_full)
        least = rounded(sheet.guarantee_full * GUARANTEE_LEAST / GUARANTEE_FULL)
        return (
            f"保证项目小计 {part} 分（应得 {whole} 分），不足 {least} 分，本表不得分",
            f"guarantee items have {part} of {whole}, less than {least}, so the sheet has 0",
        )
    if sheet.full != _HUNDRED:
        score = rounded(sheet.score)
        return (
            f"实得 {got} 分，应得 {most} 分，缺项折算 {got} ÷ {most} × 100 = {score} 分",
            f"{got} of {most}, scaled for missing items: {got} ÷ {most} × 100 = {score}",
        )
    return f"实得 {got} 分", f"{got} points"


def summary_lines(groups: Sequence[GroupScore], summary: Fraction) -> Iterator[ScoreLine]:
    """Tell how the groups make the sum."""
    for group in groups:
        zh, en = _group_reckoning(group)
        name = group_text(group.group)
        yield line(
            "group",
            group.group,
            f"{name.zh}：{zh}",
            f"{name.en}: {en}",
            earned=group.weighed,
            maximum=Fraction(group.weight),
            places=_FINE,
        )
    weighed, weight = sum((g.weighed for g in groups), NONE), sum(g.weight for g in groups)
    got, score = _fine(weighed), rounded(summary, GRADE_LIMITS)
    zh, en = f"汇总：各项合计 {got} 分", f"Summary: groups together {got}"
    if groups and weight != _HUNDRED:
        zh += f"，应得 {weight} 分，缺项折算 {got} ÷ {weight} × 100 = {score} 分"
        en += f" of {weight}, scaled for missing groups: {got} ÷ {weight} × 100 = {score}"
    yield line("total", "", zh, en, earned=summary, maximum=_HUNDRED)


def _group_reckoning(group: GroupScore) -> tuple[str, str]:
    parts = [_table_reckoning(table, sheets) for table, sheets in group.tables]
    if len(parts) > 1:
        mean_zh, mean_en = (
            f"各表平均 {_fine(group.mean)}",
            f"mean of the tables {_fine(group.mean)}",
        )
        parts.append((mean_zh, mean_en))
    share = f"{group.weight} × {_fine(group.mean)} ÷ 100 = {_fine(group.weighed)}"
    parts.append((f"权重 {group.weight}，{share} 分", f"weight {group.weight}: {share}"))
    return "；".join(zh for zh, _ in parts), "; ".join(en for _, en in parts)


def _table_reckoning(table: str, sheets: Sequence[Fraction]) -> tuple[str, str]:
    scores = [str(_fine(score)) for score in sheets]
    if len(scores) == 1:
        return f"{table} {scores[0]}", f"{table} {scores[0]}"
    middle = _fine(mean(sheets))
    return (
        f"{table} {'、'.join(scores)}，平均 {middle}",
        f"{table} {', '.join(scores)}, mean {middle}",
    )


def _fine(value: Fraction) -> Decimal:
    return rounded(value, places=_FINE)
