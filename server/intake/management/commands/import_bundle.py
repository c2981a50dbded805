"""Take in what a tablet could not send."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from server.config.keys import server_key
from server.intake.bundle_import import Imported, bundle_import
from shared.bundle import organisation_secret_of
from shared.clock import SystemClock


class Command(BaseCommand):
    """Import a rescue bundle."""

    help = "Take in a tablet's rescue bundle: its unsent operations and files, as if it had pushed them."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Know the file."""
        parser.add_argument("file", type=Path, metavar="FILE", help="the bundle `rescue` wrote")

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        """Say what became of it; exit 1 when something in it was faulty."""
        secret = organisation_secret_of(server_key().to_bytes())
        try:
            with file.open("rb") as bundle:
                imported = bundle_import(
                    file=bundle, organisation_secret=secret, now=SystemClock().now()
                )
        except OSError as error:
            raise CommandError(
                f"{file} cannot be read: {error.strerror}. Check the path and its rights."
            ) from error
        for result in imported.results:
            if result.outcome != "applied":
                self.stdout.write(
                    f"seq {result.seq}: {result.outcome} {result.code} {result.remedy}"
                )
        for fault in imported.faults:
            self.stdout.write(str(fault))
        self.stdout.write(told(imported))
        if imported.faults:
            raise CommandError(f"import_bundle: {len(imported.faults)} members were faulty.")


def told(imported: Imported) -> str:
    """Give the summary in one line."""
    outcomes = ", ".join(f"{count} {name}" for name, count in sorted(imported.outcomes().items()))
    return (
        f"device {imported.device}: {len(imported.results)} operations ({outcomes or 'none'}),"
        f" {imported.blobs} files new, {imported.blobs_known} known"
    )
