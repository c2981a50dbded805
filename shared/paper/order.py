"""责令限期整改指令书: which problems must be mended, by which day, and what can be done against it."""

from collections.abc import Mapping

from shared.inspection.days import local_time
from shared.inspection.paper_facts import PaperFacts
from shared.inspection.paper_findings import PaperFinding
from shared.paper.record import handling_zh
from shared.paper.sheet import LINE, Sheet
from shared.paper.signing_area import area_height, signing_area
from shared.paper.wording import day_zh, numbers_zh, people_zh, signed_day

BLANK = "＿＿＿＿＿＿＿＿＿＿"  # left for the hand where nobody has said the name


def order_draw(sheet: Sheet, facts: PaperFacts) -> None:
    """Set the order."""
    sheet.centred(facts.authority, size=18)
    sheet.centred("责令限期整改指令书", size=22, spaced=2.2)
    sheet.space(1)
    sheet.right(facts.number)
    sheet.paragraph(f"{facts.unit.name}：", indent=0)
    day = day_zh(local_time(facts.started).date())
    sheet.paragraph(
        f"{day}，本机关执法人员{people_zh(facts.officers)}对你单位（{facts.unit.address or facts.unit.place}）"
        f"进行{facts.ground.visit}，发现存在下列问题："
    )
    for finding in facts.findings:
        _problem(sheet, finding)
    sheet.space(1)
    _orders(sheet, facts)
    _remedies(sheet, facts)
    sheet.space(2)
    sheet.need(area_height(facts) + 2 * LINE + 2)
    sheet.right(f"{facts.authority}（印章）　　")
    sheet.right(f"{signed_day(facts)}　　")
    signing_area(sheet, facts, day=signed_day(facts), deed="签收")


def _problem(sheet: Sheet, finding: PaperFinding) -> None:
    what = f"不符合“{finding.asked}”的要求" if finding.asked else finding.seen.rstrip("。；")
    where = f"，部位：{finding.where}" if finding.where else ""
    seen = f"；现场情况：{finding.seen.rstrip('。；')}" if finding.asked and finding.seen else ""
    basis = finding.article or "条款待本机关核对后另行书面告知"
    sheet.paragraph(f"{finding.n}．{what}{where}{seen}。（{finding.grade}隐患；依据：{basis}）")


def _orders(sheet: Sheet, facts: PaperFacts) -> None:
    sheet.paragraph("现对你单位作出如下指令：")
    groups: dict[str, list[int]] = {}
    for finding in facts.findings:
        groups.setdefault(handling_zh(finding), []).append(finding.n)
    numbered: Mapping[str, list[int]] = groups
    for handling, numbers in numbered.items():
        sheet.paragraph(f"{numbers_zh(numbers)}：{handling}")
    sheet.paragraph(
        "整改完毕后，应当书面报告本机关，由本机关复查。整改期间应当采取必要的安全防范措施。"
        "逾期不整改或者整改不符合要求的，本机关将依法处理。"
    )


def _remedies(sheet: Sheet, facts: PaperFacts) -> None:
    sheet.paragraph(
        f"如不服本指令，可以自收到本指令书之日起六十日内向{facts.reviewer or BLANK}申请行政复议，"
        f"或者自收到本指令书之日起六个月内依法向{facts.court or BLANK}提起行政诉讼。"
        "复议、诉讼期间不停止本指令的执行，法律另有规定的除外。"
    )
    if facts.refusal:
        sheet.paragraph(
            f"被检查单位现场负责人拒绝签收，理由：{facts.refusal.reason.rstrip('。')}。"
            f"见证人：{facts.refusal.witness}。"
        )
