"""Prove that the ledger makes everything there is."""

from argparse import ArgumentParser
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from server.intake.replay_check import ReplayCheck, replay_check
from shared.clock import SystemClock, instant_read


class Command(BaseCommand):
    """Replay the ledger into an empty second database and compare."""

    help = "Replay the ledger into an empty second database and compare every row, and the risks as of an instant."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Know the instant of the risks."""
        parser.add_argument(
            "--as-of",
            type=instant_read,
            default=None,
            metavar="T",
            help="instant the risks are compared at, 2026-11-22T01:10:00.000Z; now, if not given",
        )

    def handle(self, *args: Any, as_of: datetime | None = None, **options: Any) -> None:
        """Say what was compared, and every difference on a line of its own."""
        check = replay_check(as_of=as_of or SystemClock().now())
        for fault in check.faults:
            self.stdout.write(str(fault))
        if check.faults:
            raise CommandError(f"replay: {len(check.faults)} differences; {counted(check)}")
        self.stdout.write(f"replay: the same byte for byte; {counted(check)}")


def counted(check: ReplayCheck) -> str:
    """Give the totals that were compared."""
    rows = ", ".join(f"{count} {name}" for name, count in check.totals.items())
    return f"{check.entries} entries, {rows}"
