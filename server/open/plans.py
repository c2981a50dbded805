"""Emergency plans, one with its versions, and the frozen text of a version."""

from django.http import Http404, HttpResponse
from drf_spectacular.utils import extend_schema_serializer
from rest_framework import serializers
from rest_framework.request import Request

from server.accounts.permissions import can_read_plan
from server.open import forms
from server.open.asking import Asked, asked_text, asked_word
from server.open.doors import OpenView, described
from server.plans.models import STATES
from server.plans.selectors import plan_rows, version_get, version_rows
from server.plans.services import version_content
from shared.text import terms


class AskedPlans(Asked):
    """Which plans."""

    q = asked_text("名称 · name")
    kind = asked_word("类别 · kind", terms("plan_kind"))
    state = asked_word("状态 · state", STATES)


@described(
    "plans_list",
    "应急预案",
    "Emergency plans",
    "预案库：全区适用的预案，以及适用于本人辖区街镇的预案。",
    many=True,
)
class PlanList(OpenView):
    """The library: plans of the whole district, and those that cover one of the own streets."""

    allow = can_read_plan
    asked_form = AskedPlans

    @extend_schema_serializer(component_name="Plan")
    class Output(serializers.Serializer):
        """A plan."""

        id = forms.text("编号 · id")
        name = forms.text("名称 · name")
        name_en = forms.text("英文名称 · English name")
        kind = forms.word("类别 · kind", terms("plan_kind"))
        scenarios = forms.texts("风险情景 · scenarios")
        streets = forms.texts("适用街镇，空为全区 · streets; empty is the whole district")
        body = forms.text("编制单位 · body")
        parent = forms.text("上级预案 · plan above it", null=True)
        state = forms.word("状态 · state", STATES)
        review_due_on = forms.day("修订期限 · its review is due on", null=True)
        version = forms.whole("现行版次 · current version", source="current__number", null=True)
        sha256 = forms.text("现行版哈希 · its hash", source="current__sha256", null=True)
        filed_number = forms.text("备案号 · filed as", source="current__filed_number", null=True)
        position = forms.whole("变更的账本位置 · ledger position of the last change")

    def get(self, request: Request) -> HttpResponse:
        """List plans."""
        rows = plan_rows(
            text=self.asked["q"],
            kind=self.asked["kind"],
            state=self.asked["state"],
            area=self.area,
        )
        return self.listed(rows)


@extend_schema_serializer(component_name="PlanVersion")
class Version(serializers.Serializer):
    """One frozen version."""

    number = forms.whole("版次 · number")
    sha256 = forms.text("正文哈希 · hash of its text")
    author = forms.text("编制人 · author")
    approved_by = forms.texts("批准人 · approved by")
    approved_on = forms.day("批准日期 · approved on", null=True)
    effective_from = forms.day("施行日期 · in force from", null=True)
    filed_number = forms.text("备案号 · filed as")
    filed_on = forms.day("备案日期 · filed on", null=True)
    position = forms.whole("账本位置 · ledger position")


@described(
    "plans_one",
    "一份预案",
    "One plan",
    "一份预案及其各版。",
)
class PlanOne(OpenView):
    """One plan with its versions."""

    allow = can_read_plan

    @extend_schema_serializer(component_name="PlanWhole")
    class Output(PlanList.Output):
        """A plan with its versions."""

        versions = Version(many=True, help_text="各版，新的在前 · versions, the latest first")

    def get(self, request: Request, plan: str) -> HttpResponse:
        """Give one plan."""
        rows = plan_rows(area=self.area).filter(id=plan)
        versions = version_rows(plan=plan)
        return self.found(
            rows.values(*forms.columns(self.Output)),
            versions=lambda: list(versions.values(*forms.columns(Version))),
        )


@described(
    "plans_version",
    "预案正文",
    "The text of a plan",
    "某一版的正文，读取时与其哈希核对。",
)
class PlanVersionOne(OpenView):
    """The text of one version, compared with its hash as it is read."""

    allow = can_read_plan

    @extend_schema_serializer(component_name="PlanVersionWhole")
    class Output(Version):
        """A version with its text."""

        body = forms.thing("正文，分块 · the text in blocks")

    def get(self, request: Request, plan: str, number: int) -> HttpResponse:
        """Give one version."""
        version = version_get(plan=plan, number=number, area=self.area)
        if version is None:
            raise Http404
        row = {name: getattr(version, name) for name in forms.columns(Version)}
        return self.answered(self.Output({**row, "body": version_content(version)}).data)
