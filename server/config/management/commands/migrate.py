"""Bring the tables up to this version: Django's command, and the table its cache counts throttles in."""

from typing import Any

from django.core.management import call_command
from django.core.management.commands.migrate import Command as DjangoMigrate


class Command(DjangoMigrate):
    """Migrate."""

    help = "Bring the database's tables up to this version."

    def handle(self, *args: Any, **options: Any) -> None:
        """Migrate, then make the cache table where it is missing."""
        super().handle(*args, **options)
        if not (options.get("plan") or options.get("check_unapplied")):
            call_command("createcachetable", database=options["database"], verbosity=0)
