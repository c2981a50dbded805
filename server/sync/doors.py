"""The base of every view a tablet asks: bytes in, bytes out, signed by the server's key."""

import gzip
import logging
from collections.abc import Mapping
from typing import Any, ClassVar

from django.conf import settings
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from rest_framework.request import Request
from rest_framework.views import APIView

from server.api.problems import problem_json, problem_of
from server.config.keys import server_key
from server.devices.models import Device
from server.devices.sessions import SessionRefused, session_device
from shared.clock import Clock, SystemClock
from shared.record.json_text import json_write
from shared.sync import SIGNATURE_HEADER, server_signature_header

GZIP_FROM = 1400  # what fits into one packet gains nothing
TOKEN: list[dict[str, list[str]]] = [{"tabletToken": []}]  # how OpenAPI names what a session gives
logger = logging.getLogger(__name__)


class TabletView(APIView):
    """Answer a tablet; a view with `session = True` knows the tablet before it reads a byte of the body."""

    authentication_classes = ()
    permission_classes = ()
    session: ClassVar[bool] = False
    clock: ClassVar[Clock] = SystemClock()
    device: Device

    def initial(self, request: Request, *args: Any, **values: Any) -> None:
        """Find the tablet by its token; raise SessionRefused."""
        super().initial(request, *args, **values)
        if self.session:
            self.device = session_device(token=_token(request), now=self.clock.now())

    def handle_exception(self, error: Exception) -> HttpResponse:
        """Answer what a tablet can act on; a fault of ours goes on to the 500 answer."""
        if (problem := problem_of(error)) is None:
            raise error
        if isinstance(error, OperationalError):
            logger.warning("database refused: %s", " ".join(str(error).split()))
        answer = problem_json(problem, extra=getattr(error, "extra_members", None))
        if (wait := getattr(error, "wait", None)) is not None:
            answer["Retry-After"] = str(max(1, wait))
        for name, value in getattr(error, "headers", {}).items():
            answer[name] = value
        return answer

    def finalize_response(
        self, request: Request, response: HttpResponse, *args: Any, **values: Any
    ) -> HttpResponse:
        """Sign the answer's bytes, zip them where the tablet reads that, forbid caching."""
        answer = super().finalize_response(request, response, *args, **values)
        body = answer.content
        answer[SIGNATURE_HEADER] = server_signature_header(server_key(), body)
        answer["Cache-Control"] = "no-store"
        if len(body) >= GZIP_FROM and "gzip" in request.headers.get("Accept-Encoding", ""):
            answer.content = gzip.compress(body, compresslevel=5, mtime=0)
            answer["Content-Encoding"] = "gzip"
        return answer


def message(members: Mapping[str, Any], *, status: int = 200) -> HttpResponse:
    """Answer a JSON object."""
    return HttpResponse(json_write(members), status=status, content_type="application/json")


def caller(request: HttpRequest | Request) -> str:
    """Give the address that asks; X-Forwarded-For is believed from as many proxies as are set."""
    passed = [
        part.strip()
        for part in request.headers.get("X-Forwarded-For", "").split(",")
        if part.strip()
    ]
    proxies = settings.OPTIONS.proxies
    if proxies and len(passed) >= proxies:
        return passed[-proxies]
    return request.META.get("REMOTE_ADDR") or "unknown"


def _token(request: Request) -> str:
    word, _, token = request.headers.get("Authorization", "").partition(" ")
    if word != "Bearer" or not token:
        raise SessionRefused(
            "session_missing", "请求没有带同步会话。", "平板会自动登录；请再次同步。", status=401
        )
    return token
