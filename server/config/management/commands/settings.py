"""Say how the server is set, and by what."""

import os
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from server.config.options import ServerSettings
from shared.settings import settings_rows


class Command(BaseCommand):
    """Print every setting."""

    help = "Print every setting: its value, where it comes from, what it means."
    requires_system_checks = ()
    database = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Offer the table of docs/operations.md."""
        parser.add_argument(
            "--markdown", action="store_true", help="the table of docs/operations.md, with defaults"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Write the rows; secrets stay hidden."""
        self.stdout.write(markdown() if options["markdown"] else _listing(), ending="")


def markdown() -> str:
    """Give the table of variables, defaults and meanings: the same on every machine."""
    rows = settings_rows(ServerSettings(), {})
    root = str(settings.BASE_DIR)
    lines = ["| Variable | Default | Meaning |", "|---|---|---|"]
    for row in rows:
        default = row.default.replace(f"{root}/", "") or "—"
        lines.append(f"| `{row.variable}` | `{default}` | {row.meaning.replace('|', '/')} |")
    return "\n".join(lines) + "\n"


def _listing() -> str:
    rows = list(settings_rows(settings.OPTIONS, os.environ))
    width = max(len(row.variable) for row in rows)
    return "".join(
        f"{row.variable:<{width}}  {row.value or '—'}  ({row.source})\n{'':<{width}}  {row.meaning}\n"
        for row in rows
    )
