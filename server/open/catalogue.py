"""Published checklists and the register of the documents they cite."""

from dataclasses import asdict
from typing import Any

from django.http import HttpResponse
from drf_spectacular.utils import extend_schema_serializer
from rest_framework import serializers
from rest_framework.request import Request

from server.accounts.permissions import can_read_catalogue
from server.catalogue.selectors import checklist_rows, documents_current
from server.ledger.reading import position_now
from server.open import forms
from server.open.asking import Asked, asked_text
from server.open.doors import OpenView, described
from shared.checklist import Document


class AskedChecklists(Asked):
    """Which versions."""

    checklist = asked_text("检查表编号 · id of the checklist")
    field = asked_text("检查领域 · field of duty")


@described(
    "checklists_list",
    "检查表版本",
    "Versions of checklists",
    "已发布的全部检查表版本；版本发布后不再改动。",
    many=True,
)
class ChecklistList(OpenView):
    """Every published version; one never changes."""

    allow = can_read_catalogue
    asked_form = AskedChecklists

    @extend_schema_serializer(component_name="Checklist")
    class Output(serializers.Serializer):
        """A version of a checklist."""

        ref = forms.text("编号@版本 · id@version")
        checklist = forms.text("检查表编号 · id")
        version = forms.text("版本 · version")
        sha256 = forms.text("哈希 · hash of its text")
        field = forms.text("检查领域 · field of duty")
        zh = forms.text("名称 · name")
        en = forms.text("英文名称 · English name")
        label = forms.text("标注 · label")
        effective_from = forms.day("施行日期 · in force from")
        effective_to = forms.day("最后一日 · last day in force", null=True)
        position = forms.whole("账本位置 · ledger position")

    def get(self, request: Request) -> HttpResponse:
        """List versions."""
        rows = checklist_rows(checklist=self.asked["checklist"], field=self.asked["field"])
        return self.listed(rows, key={"ref": str})


@described(
    "checklists_one",
    "检查表正文",
    "The text of a checklist",
    "一个版本及其 TOML 原文；检查记录固定引用其 SHA-256。",
)
class ChecklistOne(OpenView):
    """One version with its TOML source, whose SHA-256 visits pin."""

    allow = can_read_catalogue

    @extend_schema_serializer(component_name="ChecklistWhole")
    class Output(ChecklistList.Output):
        """A version with its text."""

        text = forms.text("TOML 原文 · TOML source")

    def get(self, request: Request, ref: str) -> HttpResponse:
        """Give one version."""
        rows = checklist_rows().filter(ref=ref)
        return self.found(rows.values(*forms.columns(self.Output)))


@described(
    "documents_list",
    "引用文件",
    "Cited documents",
    "现行引用文件目录，一次全部给出。",
)
class DocumentList(OpenView):
    """The register of laws and standards in force now, whole: a few dozen rows."""

    allow = can_read_catalogue

    @extend_schema_serializer(component_name="Documents")
    class Output(serializers.Serializer):
        """The register."""

        @extend_schema_serializer(component_name="Document")
        class Row(serializers.Serializer):
            """One version of a document."""

            id = forms.text("简称 · short name, as citations have it")
            version = forms.text("版本 · version")
            kind = forms.text("类别 · kind")
            zh = forms.text("全称 · title")
            en = forms.text("英文 · English title")
            number = forms.text("文号 · number", null=True)
            effective_from = forms.day("施行日期 · in force from", null=True)
            effective_to = forms.day("最后一日 · last day in force", null=True)
            note = forms.text("说明 · note", null=True)

        position = forms.whole("读取时的账本位置 · the ledger's position")
        rows = Row(many=True, help_text="文件 · documents")

    def get(self, request: Request) -> HttpResponse:
        """Give the register by name and version."""
        position, documents = position_now(), documents_current()
        rows = [_row(documents[key]) for key in sorted(documents)]
        return self.answered(self.Output({"position": position, "rows": rows}).data)


def _row(document: Document) -> dict[str, Any]:
    return {**asdict(document), "zh": document.text.zh, "en": document.text.en}
