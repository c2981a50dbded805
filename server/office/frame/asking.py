"""Read what lists have in common out of a query string; what is not understood is left out."""

from collections.abc import Collection
from datetime import date

from django.http import HttpRequest

MOST_PAGE = 100_000


def word_of(request: HttpRequest, name: str, *, among: Collection[str] | None = None) -> str:
    """Give a word of the query; "" when it is not one of `among`."""
    value = request.GET.get(name, "").strip()[:80]
    return value if among is None or value in among else ""


def day_of(request: HttpRequest, name: str) -> date | None:
    """Give a date of the query, or None."""
    try:
        return date.fromisoformat(request.GET.get(name, ""))
    except ValueError:
        return None


def number_of(request: HttpRequest) -> int:
    """Give the number of the page asked for, from 1."""
    text = request.GET.get("page", "1")
    return int(text) if text.isdecimal() and 0 < int(text) < MOST_PAGE else 1
