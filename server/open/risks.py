"""Risks, and one with the assessment its level comes from."""

from django.http import HttpResponse
from drf_spectacular.utils import extend_schema_serializer
from rest_framework import serializers
from rest_framework.request import Request

from server.accounts.permissions import can_read_risk
from server.api.now import today
from server.open import forms
from server.open.asking import Asked, asked_text, asked_word
from server.open.doors import OpenView, described
from server.risks.models import CONFIDENCES, LEVELS, STATES
from server.risks.register import DUES, RegisterFilter, assessment_rows, register_rows


class AskedRisks(Asked):
    """Which risks."""

    q = asked_text("场所 · site")
    level = asked_word("等级 · level", LEVELS)
    scenario = asked_text("风险情景 · scenario")
    street = asked_text("街镇代码 · code of the street")
    site = asked_text("场所编号 · id of the site")
    due = asked_word("到期 · what is due", DUES)
    confidence = asked_word("把握程度 · confidence", CONFIDENCES)


@described(
    "risks_list",
    "风险",
    "Risks",
    "风险清单：每个场所（设施）、每种情景一行，含已退出清单的。",
    many=True,
)
class RiskList(OpenView):
    """The register: one row for each site or facility and scenario, retired ones too."""

    allow = can_read_risk
    asked_form = AskedRisks

    @extend_schema_serializer(component_name="Risk")
    class Output(serializers.Serializer):
        """A risk."""

        id = forms.text("编号 · id")
        site = forms.text("场所编号 · id of the site")
        site_name = forms.text("场所名称 · name of the site", source="site__name")
        facility = forms.text("设施编号 · id of the facility", null=True)
        street = forms.text("现属街镇 · street it lies in now")
        scenario = forms.text("风险情景 · scenario")
        state = forms.word("状态 · state", STATES)
        level = forms.word("研判等级 · computed level", LEVELS)
        d = forms.decimal("D 值 · D", places=1)
        confidence = forms.word("把握程度 · confidence", CONFIDENCES)
        floors = forms.texts("保底规则 · floors that hold")
        as_of = forms.moment("研判时点 · as of")
        open_hazards = forms.whole("未销号隐患 · open hazards")
        open_majors = forms.whole("未销号重大隐患 · open major hazards")
        overdue_hazards = forms.whole("逾期隐患 · overdue hazards")
        last_inspected_on = forms.day("最近检查 · last inspected", null=True)
        next_inspection_on = forms.day("应检日期 · next inspection due", null=True)
        next_review_on = forms.day("复核期限 · next review due", null=True)
        position = forms.whole("变更的账本位置 · ledger position of the last change")

    def get(self, request: Request) -> HttpResponse:
        """List risks."""
        levels = frozenset({self.asked["level"]} - {""})
        names = ("scenario", "street", "site", "due", "confidence")
        asked = RegisterFilter(
            text=self.asked["q"], levels=levels, retired=True,
            **{name: self.asked[name] for name in names},
        )  # fmt: skip
        return self.listed(register_rows(asked=asked, area=self.area, today=today()))


@described(
    "risks_one",
    "一项风险",
    "One risk",
    "一项风险及其最近一次研判和说明；各项数值均为缺省参数，待校准。",
)
class RiskOne(OpenView):
    """One risk with its latest assessment and explanation; all figures are 缺省参数，待校准."""

    allow = can_read_risk

    @extend_schema_serializer(component_name="RiskWhole")
    class Output(RiskList.Output):
        """A risk with its assessment."""

        @extend_schema_serializer(component_name="Assessment")
        class Assessment(serializers.Serializer):
            """One computed level with everything it comes from."""

            number = forms.whole("序号 · number")
            position = forms.whole("账本位置 · ledger position")
            as_of = forms.moment("研判时点 · as of")
            trigger = forms.text("触发 · what asked for it")
            model = forms.text("评分模型 · scoring model")
            inputs_sha256 = forms.text("输入哈希 · hash of the inputs")
            probability = forms.decimal("λ", places=6)
            likelihood = forms.decimal("L 可能性 · likelihood", places=4)
            exposure = forms.decimal("E 暴露 · exposure", places=1)
            consequence = forms.decimal("C 后果 · consequence", places=1)
            k = forms.whole("后果等级 · grade of consequence")
            d = forms.decimal("D 值 · D", places=1)
            level = forms.word("等级 · level", LEVELS)
            floors = forms.texts("保底规则 · floors that hold")
            confidence = forms.word("把握程度 · confidence", CONFIDENCES)
            explain = forms.thing("说明 · the explanation as it was stored")

        assessment = Assessment(allow_null=True, help_text="最近一次研判 · latest assessment")

    def get(self, request: Request, risk: str) -> HttpResponse:
        """Give one risk."""
        asked = RegisterFilter(retired=True)
        rows = register_rows(asked=asked, area=self.area, today=today())
        latest = assessment_rows(risk=risk).values(*forms.columns(self.Output.Assessment))
        return self.found(
            rows.filter(id=risk).values(*forms.columns(self.Output)), assessment=latest.first
        )
