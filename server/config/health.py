"""Say whether this process lives, and whether it may be given work."""

import os
import shutil
from collections.abc import Callable
from functools import cache
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.http import HttpRequest, JsonResponse

LEAST_FREE_BYTES = 512 << 20


def healthz(request: HttpRequest) -> JsonResponse:
    """Answer while the process answers."""
    return JsonResponse({"alive": True})


def readyz(request: HttpRequest) -> JsonResponse:
    """Answer 200 when every check passes, else 503 with the ones that do not and what to do."""
    failing = {name: fault for name, check in CHECKS.items() if (fault := check())}
    body = {"ready": not failing, "checks": {name: failing.get(name, "ok") for name in CHECKS}}
    return JsonResponse(body, status=503 if failing else 200)


def migrations_had() -> frozenset[tuple[str, str]]:
    """Give the migrations the database has had, by app and name; none when it is new."""
    return frozenset(MigrationRecorder(connection).applied_migrations())


def migrations_pending() -> list[str]:
    """List the migrations of this version that the database has not had."""
    return sorted(f"{app}.{name}" for app, name in _known() - migrations_had())


@cache
def _known() -> frozenset[tuple[str, str]]:
    loader = MigrationLoader(None, ignore_no_migrations=True)
    return frozenset(loader.disk_migrations)


def _database_fault() -> str:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError as error:
        # The reason may name hosts and users: it goes to the log of the worker, not to whoever asks here.
        return f"does not answer ({type(error).__name__}); see that PostgreSQL runs"
    return ""


def _migration_fault() -> str:
    try:
        pending = migrations_pending()
    except DatabaseError:
        return "unknown while the database does not answer"
    return (
        f"{len(pending)} pending, first {pending[0]}; run python -m server migrate"
        if pending
        else ""
    )


def _folder_fault() -> str:
    folder = Path(settings.DATA_DIR)
    if not os.access(folder, os.W_OK):
        return "the data folder cannot be written"
    free = shutil.disk_usage(folder).free
    return f"{free >> 20} MiB free in the data folder; make room" if free < LEAST_FREE_BYTES else ""


CHECKS: dict[str, Callable[[], str]] = {
    "database": _database_fault,
    "migrations": _migration_fault,
    "data_folder": _folder_fault,
}
