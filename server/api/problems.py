"""Answer every failure as RFC 9457 problem+json with code, message, remedy and fields."""

import logging
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, InterfaceError, OperationalError
from django.http import Http404, HttpRequest, JsonResponse
from rest_framework import exceptions
from rest_framework.renderers import JSONRenderer
from rest_framework.response import Response

from shared.problems import Fault, Problem

CONTENT_TYPE = "application/problem+json"
RETRY_AFTER_S = 5
logger = logging.getLogger(__name__)

_BUSY = Problem("server_busy", "服务器忙，这次请求没有生效。", "请稍后自动或手动重试。", status=503)
_CONFLICT = Problem(
    "conflict", "与已保存的内容冲突，这次请求没有生效。", "请刷新后再试。", status=409
)
_STATUS_CODES: Mapping[type[exceptions.APIException], tuple[str, str, str]] = {
    exceptions.NotAuthenticated: ("not_signed_in", "尚未登录。", "请先登录。"),
    exceptions.AuthenticationFailed: ("not_signed_in", "登录已失效。", "请重新登录。"),
    exceptions.PermissionDenied: ("not_allowed", "您的角色或辖区不允许这样做。", "请联系安全办公室。"),
    exceptions.MethodNotAllowed: ("method_not_allowed", "This address does not answer that method.", "See /api/docs/."),
    exceptions.NotAcceptable: ("not_acceptable", "This address answers JSON only.", "Send Accept: application/json."),
    exceptions.UnsupportedMediaType: ("media_type", "This address takes JSON only.", "Send Content-Type: application/json."),
    exceptions.ParseError: ("json_unreadable", "The body is not JSON.", "Send one JSON object in UTF-8."),
    exceptions.Throttled: ("too_many_requests", "请求过于频繁。", "请稍后再试。"),
}  # fmt: skip
_NOT_FOUND = Problem(
    "not_found", "没有这条记录，或您无权查看。", "请检查编号，或联系安全办公室。", status=404
)


def problem_body(problem: Problem) -> dict[str, Any]:
    """Give the members of the answer; `title` and `detail` repeat code and message for general clients."""
    return {
        "type": f"https://xunan.invalid/problems/{problem.code}",
        "title": problem.code,
        "status": problem.status,
        "detail": problem.message,
        **problem.as_dict(),
    }


def problem_json(problem: Problem, *, extra: Mapping[str, Any] | None = None) -> JsonResponse:
    """Make the plain Django answer of a problem; `extra` members stand at the top."""
    answer = JsonResponse(
        {**problem_body(problem), **(extra or {})},
        status=problem.status,
        content_type=CONTENT_TYPE,
        json_dumps_params={"ensure_ascii": False},
    )
    if problem.status in (429, 503):
        answer["Retry-After"] = str(RETRY_AFTER_S)
    return answer


def problem_of(error: Exception) -> Problem | None:
    """Translate what went wrong into a Problem, or None for a fault of ours."""
    if isinstance(error, Problem):
        return error
    if isinstance(error, OperationalError | InterfaceError):
        return _BUSY
    if isinstance(error, IntegrityError):
        return _CONFLICT
    if isinstance(error, Http404):
        return _NOT_FOUND
    if isinstance(error, PermissionDenied):
        error = exceptions.PermissionDenied()
    return _problem_of_api(error) if isinstance(error, exceptions.APIException) else None


def problem_response(error: Exception, context: Mapping[str, Any]) -> Response | None:
    """Handle every exception of an API view."""
    if (problem := problem_of(error)) is None:
        return None
    if isinstance(error, OperationalError | IntegrityError):
        logger.warning("database refused: %s", error)
    if (request := context.get("request")) is not None:
        # JSON also where the answer would have been YAML or HTML, or nothing the asker takes.
        request.accepted_renderer = JSONRenderer()
        request.accepted_media_type = JSONRenderer.media_type
    answer = Response(problem_body(problem), status=problem.status, content_type=CONTENT_TYPE)
    for name, value in getattr(error, "extra_members", {}).items():
        answer.data[name] = value
    if problem.status in (429, 503):
        answer["Retry-After"] = str(getattr(error, "wait", None) or RETRY_AFTER_S)
    if header := getattr(error, "auth_header", None):
        answer["WWW-Authenticate"] = header
    return answer


def not_found(request: HttpRequest, exception: Exception | None = None) -> JsonResponse:
    """Answer an API address that does not exist."""
    return problem_json(_NOT_FOUND)


def _problem_of_api(error: exceptions.APIException) -> Problem:
    if isinstance(error, exceptions.ValidationError):
        return Problem(
            "input_wrong",
            "有内容不符合要求。",
            "请按每一项的说明改正。",
            fields=_faults(error.detail),
            status=422,
        )
    if isinstance(error, exceptions.NotFound):
        return _NOT_FOUND
    code, message, remedy = _STATUS_CODES.get(
        type(error), ("refused", str(error), "See /api/docs/.")
    )
    return Problem(code, message, remedy, status=error.status_code)


def _faults(detail: Any, where: str = "") -> tuple[Fault, ...]:
    if isinstance(detail, Mapping):
        parts = ((f"{where}.{name}".lstrip("."), value) for name, value in detail.items())
    elif isinstance(detail, list) and any(isinstance(one, Mapping | list) for one in detail):
        parts = ((f"{where}[{index}]", value) for index, value in enumerate(detail))
    else:
        texts = detail if isinstance(detail, list) else [detail]
        return tuple(Fault(where, str(text), "") for text in texts)
    return tuple(fault for name, value in parts for fault in _faults(value, name))
