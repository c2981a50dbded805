"""Pages that go on after a row, not after a count: nothing is skipped when rows are added meanwhile."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from shared.problems import Problem
from shared.record import Base64Unreadable, base64url_read, base64url_write

PAGE, MOST = 100, 500
MOST_WHOLE = 2**63 - 1
Key = Mapping[str, type]  # the columns a list is ordered by, unique together, with int or str


class CursorUnreadable(Problem):
    """Refuse a cursor that this list did not give."""

    def __init__(self) -> None:
        super().__init__(
            "cursor_unreadable",
            "游标不是本清单给出的（this list gave no such cursor）。",
            "请从第一页重新读取（start again without a cursor）。",
            status=400,
        )


@dataclass(frozen=True, slots=True)
class Page:
    """Hold one page of rows; `cursor` asks for the next, None after the last."""

    rows: list[dict[str, Any]]
    cursor: str | None


def page_read(
    rows: QuerySet[Any, dict[str, Any]], *, key: Key, cursor: str = "", limit: int = PAGE
) -> Page:
    """Give rows in the order of `key`, which `rows.values()` must hold; raise CursorUnreadable."""
    if cursor:
        rows = rows.filter(_after(key, cursor_read(cursor, key)))
    found = list(rows.order_by(*key)[: limit + 1])
    more = len(found) > limit
    return Page(found[:limit], _cursor_write(found[limit - 1], key) if more else None)


def cursor_read(cursor: str, key: Key) -> dict[str, Any]:
    """Give the key a cursor names."""
    try:
        named = json.loads(base64url_read(cursor))
    except (Base64Unreadable, ValueError, RecursionError):
        raise CursorUnreadable from None
    if not isinstance(named, dict) or list(named) != list(key):
        raise CursorUnreadable
    if not all(_fits(value, key[name]) for name, value in named.items()):
        raise CursorUnreadable
    return named


def _fits(value: object, kind: type) -> bool:
    if kind is int:
        return type(value) is int and 0 <= value <= MOST_WHOLE
    return isinstance(value, str) and "\0" not in value and value.isprintable()


def _cursor_write(row: Mapping[str, Any], key: Key) -> str:
    named = json.dumps({name: row[name] for name in key}, separators=(",", ":"))
    return base64url_write(named.encode())


def _after(key: Key, named: Mapping[str, Any]) -> Q:
    """Compare as SQL compares rows: the first column that differs decides."""
    found, same = Q(), Q()
    for name in key:
        found |= same & Q(**{f"{name}__gt": named[name]})
        same &= Q(**{name: named[name]})
    return found
