"""Cursor pages: stable under new rows, no counting."""

from rest_framework.pagination import CursorPagination
from rest_framework.response import Response


class CursorPages(CursorPagination):
    """Pages of 100 by id; a view sets `ordering` to change the order. `limit` asks for up to 500."""

    page_size = 100
    page_size_query_param = "limit"
    max_page_size = 500
    ordering = "pk"

    def get_paginated_response(self, data: list[object]) -> Response:
        """Answer rows and the addresses of the neighbouring pages."""
        return Response(
            {"next": self.get_next_link(), "previous": self.get_previous_link(), "rows": data}
        )

    def get_paginated_response_schema(self, schema: dict[str, object]) -> dict[str, object]:
        """Describe the page for OpenAPI."""
        link = {"type": "string", "format": "uri", "nullable": True}
        return {
            "type": "object",
            "required": ["next", "previous", "rows"],
            "properties": {"next": link, "previous": link, "rows": schema},
        }
