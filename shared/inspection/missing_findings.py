"""Check the findings: a major one has its article and a second person; dates and words fit."""

from collections.abc import Iterator

from shared.inspection.days import deadline_day, local_day
from shared.inspection.draft import Draft
from shared.inspection.findings import FIVE, Finding, findings_of
from shared.problems import Fault
from shared.text import term


def finding_faults(draft: Draft) -> Iterator[Fault]:
    """Return what is wrong with each finding."""
    for finding in findings_of(draft):
        where = finding_place(finding)
        if finding.grade == "major" and draft.rules.second_confirms:
            yield from _major_faults(draft, finding, where)
        yield from _deadline_faults(draft, finding, where)
        yield from _five_faults(finding, where)
        if finding.item is None and not (finding.note or "").strip():
            yield Fault(where, "表外问题没有写明情况。", "请写明看到了什么、在哪里。")


def finding_place(finding: Finding) -> str:
    """Name a finding for a person: `G08`, `B1.3#crane-1`, `x:GAS-EXPL`."""
    item, at = finding.key
    return "#".join((item, *at))


def _major_faults(draft: Draft, finding: Finding, where: str) -> Iterator[Fault]:
    if not finding.clause:
        yield Fault(
            where,
            "判为重大隐患，没有可引用的判定条款。",
            "请补充经核对的条款；没有条款的，改为“较大”并报安全办公室核定。",
        )
    second = finding.confirmed_by
    if second is None:
        yield Fault(
            where, "重大隐患须经第二名检查人员确认。", "请另一名检查人员在本机查看后点“确认重大”。"
        )
    elif second == draft.author:
        yield Fault(
            where, "重大隐患不能由填报人自己确认。", "请另一名检查人员在本机查看后点“确认重大”。"
        )
    elif draft.officer(second) is None:
        yield Fault(where, f"确认人 {second} 不是本次检查人员。", "请由本次检查人员确认。")


def _deadline_faults(draft: Draft, finding: Finding, where: str) -> Iterator[Fault]:
    found_on = local_day(draft.started)
    day = finding.deadline or ""
    if day < found_on.isoformat():
        yield Fault(where, f"整改期限 {day} 早于检查日期。", "请改为检查当日或以后。")
    latest = deadline_day(finding.grade, found_on=found_on).isoformat()
    if day > latest:
        grade = term("hazard_grade", finding.grade)
        yield Fault(
            where,
            f"整改期限 {day} 超过“{grade}”隐患最长期限 {latest}。",
            "请缩短期限；确需延期的，整改中另行申请。",
        )


def _five_faults(finding: Finding, where: str) -> Iterator[Fault]:
    if finding.five is None:
        return
    lacking = [name for name in FIVE if not finding.five.get(name, "").strip()]
    if lacking:
        words = "、".join(term("five", name) for name in lacking)
        yield Fault(where, f"五落实缺少：{words}。", "请补齐，或全部留待整改方案填写。")
