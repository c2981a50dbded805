"""Visits, and one with its findings and papers."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse
from drf_spectacular.utils import extend_schema_serializer
from rest_framework import serializers
from rest_framework.request import Request

from server.accounts.permissions import can_read_visit
from server.inspections.models import GRADES, KINDS
from server.inspections.selectors import VisitFilter, visit_parts, visit_rows
from server.open import forms
from server.open.asking import Asked, asked_flag, asked_text, asked_word
from server.open.doors import OpenView, described
from shared.text import terms


class AskedVisits(Asked):
    """Which visits."""

    q = asked_text("场所、编号或文号 · site, id or number of a paper")
    kind = asked_word("检查类型 · kind", KINDS)
    street = asked_text("街镇代码 · code of the street")
    site = asked_text("场所编号 · id of the site")
    officer = asked_text("检查人员编号 · id of an officer")
    found = asked_flag("只要有问题的 · with findings only")
    since = serializers.DateField(
        required=False, default=None, help_text="此日起 · from this day on"
    )


@described(
    "visits_list",
    "检查记录",
    "Visits",
    "已完成的检查记录；记录不再改动，更正另立新记录并注明所更正的记录。",
    many=True,
)
class VisitList(OpenView):
    """Finished visits: evidence, never changed; a correction is a later visit that names the earlier."""

    allow = can_read_visit
    asked_form = AskedVisits

    @extend_schema_serializer(component_name="Visit")
    class Output(serializers.Serializer):
        """A visit."""

        id = forms.text("编号 · id")
        kind = forms.word("检查类型 · kind", KINDS)
        task = forms.text("任务编号 · id of the task")
        checklist = forms.text("检查表 · checklist")
        checklist_version = forms.text("检查表版本 · its version")
        checklist_sha256 = forms.text("检查表哈希 · its hash")
        site = forms.text("场所编号 · id of the site")
        site_name = forms.text("场所名称 · name of the site", source="site__name")
        facility = forms.text("设施编号 · id of the facility", null=True)
        street = forms.text("当时所属街镇 · street it lay in then")
        author = forms.text("填报人 · officer who wrote it")
        started = forms.moment("开始 · started")
        finished = forms.moment("结束 · finished")
        happened_at = forms.moment("认定时间 · when it happened")
        received_at = forms.moment("收到时间 · received at")
        asked = forms.whole("应答项 · items asked")
        answered = forms.whole("已答项 · items answered")
        score_kind = forms.text("计分方式 · kind of score")
        score = forms.decimal("得分 · score", places=4, null=True)
        score_maximum = forms.decimal("满分 · maximum", places=4, null=True)
        verdict = forms.text("结论 · verdict")
        findings_count = forms.whole("问题数 · findings")
        blobs_total = forms.whole("附件数 · files it names")
        blobs_arrived = forms.whole("已到附件 · files that arrived")
        supersedes = forms.text("更正的记录 · visit it corrects", null=True)
        entry_hash = forms.text("账本条目哈希 · hash of the ledger entry")
        position = forms.whole("账本位置 · ledger position")

    def get(self, request: Request) -> HttpResponse:
        """List visits."""
        names = ("kind", "street", "site", "officer", "since")
        asked = VisitFilter(
            text=self.asked["q"],
            found="yes" if self.asked["found"] else "",
            **{name: self.asked[name] for name in names},
        )
        return self.listed(visit_rows(asked=asked, area=self.area))


class CrewMember(serializers.Serializer):
    """One person of a visit."""

    officer = forms.text("人员编号 · id of the officer")
    role = forms.word("身份 · role", ("officer", "assistant"))
    signed = forms.flag("已签名 · signed")


class Finding(serializers.Serializer):
    """One finding."""

    n = forms.whole("序号 · number")
    item = forms.text("检查项；清单外为 null · item, null when off the list", null=True)
    at = forms.texts("所在部位 · named instance of a repeated section")
    scenario = forms.text("风险情景 · scenario")
    slot = forms.text("部位 · slot", null=True)
    grade = forms.word("隐患等级 · grade", GRADES)
    clause = forms.text("依据 · clause")
    note = forms.text("说明 · note")
    confirmed_by = forms.text("复核人 · officer who confirmed it", null=True)
    deadline = forms.day("整改期限 · to be mended by", null=True)
    five = forms.thing("五落实 · the five commitments", null=True)
    blobs = forms.texts("照片哈希 · SHA-256 of photos")
    hazard = forms.text("隐患编号 · id of the hazard")


class Paper(serializers.Serializer):
    """One paper that was handed over."""

    ordinal = forms.whole("序号 · number")
    kind = forms.word("文书 · kind", terms("paper_kind"))
    number = forms.text("文号 · number")
    sha256 = forms.text("哈希；文件在 /blobs/哈希 · hash; the file is at /blobs/<hash>")


class VisitFile(serializers.Serializer):
    """One file a visit names."""

    sha256 = forms.text("哈希 · hash")
    use = forms.word("用途 · use", ("photo", "paper", "signature"))
    item = forms.text("检查项 · item")
    arrived = forms.flag("已到 · arrived")


NESTED: Mapping[str, type[serializers.Serializer]] = {
    "crew": CrewMember,
    "findings": Finding,
    "papers": Paper,
    "files": VisitFile,
}


@described(
    "visits_one",
    "一次检查",
    "One visit",
    "一次检查及其人员、发现、文书和附件。",
)
class VisitOne(OpenView):
    """One visit with its crew, findings, papers and files."""

    allow = can_read_visit

    @extend_schema_serializer(component_name="VisitWhole")
    class Output(VisitList.Output):
        """A visit with what belongs to it."""

        device = forms.text("平板编号 · id of the tablet")
        uncertainty_ms = forms.whole("时间不确定度，毫秒 · uncertainty of the time, ms")
        superseded_by = forms.texts("更正本记录的记录 · visits that correct it")
        crew = CrewMember(many=True, help_text="检查人员 · crew")
        findings = Finding(many=True, help_text="检查发现 · findings")
        papers = Paper(many=True, help_text="文书 · papers")
        files = VisitFile(many=True, help_text="附件 · files")

    def get(self, request: Request, visit: str) -> HttpResponse:
        """Give one visit."""
        rows = visit_rows(asked=VisitFilter(), area=self.area).filter(id=visit)
        parts = visit_parts(visit=visit)

        def of(name: str) -> list[dict[str, Any]]:
            return list(parts[name].values(*forms.columns(NESTED[name])))

        return self.found(
            rows.values(*forms.columns(self.Output, beside=("superseded_by",))),
            superseded_by=lambda: list(parts["superseded_by"].values_list("id", flat=True)),
            crew=lambda: of("crew"),
            findings=lambda: of("findings"),
            papers=lambda: of("papers"),
            files=lambda: of("files"),
        )
