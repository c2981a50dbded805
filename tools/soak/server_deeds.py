"""What the long run asks of the server from inside, by `python -m server shell -c`: prepare it, sum it up, spoil it."""

import json
import sys
from collections import Counter
from typing import Any

SITES = 40
CHECKLIST = "gas.test"
OFFICERS = ("officer-zhang", "officer-li")  # as tests.ground.building registers them


def prepare() -> None:
    """Make people, two streets, sites and a checklist."""
    from shared.clock import SystemClock
    from tests.ground.building import district_make, people_make, sites_make
    from tests.ground.visiting import ITEMS, publish

    now = SystemClock().now()
    people_make(now=now)
    district_make(now=now)
    sites_make(*(f"餐馆 {n}" for n in range(1, SITES + 1)), now=now, checklists=[CHECKLIST])
    publish(*ITEMS, now=now, effective_from="2020-01-01")


def summary() -> None:
    """Print what the server holds of every tablet, and what stands there more than once."""
    from django.db.models import Count

    from server.hazards.models import Hazard, Observation
    from server.inspections.models import Visit
    from server.intake.models import Operation
    from server.ledger.models import Entry

    def twice(model: Any, *names: str) -> int:
        return model.objects.values(*names).annotate(n=Count("pk")).filter(n__gt=1).count()

    rows = Operation.objects.values_list("device", "hash", "outcome")
    entries = Entry.objects.filter(origin="device")
    _print({
        "operations": [list(row) for row in rows],
        "entries": Counter(entries.values_list("hash", flat=True)),
        "visits": list(Visit.objects.values_list("id", flat=True)),
        "observations_twice": twice(Observation, "visit", "finding"),
        "hazards": Hazard.objects.count(),
        "observations": Observation.objects.count(),
    })  # fmt: skip


def spoil_byte() -> None:
    """Change one byte of a stored visit, past every guard."""
    _spoil(
        "UPDATE ledger_entry SET body = set_byte(body, 200, get_byte(body, 200) # 1)"
        " WHERE position = (SELECT max(position) FROM ledger_entry WHERE kind = 'visit')",
        "ledger_entry",
    )


def mend_byte() -> None:
    """Change it back."""
    spoil_byte()


def spoil_hazard() -> None:
    """Say another grade of one hazard than the ledger makes of it."""
    _spoil(
        "UPDATE hazards_hazard SET observations_count = observations_count + 1"
        " WHERE id = (SELECT min(id) FROM hazards_hazard)",
        "hazards_hazard",
    )


def _spoil(statement: str, table: str) -> None:
    from django.db import connection, transaction

    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        cursor.execute(statement)
        changed = cursor.rowcount
        cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
    _print({"changed": changed})


def _print(found: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(found, ensure_ascii=False) + "\n")
