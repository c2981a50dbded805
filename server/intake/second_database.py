"""Make an empty database beside this one and work in it for a while; it is dropped afterwards."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

from django.core.management import call_command
from django.db import DatabaseError, connections

from shared.problems import Problem

SOURCE = "source"  # the alias under which the first database is read meanwhile


class SecondDatabaseRefused(Problem):
    """Say that the cluster does not let us make a database."""

    def __init__(self, name: str, reason: object) -> None:
        super().__init__(
            "second_database_refused",
            f"The database {name} cannot be made: {' '.join(str(reason).split())}.",
            "Give this user the right to create databases, or run the command on a copy of the data.",
        )


@contextmanager
def second_database() -> Iterator[None]:
    """Make an empty, migrated database the default one; the first is there as `source`, for reading."""
    default = connections["default"]
    first = default.settings_dict["NAME"]
    second = f"{first[:40]}_replay_{os.getpid()}"
    _execute(f'CREATE DATABASE "{second}"', second)
    connections[SOURCE] = default.copy(alias=SOURCE)
    default.close()
    default.settings_dict["NAME"] = second
    try:
        call_command("migrate", verbosity=0, interactive=False)
        yield
    finally:
        default.close()
        default.settings_dict["NAME"] = first
        connections[SOURCE].close()
        del connections[SOURCE]
        _execute(f'DROP DATABASE IF EXISTS "{second}" WITH (FORCE)', second)


def _execute(statement: str, name: str) -> None:
    try:
        with connections["default"].cursor() as cursor:
            cursor.execute(statement)
    except DatabaseError as error:
        raise SecondDatabaseRefused(name, error) from error
