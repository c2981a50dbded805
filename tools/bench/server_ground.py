"""A server to measure: its own data folder, PostgreSQL with fsync, a small district, visits of workload W2."""

import os
import random
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

NOW = datetime(2026, 11, 22, 1, 10, tzinfo=UTC)
SITES = 200
ITEMS, FAILS = 60, 3  # of a W2 visit; with its head it is 64 records
RECORDS = 1 + ITEMS + FAILS


@contextmanager
def server_open(folder: Path) -> Iterator[Path]:
    """Start an empty, migrated server in this process; give the folder of its PostgreSQL data."""
    os.environ.pop("DATABASE_URL", None)
    os.environ |= {
        "XUNAN_DATA": str(folder),
        "XUNAN_HOSTS": "127.0.0.1,testserver",
        "DJANGO_SETTINGS_MODULE": "server.config.settings",
    }
    (folder / "static").mkdir(parents=True, exist_ok=True)
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connections

    from server.config.postgres import start

    running = start(folder / "postgres")
    try:
        call_command("migrate", verbosity=0, interactive=False)
        yield folder / "postgres" / "data"
    finally:
        connections.close_all()
        running.stop()


def database_copy(name: str) -> None:
    """Copy the present database under another name."""
    from django.db import connection

    first = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = "postgres"
    try:
        with connection.cursor() as cursor:
            cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE "{first}"')
    finally:
        connection.close()
        connection.settings_dict["NAME"] = first


def database_use(name: str) -> None:
    """Work in another database of the same server from here on."""
    from django.db import connection

    connection.close()
    connection.settings_dict["NAME"] = name
    connection.ensure_connection()


def checklist_parts() -> list[dict[str, Any]]:
    """Give the items of a W2 checklist."""
    from tests.ground.visiting import item

    return [item(f"W{number:02d}") for number in range(ITEMS)]


class Pusher:
    """Make W2 visits of one tablet and push them, signed, as a tablet does."""

    def __init__(self, tablet: Any, checklist: Any, *, seed: int) -> None:
        self.tablet, self.checklist = tablet, checklist
        self._chance = random.Random(seed)

    def copy(self, *, seed: int) -> "Pusher":
        """Give a second one that goes on from the same history, for a copied database."""
        from tests.ground.tablet import Tablet

        twin = Tablet(self.tablet.device, list(self.tablet.keys), self.tablet.clock)
        twin.seq, twin.hashes = self.tablet.seq, list(self.tablet.hashes)
        for _ in range(twin.seq):
            twin.ids.new()
        return Pusher(twin, self.checklist, seed=seed)

    def lines(self, count: int) -> list[bytes]:
        """Write the next visits."""
        from tests.ground.building import INSPECTORS
        from tests.ground.visiting import visit_data

        made = []
        for _ in range(count):
            self.tablet.clock.advance(timedelta(minutes=3))
            fails = {
                f"W{number:02d}": {
                    "note": f"第 {number} 项：现场发现问题，已告知负责人 {self._chance.random():.6f}"
                }
                for number in self._chance.sample(range(ITEMS), FAILS)
            }
            data = visit_data(
                self.checklist, fails, now=self.tablet.clock.now(), kind="patrol", task=None,
                site=f"site-{self._chance.randint(1, SITES)}", officers=INSPECTORS[:1], papers=(),
            )  # fmt: skip
            made.append(self.tablet.line("visit", data, officer=INSPECTORS[0]))
        return made

    def push(self, lines: Sequence[bytes]) -> None:
        """Push lines; every one must take effect."""
        results = self.tablet.results(*lines)
        wrong = [one for one in results if one.outcome != "applied"]
        if wrong:
            raise AssertionError(wrong[0])

    def history(self, visits: int, *, batch: int = 32) -> None:
        """Push until the tablet has made so many visits."""
        while (left := visits - self.tablet.seq) > 0:
            self.push(self.lines(min(batch, left)))


def pusher_make(clock: Any) -> Pusher:
    """Make people, two streets, sites, the checklist and a tablet; give who pushes."""
    from tests.ground.building import district_make, people_make, sites_make, tablet_make
    from tests.ground.visiting import publish

    now = clock.now()
    people_make(now=now)
    district_make(now=now)
    sites_make(*(f"餐馆 {number}" for number in range(1, SITES + 1)), now=now)
    checklist = publish(*checklist_parts(), now=now)
    return Pusher(tablet_make(clock=clock), checklist, seed=1)
