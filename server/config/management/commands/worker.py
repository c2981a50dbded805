"""Drive the followers and the sweeps."""

import signal
import threading
from typing import Any

from django.core.management.base import BaseCommand
from django.db import connection

from server.config.followers import follow, followers, sweeps
from server.config.working import Worker
from shared.clock import SystemClock


class Command(BaseCommand):
    """Run the worker process alone."""

    help = "Follow the ledger only: risks, seals, due dates; production runs this beside `web`."
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        """Work until a signal comes; the piece at hand is finished first."""
        stopping = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stopping.set())
        connection.ensure_connection()
        worker = Worker(followers=followers(), sweeps=sweeps(), clock=SystemClock(), follow=follow)
        worker.run(stopping)
