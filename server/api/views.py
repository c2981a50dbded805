"""The base of every API view."""

from collections.abc import Callable, Mapping
from typing import Any, ClassVar

from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from server.api.pagination import CursorPages

Allow = Callable[[Any], bool]


class NamedView(APIView):
    """A view that names who may use it: `allow = can_read_register`, or one function per method."""

    allow: ClassVar[Allow | Mapping[str, Allow] | None] = None
    paginator: ClassVar[type[CursorPages]] = CursorPages

    def page(
        self, request: Request, rows: Any, row: Callable[[Any], Any], *, ordering: str = "pk"
    ) -> Response:
        """Answer one cursor page of a queryset, each row through `row`."""
        pages = self.paginator()
        pages.ordering = ordering
        found = pages.paginate_queryset(rows, request, view=self)
        return pages.get_paginated_response([row(one) for one in found or []])
