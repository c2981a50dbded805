"""Hazards, and one with all that made it."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse
from drf_spectacular.utils import extend_schema_serializer
from rest_framework import serializers
from rest_framework.request import Request

from server.accounts.permissions import can_read_hazard
from server.api.now import today
from server.hazards.models import ORDER_STATES, STATES
from server.hazards.selectors import STANDINGS, HazardFilter, hazard_parts, hazard_rows
from server.inspections.models import GRADES
from server.open import forms
from server.open.asking import Asked, asked_flag, asked_text, asked_word
from server.open.doors import OpenView, described
from shared.hazard import ACTIONS, EFFECTS
from shared.hazard.rechecking import VERDICTS


class AskedHazards(Asked):
    """Which hazards."""

    q = asked_text("场所或标题 · site or title")
    standing = asked_word("办理环节 · where it stands", STANDINGS)
    grade = asked_word("等级 · grade", GRADES)
    street = asked_text("街镇代码 · code of the street")
    scenario = asked_text("风险情景 · scenario")
    site = asked_text("场所编号 · id of the site")
    overdue = asked_flag("只要逾期的 · overdue ones only")
    recurring = asked_flag("只要反弹的 · recurring ones only")


@described(
    "hazards_list",
    "隐患",
    "Hazards",
    "查出的隐患，含已结束的。",
    many=True,
)
class HazardList(OpenView):
    """What was found wrong, live and ended."""

    allow = can_read_hazard
    asked_form = AskedHazards

    @extend_schema_serializer(component_name="Hazard")
    class Output(serializers.Serializer):
        """A hazard."""

        id = forms.text("编号 · id")
        site = forms.text("场所编号 · id of the site")
        site_name = forms.text("场所名称 · name of the site", source="site__name")
        facility = forms.text("设施编号 · id of the facility", null=True)
        street = forms.text("现属街镇 · street it lies in now")
        checklist = forms.text("检查表版本 · checklist and version")
        item = forms.text("检查项；清单外为 null · item, null when off the list", null=True)
        scenario = forms.text("风险情景 · scenario")
        slot = forms.text("部位 · slot", null=True)
        k = forms.whole("后果等级 · grade of consequence")
        grade = forms.word("隐患等级 · grade", GRADES)
        grade_review_due = forms.flag("等级待复核 · its grade awaits a review")
        state = forms.word("状态 · state", STATES)
        title_zh = forms.text("标题 · title")
        title_en = forms.text("英文标题 · English title")
        article = forms.text("依据 · article")
        found_on = forms.day("发现日期 · found on")
        found_by = forms.text("发现人 · officer who found it")
        due_on = forms.day("整改期限 · to be mended by", null=True)
        overdue = forms.flag("已标逾期 · marked overdue")
        order = forms.text("责令整改编号 · id of the order", null=True)
        observations_count = forms.whole("见到次数 · times it was seen")
        failed_rechecks = forms.whole("复查未过次数 · failed re-checks")
        recurrence_of = forms.text("前一次隐患 · the one before in the chain", null=True)
        recurrence_number = forms.whole("第几次反弹 · place in the chain")
        merged_into = forms.text("并入的隐患 · hazard it was merged into", null=True)
        transferred_to = forms.text("移送单位 · body it was handed to")
        closed_at = forms.moment("销号时间 · closed at", null=True)
        position = forms.whole(
            "变更的账本位置 · ledger position of the last change", source="changed_position"
        )

    def get(self, request: Request) -> HttpResponse:
        """List hazards."""
        names = ("standing", "grade", "street", "scenario", "site", "overdue", "recurring")
        asked = HazardFilter(text=self.asked["q"], **{name: self.asked[name] for name in names})
        rows = hazard_rows(asked=asked, area=self.area, today=today())
        return self.listed(rows, changed="changed_position")


class Observation(serializers.Serializer):
    """One sighting."""

    id = forms.text("编号 · id")
    position = forms.whole("账本位置 · ledger position")
    visit = forms.text("检查记录 · visit", null=True)
    finding = forms.whole("发现序号 · number of the finding", null=True)
    grade = forms.word("隐患等级 · grade", GRADES)
    note = forms.text("说明 · note")
    article = forms.text("依据 · article")
    blobs = forms.texts("照片哈希 · SHA-256 of photos")
    officer = forms.text("发现人 · officer")
    happened_at = forms.moment("认定时间 · when it happened")
    effect = forms.word("结果 · effect", EFFECTS)
    made_before_closing = forms.flag("销号前所见 · seen before it was closed")


class Event(serializers.Serializer):
    """One change."""

    number = forms.whole("序号 · number")
    position = forms.whole("账本位置 · ledger position")
    action = forms.word("动作 · action", ACTIONS)
    state_before = forms.word("原状态 · state before", ("", *STATES))
    state_after = forms.word("新状态 · state after", STATES)
    grade_before = forms.word("原等级 · grade before", ("", *GRADES))
    grade_after = forms.word("新等级 · grade after", GRADES)
    officer = forms.text("经办人 · officer")
    at = forms.moment("时间 · when")
    facts = forms.thing("要素 · facts")


class Order(serializers.Serializer):
    """The order a hazard stands under."""

    id = forms.text("编号 · id")
    number = forms.text("文号 · number")
    visit = forms.text("检查记录 · visit", null=True)
    state = forms.word("状态 · state", ORDER_STATES)
    due_on = forms.day("整改期限 · due on")
    body = forms.text("下达部门 · body")
    issued_by = forms.text("下达人 · officer")
    issued_at = forms.moment("下达时间 · issued at")
    served_at = forms.moment("送达时间 · served at", null=True)
    served_how = forms.text("送达方式 · how it was served")
    paper_sha256 = forms.text("文书哈希 · SHA-256 of the paper")
    position = forms.whole(
        "变更的账本位置 · ledger position of the last change", source="changed_position"
    )


class Recheck(serializers.Serializer):
    """One later look."""

    id = forms.text("编号 · id")
    position = forms.whole("账本位置 · ledger position")
    verdict = forms.word("结论 · verdict", VERDICTS)
    officer = forms.text("复查人 · officer")
    note = forms.text("说明 · note")
    blobs = forms.texts("照片哈希 · SHA-256 of photos")
    happened_at = forms.moment("认定时间 · when it happened")


NESTED: Mapping[str, type[serializers.Serializer]] = {
    "observations": Observation,
    "events": Event,
    "orders": Order,
    "rechecks": Recheck,
}


@described(
    "hazards_one",
    "一项隐患",
    "One hazard",
    "一项隐患及其每次见到、每次变更、责令整改和复查。",
)
class HazardOne(OpenView):
    """One hazard with its sightings, changes, order and re-checks."""

    allow = can_read_hazard

    @extend_schema_serializer(component_name="HazardWhole")
    class Output(HazardList.Output):
        """A hazard with what made it."""

        found_at = forms.moment("发现时间 · found at")
        plan_due_on = forms.day("整改方案期限 · its plan is due on", null=True)
        printed_deadline = forms.flag("期限已印上文书 · its date stands on a paper")
        confirmed_by = forms.text("认定人 · officer who confirmed it")
        interim_measure = forms.text("临时管控措施 · interim measure")
        ordered_at = forms.moment("下达时间 · ordered at", null=True)
        reported_done_by = forms.text("报整改人 · who reported it done")
        reported_done_at = forms.moment("报整改时间 · reported done at", null=True)
        verified_by = forms.text("复查人 · who verified it")
        verified_at = forms.moment("复查时间 · verified at", null=True)
        ended_reason = forms.text("结束理由 · why it ended")
        observations = Observation(many=True, help_text="见到的每一次 · sightings")
        events = Event(many=True, help_text="每一次变更 · changes")
        orders = Order(many=True, help_text="责令整改 · the order, if any")
        rechecks = Recheck(many=True, help_text="复查 · re-checks")

    def get(self, request: Request, hazard: str) -> HttpResponse:
        """Give one hazard."""
        asked = HazardFilter(standing="")
        rows = hazard_rows(asked=asked, area=self.area, today=today())
        parts = hazard_parts(hazard=hazard)

        def of(name: str) -> list[dict[str, Any]]:
            return list(parts[name].values(*forms.columns(NESTED[name])))

        return self.found(
            rows.filter(id=hazard).values(*forms.columns(self.Output)),
            observations=lambda: of("observations"),
            events=lambda: of("events"),
            orders=lambda: of("orders"),
            rechecks=lambda: of("rechecks"),
        )
