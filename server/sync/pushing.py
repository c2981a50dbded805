"""POST /api/v1/sync/ops: gzip'd lines in, one result a line out, answered after the commit."""

import hashlib
from typing import ClassVar

from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request

from server.intake.accepting import push_accept
from server.sync.bodies import announced, chunks, cut
from server.sync.doors import TOKEN, TabletView
from shared.sync import MAX_BYTES, push_read, push_unzip

ZIPPED_BYTES = MAX_BYTES + (64 << 10)  # what cannot be packed grows a little


class OpsView(TabletView):
    """Take in operations."""

    session: ClassVar[bool] = True

    @extend_schema(
        request={"application/octet-stream": OpenApiTypes.BINARY},
        responses={(200, "application/jsonl"): OpenApiTypes.STR},
        operation_id="sync_ops",
        summary="上报 · Push operations",
        description="gzip：首行为包头，其后每行一条上报，格式见 docs/protocol.md。\n\n"
        "A push as docs/protocol.md says: gzip of a header line and a line an operation.",
        tags=["sync"],
        auth=TOKEN,
    )
    def post(self, request: Request) -> HttpResponse:
        """Take a push whole or not at all; give a result for each operation."""
        length = announced(request, limit=ZIPPED_BYTES, code="push_too_large")
        zipped = b"".join(chunks(request))
        if len(zipped) != length:
            raise cut(len(zipped), length)
        plain = push_unzip(zipped)
        header, lines = push_read(plain)
        answer = push_accept(
            device=self.device,
            header=header,
            lines=lines,
            now=self.clock.now(),
            request_sha256=hashlib.sha256(plain).hexdigest(),
        )
        return HttpResponse(answer.content, content_type="application/jsonl; charset=utf-8")
