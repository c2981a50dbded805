"""现场检查记录: what was looked at, how, and what was found; signed on the spot by both sides."""

from shared.inspection.paper_facts import PaperFacts
from shared.inspection.paper_findings import PaperFinding
from shared.paper.sheet import LINE, Field, Sheet
from shared.paper.signing_area import area_height, signing_area
from shared.paper.wording import day_zh, people_zh, period_zh, signed_day


def record_draw(sheet: Sheet, facts: PaperFacts) -> None:
    """Set the record."""
    sheet.centred(facts.authority, size=18)
    sheet.centred("现场检查记录", size=22, spaced=2.2)
    sheet.space(1)
    sheet.right(facts.number)
    _head(sheet, facts)
    _notice(sheet, facts)
    _checked(sheet, facts)
    _found(sheet, facts)
    _rest(sheet, facts)
    signing_area(sheet, facts, day=signed_day(facts))


def _head(sheet: Sheet, facts: PaperFacts) -> None:
    unit, ground = facts.unit, facts.ground
    sheet.fields([Field("被检查单位：", unit.name)])
    sheet.fields([Field("统一社会信用代码：", unit.uscc)])
    sheet.fields([Field("地　　址：", unit.address)])
    sheet.fields([Field("现场负责人：", unit.principal), Field("联系电话：", unit.phone)])
    sheet.fields([Field("检查场所：", unit.place)])
    sheet.fields([Field("检查时间：", period_zh(facts.started, facts.finished))])
    kind = f"{ground.visit}（{ground.kind}）" if ground.kind else ground.visit
    task = "检查后补办备案" if ground.filed_after else ground.task
    sheet.fields([Field("检查类别：", kind), Field("任务编号：", task)])
    if ground.ground:
        sheet.fields([Field("检查事由：", ground.ground)])
    sheet.fields([Field("检查人员：", people_zh(facts.officers))])
    if facts.assistants:
        sheet.fields([Field("辅助人员：", "、".join(facts.assistants))])


def _notice(sheet: Sheet, facts: PaperFacts) -> None:
    sheet.space(2)
    sheet.paragraph("告知事项", bold=True, indent=0)
    names = "、".join(one.name for one in facts.officers)
    sheet.paragraph(
        f"我们是{facts.authority}的执法人员{names}，已向你单位出示执法证件，说明检查任务和检查内容。"
        "现依法进行检查，请予配合，如实说明情况、提供材料。"
    )
    complain = f"，投诉举报电话：{facts.complaints}" if facts.complaints else ""
    sheet.paragraph(
        "未出示执法证件的，你单位有权拒绝检查；认为检查人员与检查事项有直接利害关系、可能影响公正的，"
        "有权申请回避；对检查情况有权陈述、申辩，并可要求更正或者补充本记录。检查不收取任何费用，"
        f"检查人员不得索取、收受财物，不得妨碍正常生产经营{complain}。"
    )


def _checked(sheet: Sheet, facts: PaperFacts) -> None:
    sheet.space(2)
    sheet.paragraph("检查情况", bold=True, indent=0)
    total = sum(section.total for section in facts.sections)
    sheet.paragraph(
        f"检查人员按照{facts.checklist}，以现场查看、询问、查阅资料和测量等方式检查 {total} 项，结果如下："
    )
    sheet.space(1)
    head, shares, rows = result_columns(facts)
    sheet.table(head, rows, shares)
    sheet.space(1.5)
    if facts.score:
        sheet.paragraph(f"评定结果：{facts.score}。")


def result_columns(facts: PaperFacts) -> tuple[list[str], list[float], list[list[str]]]:
    """Give heads, shares and rows of the table of results; what happened nowhere has no column."""
    partly = any(one.partial for one in facts.sections)
    columns = [("项数", [one.total for one in facts.sections])]
    columns.append(("符合" if partly else "合格", [one.passed for one in facts.sections]))
    columns.append(("基本符合", [one.partial for one in facts.sections]))
    columns.append(("不符合" if partly else "不合格", [one.failed for one in facts.sections]))
    columns.append(("不适用", [one.na for one in facts.sections]))
    columns.append(("未查", [one.not_checked for one in facts.sections]))
    columns.append(("记录事项", [one.noted for one in facts.sections]))
    kept = [one for n, one in enumerate(columns) if n in (0, 1, 3) or any(one[1])]
    rows = [
        [section.title, *(str(counts[n]) if counts[n] else "—" for _, counts in kept)]
        for n, section in enumerate(facts.sections)
    ]
    shares = [1.2 + 0.25 * len(title) for title, _ in kept]
    return ["检查内容", *(title for title, _ in kept)], [14.0 - sum(shares), *shares], rows


def _found(sheet: Sheet, facts: PaperFacts) -> None:
    if not facts.findings:
        sheet.paragraph("经检查，未发现问题。")
        return
    sheet.paragraph(f"经检查，发现下列 {len(facts.findings)} 项问题，责令整改：")
    for finding in facts.findings:
        _finding(sheet, finding)


def _finding(sheet: Sheet, finding: PaperFinding) -> None:
    what = f"不符合“{finding.asked}”的要求" if finding.asked else "检查表以外的问题"
    sheet.need(22)
    sheet.paragraph(f"{finding.n}．{what}（{finding.grade}隐患）。", bold=True)
    photos = f"照片 {finding.photos} 张" if finding.photos else ""
    where = f"部位：{finding.where}" if finding.where else ""
    seen = "；".join(part for part in (where, finding.seen.rstrip("。；"), photos) if part)
    sheet.paragraph(f"现场情况：{seen or '见上述要求'}。")
    if finding.confirmed_by:
        sheet.paragraph(f"重大隐患判定：经检查人员{finding.confirmed_by}当场复核确认。")
    sheet.paragraph(f"依据：{finding.article or '条款待本机关核对后另行书面告知'}。")
    sheet.paragraph(f"处理：{handling_zh(finding)}")
    for label, text in finding.five:
        sheet.paragraph(f"整改{label}：{text.rstrip('。')}。")


def handling_zh(finding: PaperFinding) -> str:
    """Say what the site must do, and by when."""
    day = day_zh(finding.deadline)
    if finding.at_once:
        return "责令立即整改。"
    if finding.major:
        return (
            "责令立即停止相关作业或者使用，采取措施防止发生事故，"
            f"5个工作日内报送整改方案，于{day}前（含当日）整改完毕。"
        )
    return f"责令于{day}前（含当日）整改完毕。"


def _rest(sheet: Sheet, facts: PaperFacts) -> None:
    if facts.unchecked:
        sheet.paragraph("下列项目本次未查：")
        for n, one in enumerate(facts.unchecked, 1):
            reason = f"（原因：{one.reason}）" if one.reason else ""
            sheet.paragraph(f"（{n}）{one.text.rstrip('。')}{reason}。")
    if facts.photos:
        sheet.paragraph(f"本次检查拍摄照片 {facts.photos} 张，与电子检查记录一并保存，可供核验。")
    sheet.need(area_height(facts) + 3 * LINE)
    if facts.refusal:
        sheet.paragraph(
            f"被检查单位现场负责人拒绝签名，理由：{facts.refusal.reason.rstrip('。')}。"
            f"见证人：{facts.refusal.witness}。"
        )
    else:
        sheet.paragraph("本记录经被检查单位现场负责人阅读或者听读，与现场情况一致。")
    sheet.paragraph("（以下空白）")
