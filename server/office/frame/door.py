"""Let a person through to a page, or say why not."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse

# What a page may load is ours alone; no script or style stands in the page itself.
POLICY = (
    "default-src 'self'; img-src 'self' data: blob:; worker-src 'self' blob:; object-src 'none'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
Page = Callable[..., HttpResponse]


def page(allow: Callable[[Any], bool]) -> Callable[[Page], Page]:
    """Open a page to whom `allow` lets in; others sign in first, or get 403."""

    def wrap(view: Page) -> Page:
        @wraps(view)
        def opened(request: HttpRequest, *words: Any, **values: Any) -> HttpResponse:
            if not allow(request.user):
                raise PermissionDenied
            answer = view(request, *words, **values)
            answer.setdefault("Content-Security-Policy", POLICY)
            return answer

        opened.allow = allow  # type: ignore[attr-defined]
        return login_required(opened)

    return wrap


def anyone(person: Any) -> bool:
    """Let in whoever is signed in."""
    return bool(getattr(person, "is_active", False))


def is_fragment(request: HttpRequest) -> bool:
    """Say whether htmx asks for a part of the page only."""
    return request.headers.get("HX-Request") == "true"
