"""Run one command: the embedded database is started where it is needed, and what goes wrong is one clear line."""

import os
import signal
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Any, NoReturn

from django.core.management import ManagementUtility, get_commands, load_command_class
from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError, ProgrammingError

from shared.problems import Problem
from shared.settings import SettingsWrong

PROGRAM = "python -m server"
# Django's own commands that open no database; ours say so themselves (`database = False`).
_WITHOUT_DATABASE = frozenset(
    {
        "check",
        "collectstatic",
        "compilemessages",
        "diffsettings",
        "makemessages",
        "makemigrations",
        "spectacular",
    }
)


class DatabaseGone(Problem):
    """The database does not answer."""

    def __init__(self, reason: object) -> None:
        said = " ".join(str(reason).split())
        super().__init__(
            "database_gone",
            f"The database does not answer: {said}.",
            "See that PostgreSQL runs and that DATABASE_URL is right; nothing was changed.",
        )


class DatabaseEmpty(Problem):
    """The database lacks tables this version needs."""

    def __init__(self, reason: object) -> None:
        said = str(reason).strip().splitlines()[0]
        super().__init__(
            "database_not_migrated",
            f"The database lacks a table or column: {said}.",
            f"Run: {PROGRAM} migrate",
        )


def main(words: Sequence[str]) -> int:
    """Run a command line; give the exit status: 0 done, 1 refused, 2 wrong settings or usage, 130 stopped."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "server.config.settings")
    # A stop while a short command runs must still stop the database it started.
    signal.signal(signal.SIGTERM, _stopped)
    try:
        if not words or (words[0] in {"help", "--help", "-h"} and len(words) == 1):
            sys.stdout.write(_overview())
            return 0 if words else 2
        return _run(words)
    except Problem as problem:
        sys.stderr.write(f"{problem}\n")
        return 2 if isinstance(problem, SettingsWrong) else 1
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        # Whoever read us has gone (`| head`); nobody is left to tell, and Python must not try again at its end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1


def commands() -> dict[str, BaseCommand]:
    """Give our own commands by name; what does not exist is not listed."""
    import django

    django.setup()
    return {
        name: load_command_class(room, name)
        for name, room in sorted(get_commands().items())
        if str(room).startswith("server.")
    }


def _run(words: Sequence[str]) -> int:
    utility = ManagementUtility([PROGRAM, *words])
    utility.prog_name = PROGRAM
    try:
        with _database(words):
            utility.execute()
    except OperationalError as error:
        raise DatabaseGone(error) from error
    except ProgrammingError as error:
        raise DatabaseEmpty(error) from error
    except CommandError as error:
        sys.stderr.write(f"{error}\n")
        return error.returncode
    except SystemExit as ended:
        return ended.code if isinstance(ended.code, int) else int(bool(ended.code))
    return 0


@contextmanager
def _database(words: Sequence[str]) -> Iterator[None]:
    """Have the embedded database running for the time of a command, unless another is named or none is needed."""
    from django.conf import settings

    if settings.OPTIONS.database_url or not _needs_database(words):
        yield
        return
    from server.config.postgres import start

    running = start(settings.DATA_DIR / "postgres")
    try:
        yield
    finally:
        with suppress(Problem):
            running.stop()


def _needs_database(words: Sequence[str]) -> bool:
    if words[0] in {"help", "--version"} or {"--help", "-h"} & set(words[1:]):
        return False
    command: Any = commands().get(words[0])
    known = command is not None or words[0] in get_commands()
    return known and words[0] not in _WITHOUT_DATABASE and getattr(command, "database", True)


def _overview() -> str:
    rows = commands()
    width = max(map(len, rows), default=0)
    lines = [
        f"  {name:<{width}}  {' '.join(str(command.help).split())}"
        for name, command in rows.items()
    ]
    return "\n".join([f"{PROGRAM} <command>; --help after a command says more", "", *lines, ""])


def _stopped(number: int, frame: object) -> NoReturn:
    raise SystemExit(128 + number)
