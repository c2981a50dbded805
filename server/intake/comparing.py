"""Compare two databases row by row: what the ledger makes must be the same in both, byte for byte."""

import json
from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db import connections, models

from shared.problems import Fault

ROOMS = (
    "accounts", "ledger", "blobs", "devices", "places", "catalogue", "inspections", "hazards", "plans",
    "planning", "risks", "intake",
)  # fmt: skip
# Not made by entries: sign-ins and sessions, codes, anchors of time, what followers derive, commits and seals.
ASIDE = frozenset(
    {
        "accounts.Person", "devices.Code", "devices.Challenge", "devices.Session",
        "devices.Contact", "devices.Attempt", "ledger.Head", "ledger.Epoch", "ledger.Commit",
        "ledger.Cursor", "ledger.Seal", "ledger.Alarm", "risks.Risk", "risks.RiskAssessment",
    }
)  # fmt: skip
COLUMNS_ASIDE = {
    "ledger.Feed": frozenset({"position"}),  # followers take positions between
    "risks.RiskReview": frozenset({"assessment"}),  # its number counts what followers stored before
}
FOLLOWED = ["risk"]  # kinds of feed rows that followers write
MOST = 20  # differing rows named for each table
_REMEDY = "Find what the handler reads besides the entry and the tables: a clock, chance, a file."


def compared_models() -> list[type[models.Model]]:
    """Give every model whose rows follow from the ledger."""
    found = [
        model
        for room in ROOMS
        for model in apps.get_app_config(room).get_models()
        if model._meta.label not in ASIDE
    ]
    return sorted(found, key=lambda model: model._meta.label)


def databases_compare(first: str, second: str) -> Iterator[Fault | tuple[str, int]]:
    """Give the rows that differ, some for each table, and how many rows each table has."""
    for model in compared_models():
        count = 0
        lone: tuple[list[dict[str, Any]], list[dict[str, Any]]] = ([], [])
        for one, two in _side_by_side(_rows(first, model), _rows(second, model)):
            count += one is not None
            for place, text in enumerate((one, two)):
                if None in (one, two) and text is not None and len(lone[place]) < MOST:
                    lone[place].append(json.loads(text))
        yield from _differences(model, *lone)
        yield model._meta.label, count


def _side_by_side(
    first: Iterator[bytes], second: Iterator[bytes]
) -> Iterator[tuple[bytes | None, bytes | None]]:
    """Put equal rows of two rising streams side by side; one that the other lacks stands alone."""
    one, two = next(first, None), next(second, None)
    while one is not None or two is not None:
        if one == two:
            yield one, two
            one, two = next(first, None), next(second, None)
        elif two is None or (one is not None and one < two):
            yield one, None
            one = next(first, None)
        else:
            yield None, two
            two = next(second, None)


def _rows(alias: str, model: type[models.Model]) -> Iterator[bytes]:
    """Give each row as JSON, rising by bytes."""
    label = model._meta.label
    columns = [
        f'"{field.column}"'
        for field in model._meta.concrete_fields
        if field.name not in COLUMNS_ASIDE.get(label, ()) and not _is_counted(field)
    ]
    kept = f" WHERE kind <> ALL(ARRAY{FOLLOWED!r})" if label == "ledger.Feed" else ""
    part = f'SELECT {", ".join(columns)} FROM "{model._meta.db_table}"{kept}'
    statement = (
        f"SELECT row_to_json(part)::text FROM ({part}) AS part"
        ' ORDER BY row_to_json(part)::text COLLATE "C"'
    )
    with connections[alias].chunked_cursor() as cursor:
        cursor.execute(statement)
        while rows := cursor.fetchmany(1000):
            for (text,) in rows:
                yield text.encode()


def _is_counted(field: models.Field) -> bool:
    """Say whether a column is only a counter of rows, which no entry decides."""
    return isinstance(field, models.AutoField)


def _differences(
    model: type[models.Model], ones: list[dict[str, Any]], twos: list[dict[str, Any]]
) -> Iterator[Fault]:
    """Put what is left of both sides together by key, and say what differs."""
    there = {_key(model, row): row for row in twos}
    for row in ones:
        other = there.pop(_key(model, row), None)
        if other is None:
            yield _fault(model, f"only the ledger's own database has {_short(row)}")
        else:
            changed = {
                name: f"{row[name]} → {other[name]}" for name in row if row[name] != other[name]
            }
            yield _fault(model, f"{_key(model, row)} is replayed otherwise: {_short(changed)}")
    for row in there.values():
        yield _fault(model, f"only the replayed database has {_short(row)}")


def _key(model: type[models.Model], row: dict[str, Any]) -> str:
    """Give the key of a row; of a counted one, all of it."""
    columns = [field.column for field in model._meta.pk_fields if field.column in row]
    return " ".join(str(row[column]) for column in columns) or json.dumps(row, sort_keys=True)


def _fault(model: type[models.Model], message: str) -> Fault:
    return Fault(model._meta.label, f"{message}.", _REMEDY)


def _short(row: dict[str, Any]) -> str:
    text = json.dumps(row, ensure_ascii=False)
    return text if len(text) <= 1000 else f"{text[:1000]}…"
