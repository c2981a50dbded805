"""Load the sample district into an empty ledger."""

import json
import secrets
from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from server.accounts.models import Officer
from server.accounts.people import person_create
from server.demo.loading import VISITS, demo_load
from server.demo.people import ACCOUNTS


class Command(BaseCommand):
    """Load the sample through the real handlers; one JSON line for each account, one for the sums."""

    help = "Load the sample district (invented people and places) into an empty data folder; prints its accounts."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Know the seed and the day the history ends."""
        parser.add_argument(
            "--seed", type=int, default=1, help="the same seed gives the same district"
        )
        parser.add_argument(
            "--as-of",
            type=date.fromisoformat,
            default=None,
            help="last day, 2026-11-22; else today",
        )
        parser.add_argument("--visits", type=int, default=VISITS, help="how many visits to make")

    def handle(
        self, *args: Any, seed: int, as_of: date | None, visits: int, **options: Any
    ) -> None:
        """Load, make the accounts, print both."""
        loaded = demo_load(
            seed=seed, as_of=as_of or timezone.localdate(), visits=visits,
            tell=lambda line: self.stderr.write(line),
        )  # fmt: skip
        for username, officer in ACCOUNTS:
            self.stdout.write(json.dumps(account_make(username, officer), ensure_ascii=False))
        self.stdout.write(json.dumps({"loaded": loaded}, ensure_ascii=False))


def account_make(username: str, officer: str) -> dict[str, str]:
    """Make a sign-in for a sample officer with a password of its own; give both."""
    row = Officer.objects.get(id=officer)
    password = secrets.token_urlsafe(9)
    person_create(
        username=username, password=password, full_name=row.name, full_name_en=row.name_en,
        role=row.role, body=row.body_id, officer=row.id, streets=row.streets,
    )  # fmt: skip
    return {"account": username, "password": password, "role": row.role, "name": row.name}
