"""Carry one inspection out of the house, with everything that proves it."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from server.intake.evidence import evidence_write
from server.intake.sweeping import seals_sweep
from shared.clock import SystemClock
from shared.problems import Problem


class Command(BaseCommand):
    """Write an evidence bundle."""

    help = "Write an inspection as an evidence bundle that tools/verify.py checks by itself."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Know the inspection and the file."""
        parser.add_argument("inspection", metavar="INSPECTION", help="id of the inspection")
        parser.add_argument("file", type=Path, metavar="FILE", help="where the bundle is written")

    def handle(self, *args: Any, inspection: str, file: Path, **options: Any) -> None:
        """Write the file whole or not at all; say what it is."""
        clock = SystemClock()
        seals_sweep(now=clock.now())
        part = file.with_name(f".{file.name}.part")
        try:
            with part.open("wb") as bundle:
                manifest = evidence_write(inspection=inspection, file=bundle, now=clock.now())
            part.replace(file)
        except OSError as error:
            part.unlink(missing_ok=True)
            raise CommandError(
                f"{file} cannot be written: {error.strerror}. Choose a place with room and rights."
            ) from error
        except Problem:
            part.unlink(missing_ok=True)
            raise
        self.stdout.write(f"{file}: inspection {inspection}, manifest {manifest}")
