"""Read the `data` of a visit: the one reader, on both sides; every version is read for ever."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from shared.checklist.answering import HOWS
from shared.checklist.model import GRADES
from shared.inspection.draft import SignatureFacts
from shared.inspection.facts import Fix
from shared.inspection.findings import FIVE, Finding
from shared.inspection.kinds import KIND_RULES
from shared.inspection.members import Members
from shared.inspection.writing import PaperRef
from shared.problems import Fault, Problem
from shared.text import terms

DATUMS = ("wgs84", "gcj02", "cgcs2000")
LONGITUDE, LATITUDE = 1_800_000_000, 900_000_000
MOST_METRES = 1_000_000
_REF = re.compile(r"(?P<id>[A-Za-z0-9_.-]+)@(?P<version>[^@#\s]+)#(?P<sha256>[0-9a-f]{64})")


class VisitUnreadable(Problem):
    """Refuse data that is no visit; every fault is named with its place."""

    def __init__(self, faults: Sequence[Fault], code: str = "visit_unreadable") -> None:
        super().__init__(
            code,
            f"这条检查记录有 {len(faults)} 处不符合格式或前后矛盾。",
            "已原样保存，请联系安全办公室逐处核对。",
            fields=faults,
        )


@dataclass(frozen=True, slots=True)
class AnswerData:
    """Hold one answer as it was finished."""

    item: str
    at: tuple[str, ...]
    value: str
    note: str | None
    blobs: tuple[str, ...]
    how: str


@dataclass(frozen=True, slots=True)
class VisitData:
    """Hold a finished visit as it was read; instants and dates are texts of the wire."""

    kind: str
    task: str | None
    checklist: str
    checklist_version: str
    checklist_sha256: str
    site: str
    facility: str | None
    started: str
    finished: str
    officers: tuple[str, ...]
    assistants: tuple[str, ...]
    answers: tuple[AnswerData, ...]
    findings: tuple[Finding, ...]
    signatures: tuple[SignatureFacts, ...]
    papers: tuple[PaperRef, ...]
    supersedes: str | None
    fix: Fix | None = None

    @property
    def checklist_ref(self) -> str:
        """Name the pinned version and its bytes: `id@version#sha256`."""
        return f"{self.checklist}@{self.checklist_version}#{self.checklist_sha256}"

    def signed(self, officer: str) -> bool:
        """Say whether a person signed by hand."""
        return any(one.who == officer and one.image is not None for one in self.signatures)


def visit_read(data: Mapping[str, Any]) -> VisitData:
    """Read `visit.data`; raise VisitUnreadable with every fault. Unknown members are left alone."""
    faults: list[Fault] = []
    top = Members(data, "visit", faults)
    checklist, version, sha256 = _ref(top)
    visit = VisitData(
        kind=top.word("kind", KIND_RULES),
        task=top.maybe_code("task"),
        checklist=checklist,
        checklist_version=version,
        checklist_sha256=sha256,
        site=top.code("site"),
        facility=top.maybe_code("facility"),
        started=top.instant("started"),
        finished=top.instant("finished"),
        officers=top.codes("officers"),
        assistants=top.codes("assistants"),
        answers=top.each("answers", _answer),
        findings=top.each("findings", _finding),
        signatures=top.each("signatures", _signature),
        papers=top.each("papers", _paper),
        supersedes=top.maybe_code("supersedes"),
        fix=top.maybe("fix", _fix),
    )
    if not faults:
        _rules(visit, top)
    if faults:
        raise VisitUnreadable(faults)
    return visit


def _ref(top: Members) -> tuple[str, str, str]:
    text = top.text("checklist")
    found = _REF.fullmatch(text)
    if found is None:
        if text:
            top.fault("checklist", f"内容是 {text[:60]!r}。", "应为 编号@版本#哈希。")
        return "", "", ""
    return found["id"], found["version"], found["sha256"]


def _answer(one: Members) -> AnswerData:
    return AnswerData(
        item=one.code("item"),
        at=one.texts("at"),
        value=one.text("value"),
        note=one.maybe_text("note"),
        blobs=one.hashes("blobs"),
        how=one.word("how", HOWS),
    )


def _finding(one: Members) -> Finding:
    return Finding(
        n=one.whole("n", least=1, most=9999),
        item=one.maybe_code("item"),
        at=one.texts("at"),
        scenario=one.code("scenario"),
        slot=one.maybe_text("slot"),
        grade=one.word("grade", GRADES),
        clause=one.text("clause"),
        confirmed_by=one.maybe_code("confirmed_by"),
        deadline=one.maybe_day("deadline"),
        five=one.maybe("five", _five),
        note=one.maybe_text("note") if one.has("note") else None,
        blobs=one.hashes("blobs") if one.has("blobs") else (),
    )


def _five(one: Members) -> Mapping[str, str]:
    return {name: one.text(name) for name in FIVE}


def _signature(one: Members) -> SignatureFacts:
    return SignatureFacts(
        who=one.code("who"),
        at=one.instant("at"),
        image=one.maybe_hash("image"),
        refused=one.maybe_text("refused"),
        witness=one.maybe_text("witness"),
        read=one.maybe_hash("read"),
    )


def _paper(one: Members) -> PaperRef:
    return PaperRef(one.word("kind", terms("paper_kind")), one.text("number"), one.hash("sha256"))


def _fix(one: Members) -> Fix:
    accuracy = one.whole("accuracy", least=0, most=MOST_METRES) if one.has("accuracy") else None
    return Fix(
        lon=one.whole("lon", least=-LONGITUDE, most=LONGITUDE),
        lat=one.whole("lat", least=-LATITUDE, most=LATITUDE),
        datum=one.word("datum", DATUMS),
        accuracy=accuracy,
        at=one.instant("at"),
    )


def _rules(visit: VisitData, top: Members) -> None:
    """Note what reads well and yet cannot be."""
    if visit.finished < visit.started:
        top.fault("finished", "结束早于开始。", "请核对平板时间。")
    _kind_rules(visit, top)
    if set(visit.officers) & set(visit.assistants):
        top.fault("assistants", "有人同时列为检查人员和辅助人员。", "请只列一处。")
    places = [(one.item, one.at) for one in visit.answers]
    if len(set(places)) != len(places):
        top.fault("answers", "同一检查项答了两次。", "每项（每处）只应有一个答案。")
    if [one.n for one in visit.findings] != list(range(1, len(visit.findings) + 1)):
        top.fault("findings", "序号不连续。", "应从 1 起依次编号。")


def _kind_rules(visit: VisitData, top: Members) -> None:
    rules = KIND_RULES[visit.kind]
    if len(visit.officers) < rules.officers:
        top.fault("officers", f"只有 {len(visit.officers)} 人。", f"应至少 {rules.officers} 人。")
    if rules.task and visit.task is None:
        top.fault("task", "没有检查任务。", "行政检查须先有备案的任务。")
    if visit.findings and not rules.verdicts:
        top.fault("findings", "非检查入企带有检查发现。", "请另行安排检查。")
    if visit.papers and not rules.papers:
        top.fault("papers", "此类检查不出具执法文书。", "请改用提示、建议方式。")
