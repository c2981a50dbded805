"""The base of every open view: who, which rows, one answer with its tag."""

from collections.abc import Callable, Mapping
from typing import Any, ClassVar, TypeVar

from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from drf_spectacular.utils import OpenApiResponse, extend_schema, inline_serializer
from rest_framework import serializers
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request

from server.accounts.permissions import Area, area_of
from server.api.matching import etag, match_check, unchanged
from server.api.pagination import Key, page_read
from server.api.views import NamedView
from server.ledger.reading import position_now
from server.open import forms
from server.open.asking import AskedNothing, asked_read

View = TypeVar("View", bound=type["OpenView"])
KEY: Key = {"id": str}
PROBLEM = "application/problem+json"
FAILURES: Mapping[int, str] = {
    400: "游标无法识别 · the cursor is not of this list",
    401: "尚未登录 · not signed in",
    403: "角色不允许 · not allowed to this role",
    404: "没有，或不在辖区内 · not there, or outside the own streets",
    406: "只提供 JSON · JSON only",
    412: "If-Match 所述状态已变 · changed meanwhile",
    422: "参数不符合要求 · a parameter is wrong",
    503: "服务器忙 · busy, try again",
}


class OpenView(NamedView):
    """Answer GET with rows a person may see; `asked_form` reads the query, `Output` writes the rows."""

    asked_form: ClassVar[type[serializers.Serializer]] = AskedNothing
    Output: ClassVar[type[serializers.Serializer]]
    asked: dict[str, Any]

    def initial(self, request: Request, *args: Any, **values: Any) -> None:
        """Check the person first, then the query."""
        super().initial(request, *args, **values)
        self.asked = asked_read(self.asked_form, request)

    @property
    def area(self) -> Area:
        """Give the streets of the person who asks."""
        return area_of(self.request.user)

    def listed(
        self, rows: QuerySet[Any], *, key: Key = KEY, changed: str = "position"
    ) -> HttpResponse:
        """Answer one page; after a position, what changed since in that order, or 304."""
        position, after = position_now(), self.asked.get("after")
        found = rows.values(*forms.columns(self.Output))
        if after is not None:
            found, key = found.filter(**{f"{changed}__gt": after}), {changed: int, **key}
        page = page_read(found, key=key, cursor=self.asked["cursor"], limit=self.asked["limit"])
        if after is not None and not page.rows and not self.asked["cursor"]:
            return HttpResponse(status=304)
        return self.answered(
            {
                "position": position,
                "next": page.cursor,
                "rows": self.Output(page.rows, many=True).data,
            }
        )

    def found(self, rows: QuerySet[Any], **beside: Callable[[], Any]) -> HttpResponse:
        """Answer one row with what belongs to it, asked for once the row is seen; 404 without it."""
        row = rows.first()
        if row is None:
            raise Http404
        return self.answered(
            self.Output({**row, **{name: ask() for name, ask in beside.items()}}).data
        )

    def answered(self, members: Mapping[str, Any]) -> HttpResponse:
        """Answer JSON with its tag; 304 where the asker has it, 412 where If-Match says otherwise."""
        body = JSONRenderer().render(members)
        tag = etag(body)
        match_check(self.request, tag=tag)
        answer = (
            HttpResponse(status=304)
            if unchanged(self.request, tag=tag)
            else HttpResponse(body, content_type="application/json")
        )
        answer["ETag"] = tag
        answer["Cache-Control"] = "private, no-cache"
        return answer


def described(
    name: str, zh: str, en: str, what: str, *, many: bool = False
) -> Callable[[View], View]:
    """Describe a view for OpenAPI: its name in both languages, `what` in Chinese and its docstring."""
    problems = {
        (status, PROBLEM): OpenApiResponse(forms.ProblemForm, description=words)
        for status, words in FAILURES.items()
        if many or status != 400
    }

    def wrap(view: View) -> View:
        output = _page(view.Output) if many else view.Output
        answers: dict[Any, Any] = {
            200: OpenApiResponse(output, description=f"{zh} · {en}"),
            304: OpenApiResponse(description="没有变化 · nothing is new"),
        }
        view.get = extend_schema(
            operation_id=name,
            summary=f"{zh} · {en}",
            description=f"{what}\n\n{view.__doc__}",
            tags=["open"],
            parameters=[view.asked_form] if many else [],
            responses={**answers, **problems},
        )(view.get)
        return view

    return wrap


def _page(output: type[serializers.Serializer]) -> serializers.Serializer:
    """Describe one page of rows."""
    return inline_serializer(
        f"{output._spectacular_annotation['component_name']}Page",
        {
            "position": forms.whole(
                "读取时的账本位置，供下次 after 使用 · the ledger's position, for after"
            ),
            "next": forms.text("下一页的 cursor，末页为 null · cursor of the next page", null=True),
            "rows": output(many=True),
        },
    )
