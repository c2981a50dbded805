"""PUT, HEAD and PATCH /api/v1/blobs/{sha256}: a file, resumed where the line broke, receipted when safe."""

from typing import Any, ClassVar

from django.conf import settings
from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request

from server.blobs.services import blob_folder
from server.sync import forms
from server.sync.blob_storing import blob_complete, blob_enter, part_store
from server.sync.bodies import BodyRefused, announced, chunks, cut
from server.sync.doors import TOKEN, TabletView, message
from shared.clock import instant_text
from shared.problems import Problem

OFFSET = "Upload-Offset"
_OFFSET_HEADER = OpenApiParameter(OFFSET, OpenApiTypes.INT, OpenApiParameter.HEADER, required=True)


class OffsetWrong(Problem):
    """Refuse to go on at another place than where the upload broke off."""

    def __init__(self, offset: int) -> None:
        super().__init__(
            "offset_wrong", f"服务器已收到 {offset} 字节。", "平板会自动从该处续传。", status=409
        )
        self.extra_members = {"offset": offset}
        self.headers = {OFFSET: str(offset)}


class BlobView(TabletView):
    """Take in a file by its hash."""

    session: ClassVar[bool] = True

    @extend_schema(
        operation_id="blobs_offset",
        summary="附件已到多少 · How much of a file is here",
        description="Upload-Offset 为已收字节数。\n\nUpload-Offset says how many bytes are here.",
        tags=["sync"],
        auth=TOKEN,
        responses={200: None, 404: None},
    )
    def head(self, request: Request, sha256: str) -> HttpResponse:
        """Say how much of a file is here."""
        offset = self._offset(sha256)
        if offset is None:
            return HttpResponse(status=404)
        return HttpResponse(headers={OFFSET: str(offset)})

    @extend_schema(
        operation_id="blobs_put",
        summary="上传附件 · Send a file",
        description="以 SHA-256 为名的文件；落盘后才答复。\n\nA file by its SHA-256; answered once it is safe on disk.",
        tags=["sync"],
        auth=TOKEN,
        request={"application/octet-stream": OpenApiTypes.BINARY},
        responses=forms.Receipt,
    )
    def put(self, request: Request, sha256: str) -> HttpResponse:
        """Take a file from its beginning."""
        return self._take(request, sha256, offset=0)

    @extend_schema(
        operation_id="blobs_resume",
        summary="续传附件 · Send the rest of a file",
        description="从断开处续传。\n\nGoes on from where the line broke.",
        tags=["sync"],
        auth=TOKEN,
        request={"application/octet-stream": OpenApiTypes.BINARY},
        responses=forms.Receipt,
        parameters=[_OFFSET_HEADER],
    )
    def patch(self, request: Request, sha256: str) -> HttpResponse:
        """Take the rest of a file from where it broke off."""
        text = request.headers.get(OFFSET, "")
        if not text.isdigit():
            raise BodyRefused(
                "offset_missing",
                f"There is no {OFFSET}.",
                f"Ask by HEAD, send {OFFSET}.",
                status=400,
            )
        here = self._offset(sha256) or 0
        if int(text) != here:
            raise OffsetWrong(here)
        return self._take(request, sha256, offset=here)

    def _offset(self, sha256: str) -> int | None:
        folder = blob_folder()
        size = folder.size(sha256)
        return folder.offset(sha256, self.device.id) if size is None else size

    def _take(self, request: Request, sha256: str, *, offset: int) -> HttpResponse:
        now, folder = self.clock.now(), blob_folder()
        length = announced(request, limit=settings.OPTIONS.blob_max_bytes, code="blob_too_large")
        if (size := folder.size(sha256)) is not None:
            # Here already, from this tablet or another: what is sent again is read off and dropped.
            for _ in chunks(request):
                continue
        else:
            came = part_store(folder, sha256, self.device.id, offset=offset, parts=chunks(request))
            if came != offset + length:
                raise cut(came, offset + length)
            size = blob_complete(folder, sha256, self.device.id)
        new = blob_enter(sha256=sha256, size=size, device=self.device.id, now=now)
        receipt: dict[str, Any] = {
            "sha256": sha256,
            "size": size,
            "device": self.device.id,
            "server_time": instant_text(now),
        }
        return message(receipt, status=201 if new else 200)
