"""Serve: the web and the worker, on the embedded database or on the one that is named."""

import fcntl
import logging
import os
import sys
from argparse import ArgumentParser
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import connections

from server.config.dumping import database_dump
from server.config.health import migrations_had, migrations_pending
from server.config.listening import address, answers, port_choose
from server.config.postgres import Running, crashed, database_url, start
from server.config.supervising import Child, Supervisor
from shared.clock import SystemClock
from shared.problems import Problem

logger = logging.getLogger(__name__)


class AlreadyRunning(Problem):
    """Another `run` serves this data folder."""

    def __init__(self, folder: Path) -> None:
        super().__init__(
            "already_running",
            f"Another server already runs on the data folder {folder}.",
            "Stop it first, or give this one a folder of its own with XUNAN_DATA.",
        )


class Command(BaseCommand):
    """Run everything on this machine."""

    help = "Serve: one web and one worker process, with the embedded PostgreSQL unless DATABASE_URL is set."
    requires_system_checks = ()
    database = False  # started here, because it must outlive the children and end after them

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Offer another address than the settings'."""
        parser.add_argument("--bind", default=settings.OPTIONS.bind, help="address to listen on")
        parser.add_argument(
            "--port", type=int, default=settings.OPTIONS.port, help="port; 0 for any free one"
        )

    def handle(self, *args: Any, bind: str, port: int, **options: Any) -> None:
        """Check the address, bring the database up, supervise until a signal comes."""
        port = port_choose(bind=bind, port=port)
        with _only_one(settings.DATA_DIR), _database():
            self._database_ready()
            os.environ |= {"XUNAN_BIND": bind, "XUNAN_PORT": str(port)}
            web = Child("web", ["web"])
            status = Supervisor([web, Child("worker", ["worker"])], keep=_keep()).run(
                started=lambda: self._started(bind, port)
            )
        sys.exit(status)

    def _database_ready(self) -> None:
        if not settings.OPTIONS.database_url:
            self._migrate()
        elif pending := migrations_pending():
            self.stderr.write(
                f"{len(pending)} migrations are pending; /readyz fails until python -m server migrate has run."
            )
        connections.close_all()

    def _migrate(self) -> None:
        """Bring the embedded database up to this version; one that was in use is dumped first."""
        if migrations_had() and (pending := migrations_pending()):
            dump = database_dump(
                url=database_url(settings.DATA_DIR / "postgres"),
                folder=settings.DATA_DIR / "dumps",
                now=SystemClock().now(),
            )
            self.stderr.write(f"{len(pending)} migrations to run; the database as it was: {dump}")
        call_command("migrate", verbosity=0, interactive=False)

    def _started(self, bind: str, port: int) -> bool:
        if not answers(bind=bind, port=port):
            return False
        self.stdout.write(f"listening {address(bind=bind, port=port)}")
        self.stdout.flush()
        return True


@contextmanager
def _only_one(folder: Path) -> Iterator[None]:
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "run.lock").open("w") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise AlreadyRunning(folder) from None
        yield


class Keeper:
    """Start the embedded database again when it was killed; the web answers 503 until it is back."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._failed = folder, False

    def __call__(self) -> None:
        """Look, and try once."""
        if not self._failed and not crashed(self._folder):
            return
        logger.error("the database was killed; starting it again")
        self._failed = True  # a start that fails leaves no trace to find the next time
        try:
            start(self._folder)
            self._failed = False
        except Problem as problem:
            logger.error("%s %s", problem.message, problem.remedy)


def _keep() -> Callable[[], None]:
    given = settings.OPTIONS.database_url
    return (lambda: None) if given else Keeper(settings.DATA_DIR / "postgres")


@contextmanager
def _database() -> Iterator[None]:
    if settings.OPTIONS.database_url:
        yield
        return
    running = start(settings.DATA_DIR / "postgres")
    # One found running was left by a server that was killed; whoever runs now owns it.
    running = Running(running.url, running.folder, started_here=True)
    try:
        yield
    finally:
        connections.close_all()
        running.stop()
