"""Filed inspection tasks."""

from django.http import HttpResponse
from drf_spectacular.utils import extend_schema_serializer
from rest_framework import serializers
from rest_framework.request import Request

from server.accounts.permissions import can_read_task
from server.api.now import today
from server.open import forms
from server.open.asking import Asked, asked_text, asked_word
from server.open.doors import OpenView, described
from server.planning.models import KINDS, STATES
from server.planning.selectors import TaskFilter, task_rows


class AskedTasks(Asked):
    """Which tasks."""

    q = asked_text("场所或备案号 · site or number")
    state = asked_word("状态 · state", STATES)
    kind = asked_word("检查方式 · kind", KINDS)
    street = asked_text("街镇代码 · code of the street")
    site = asked_text("场所编号 · id of the site")


@described(
    "tasks_list",
    "检查任务",
    "Inspection tasks",
    "已备案的检查任务：谁、去哪里、用哪些检查表、起止日期。",
    many=True,
)
class TaskList(OpenView):
    """Inspections on file: who goes where, with which checklists, from which day to which."""

    allow = can_read_task
    asked_form = AskedTasks

    @extend_schema_serializer(component_name="Task")
    class Output(serializers.Serializer):
        """A task."""

        id = forms.text("编号 · id")
        number = forms.text("备案号 · number on file")
        ground = forms.text("检查事由 · ground")
        kind = forms.word("检查方式 · kind", KINDS)
        site = forms.text("场所编号 · id of the site")
        site_name = forms.text("场所名称 · name of the site", source="site__name")
        enterprise = forms.text("企业编号 · id of the enterprise", null=True)
        street = forms.text("现属街镇 · street it lies in now")
        body = forms.text("实施部门 · body")
        officers = forms.texts("检查人员 · officers")
        checklists = forms.texts("检查表 · checklists")
        window_from = forms.day("起 · first day")
        window_to = forms.day("止 · last day")
        year = forms.whole("年度 · year")
        state = forms.word("状态 · state", STATES)
        done_by = forms.text("完成它的检查 · visit that did it", null=True)
        done_at = forms.moment("完成时间 · done at", null=True)
        filed_by = forms.text("备案人 · who filed it")
        position = forms.whole(
            "变更的账本位置 · ledger position of the last change", source="changed_position"
        )

    def get(self, request: Request) -> HttpResponse:
        """List tasks."""
        names = ("state", "kind", "street", "site")
        asked = TaskFilter(text=self.asked["q"], **{name: self.asked[name] for name in names})
        return self.listed(
            task_rows(asked=asked, area=self.area, today=today()), changed="changed_position"
        )


@described(
    "tasks_one",
    "一项检查任务",
    "One inspection task",
    "一项检查任务。",
)
class TaskOne(OpenView):
    """One task."""

    allow = can_read_task
    Output = TaskList.Output

    def get(self, request: Request, task: str) -> HttpResponse:
        """Give one task."""
        rows = task_rows(asked=TaskFilter(), area=self.area, today=today()).filter(id=task)
        return self.found(rows.values(*forms.columns(self.Output)))
