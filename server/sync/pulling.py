"""POST /api/v1/sync/changes: what is new in all scopes of a tablet, at once."""

from typing import ClassVar

from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request

from server.devices.scopes import scopes_of
from server.devices.services import DeviceRefused
from server.ledger.reading import changes_read
from server.places.models import Area
from server.sync.bodies import body_read
from server.sync.doors import TOKEN, TabletView
from shared.clock import instant_text
from shared.sync import ChangesAnswer, changes_answer_write, changes_request_read


class ChangesView(TabletView):
    """Give rows of the feed."""

    session: ClassVar[bool] = True

    @extend_schema(
        operation_id="sync_changes",
        summary="取回变更 · Pull changes",
        description="各范围自上次令牌以来的变更，格式见 docs/protocol.md。\n\n"
        "What is new in every scope since its token, as docs/protocol.md says.",
        tags=["sync"],
        auth=TOKEN,
        request=OpenApiTypes.OBJECT,
        responses=OpenApiTypes.OBJECT,
    )
    def post(self, request: Request) -> HttpResponse:
        """Read on from the tokens of the tablet's scopes; a scope without one starts at 0."""
        asked = changes_request_read(body_read(request))
        if self.device.revoked_at is not None:
            raise DeviceRefused(
                "device_revoked",
                "这台平板已被停用，不再提供数据。",
                "请同步未上报的记录，并交回安全办公室。",
                status=403,
            )
        now = self.clock.now()
        scopes = scopes_of(device=self.device, streets=_streets())
        page = changes_read(
            epoch=asked.epoch,
            cursors={scope: asked.cursors.get(scope, "") for scope in scopes},
            limit=asked.limit,
            who=self.device.label or self.device.id,
            now=now,
        )
        answer = ChangesAnswer(
            epoch=page.epoch,
            server_time=instant_text(now),
            rows=page.rows,
            cursors=page.cursors,
            more=page.more,
            checksums=page.checksums,
            scopes=scopes,
            scope_left=tuple(sorted(set(asked.cursors) - set(scopes))),
        )
        return HttpResponse(changes_answer_write(answer), content_type="application/json")


def _streets() -> list[str]:
    return list(Area.objects.filter(level="street").values_list("code", flat=True).distinct())
