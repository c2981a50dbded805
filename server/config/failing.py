"""Answer what no view answered: an API client gets a problem, a person a page that says what to do."""

import logging
from collections.abc import Callable

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.template.loader import render_to_string

from server.api.problems import problem_json, problem_of
from server.office.frame.wording import language, say
from shared.problems import Problem

API = ("/api/", "/ogc/", "/healthz", "/readyz", "/metrics")
logger = logging.getLogger(__name__)


class Failing:
    """Middleware: turn a Problem, and a database that does not answer in time, into a clear answer."""

    def __init__(self, answer: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        # PostgreSQL holds no NUL: an address with one names nothing, and would fail in the database.
        if "\0" in request.path or "%00" in request.META.get("QUERY_STRING", ""):
            return _answer(request, _NOT_FOUND)
        return self.answer(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Answer problems and a busy or missing database; faults of ours go on to the 500 page."""
        if not isinstance(error, Problem | OperationalError | InterfaceError):
            return None
        if not isinstance(error, Problem):
            logger.warning("database refused: %s", " ".join(str(error).split()))
        return _answer(request, problem_of(error) or _BROKEN)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer an address that does not exist, or a row that must not be seen."""
    return _answer(request, _NOT_FOUND)


def closed(request: HttpRequest, *words: str) -> HttpResponse:
    """Answer an address a package brings along that leads nowhere here."""
    return _answer(request, _NOT_FOUND)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer a deed outside the person's role."""
    return _answer(request, _FORBIDDEN)


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form that came without its mark, mostly from a page left open over a sign-in."""
    return _answer(request, _STALE)


def broken(request: HttpRequest) -> HttpResponse:
    """Answer a fault of ours; the log has its traceback."""
    return _answer(request, _BROKEN)


def _answer(request: HttpRequest, problem: Problem) -> HttpResponse:
    if request.path.startswith(API):
        return problem_json(problem)
    # Stands without session and database: this page must come when they are gone.
    fixed = problem.code in _IN_BOTH_LANGUAGES
    words = {
        "lang": language(request),
        "problem": problem,
        "message": say(f"failing.{problem.code}") if fixed else problem.message,
        "remedy": say(f"failing.{problem.code}_remedy") if fixed else problem.remedy,
    }
    page = render_to_string("config/problem.html", words)
    answer = HttpResponse(page, status=problem.status)
    if problem.status == 503:
        answer["Retry-After"] = "5"
    return answer


_NOT_FOUND = Problem(
    "not_found",
    "没有这个页面或记录，或您无权查看。",
    "请检查网址或编号，或联系安全办公室。",
    status=404,
)
_FORBIDDEN = Problem(
    "not_allowed", "您的角色或辖区不允许这样做。", "请联系安全办公室。", status=403
)
_STALE = Problem(
    "form_stale", "这个页面已过期，提交没有生效。", "请返回并刷新页面后重新提交。", status=403
)
_BROKEN = Problem(
    "server_fault",
    "服务器出错，这次请求没有完成。",
    "请稍后再试；若再次出现，请把时间和网址告诉管理员。",
    status=500,
)
_IN_BOTH_LANGUAGES = frozenset(
    {"not_found", "not_allowed", "form_stale", "server_fault", "server_busy"}
)
