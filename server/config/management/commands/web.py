"""Answer HTTP by granian."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import connection, connections

from server.api import timing
from server.config.keys import server_key
from server.config.listening import port_choose


class Command(BaseCommand):
    """Run the web process alone."""

    help = "Answer HTTP only; production runs this beside `worker`."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Offer another address than the settings'."""
        parser.add_argument("--bind", default=settings.OPTIONS.bind, help="address to listen on")
        parser.add_argument(
            "--port", type=int, default=settings.OPTIONS.port, help="port; 0 for any free one"
        )

    def handle(self, *args: Any, bind: str, port: int, **options: Any) -> None:
        """Check address, key and database, then serve until a signal comes."""
        from granian import Granian
        from granian.constants import HTTPModes, Interfaces
        from granian.log import LogLevels

        port = port_choose(bind=bind, port=port)
        server_key()
        connection.ensure_connection()
        connections.close_all()  # the workers are forked; a shared socket would mix their answers
        timing.clear()
        Granian(
            "server.config.wsgi:application",
            address=bind.strip("[]"),
            port=port,
            interface=Interfaces.WSGI,
            workers=settings.OPTIONS.workers,
            blocking_threads=settings.OPTIONS.threads,
            http=HTTPModes.http1,
            websockets=False,
            log_level=LogLevels.error,
            log_dictconfig=_logging(),
            respawn_failed_workers=True,
            workers_kill_timeout=15,
        ).serve()


def _logging() -> dict[str, Any]:
    """Let granian write where everything else does: its own way is the standard output."""
    own = {"_granian": {"handlers": ["stderr"], "propagate": False}}
    return {**settings.LOGGING, "loggers": own}
