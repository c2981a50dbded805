"""Compare two databases row by row: what the ledger makes must be the same in both, byte for byte."""

from collections.abc import Iterator

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
    """Give every row that only one of two databases has, a few for each table, and the rows of each table."""
    for model in compared_models():
        count, told = 0, 0
        for one, two in _side_by_side(_rows(first, model), _rows(second, model)):
            count += one is not None
            if one is None or two is None:
                told += 1
                if told <= MOST:
                    yield _differs(model, one, two)
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


def _differs(model: type[models.Model], one: bytes | None, two: bytes | None) -> Fault:
    where = (
        "only the ledger's own database has" if two is None else "only the replayed database has"
    )
    row = (one or two or b"").decode()
    return Fault(
        model._meta.label, f"{where} {row if len(row) <= 600 else row[:600] + '…'}", _REMEDY
    )
