"""POST /api/v1/sync/session: a challenge, then a token for the signature over it."""

from django.http import HttpResponse
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request

from server.devices.attempts import SESSION, attempt_count, attempts_forget
from server.devices.sessions import challenge_make, session_open
from server.sync import forms
from server.sync.bodies import members_read, message_faulty
from server.sync.doors import TabletView, caller, message
from shared.clock import instant_text
from shared.sync.members import MemberRefused


class SessionView(TabletView):
    """Open a session in two steps."""

    @extend_schema(
        operation_id="sync_session",
        summary="建立同步会话 · Open a session",
        description="先取挑战，再以平板签名换取 8 小时令牌。\n\nA challenge, then a token for the signature over it.",
        tags=["sync"],
        request=forms.Session,
        responses=forms.Opened,
        auth=[],
    )
    def post(self, request: Request) -> HttpResponse:
        """Give a challenge for a device; give a token for a device, its challenge and its signature."""
        now, members = self.clock.now(), members_read(request)
        try:
            device = members.text("device")
            challenge, sig = members.text_or_none("challenge"), members.text_or_none("sig")
        except MemberRefused as error:
            raise message_faulty(error) from error
        # By tablet and address: who tries a tablet's door from elsewhere does not shut it for the tablet.
        who = f"{device[:80]} {caller(request)}"
        attempt_count(door=SESSION, caller=who, now=now)
        if challenge is None or sig is None:
            made = challenge_make(device=device, now=now)
            return message({"challenge": made.value, "expires": instant_text(made.expires_at)})
        opened = session_open(device=device, challenge=challenge, sig=sig, now=now)
        attempts_forget(door=SESSION, caller=who)
        return message(
            {
                "token": opened.token,
                "expires": instant_text(opened.expires),
                "server_time": instant_text(now),
            }
        )
