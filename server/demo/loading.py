"""Load the sample district through the real handlers with a simulated clock; nothing is inserted.

The same seed and day give the same hazards, orders and totals (contracts, Commands).
"""

import hashlib
import json
import random
import tomllib
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from django.db.models import Count

from server.config.keys import server_key
from server.demo.district import areas, ground
from server.demo.history import History
from server.demo.making import VisitMaker
from server.demo.people import AUTHORITY, OFFICE, bodies, crew_of, officers
from server.demo.places import LPG, SITE, facilities, placed_sites
from server.demo.publishing import publish_all, titles
from server.demo.scene import Scene
from server.hazards.models import Hazard, RectificationOrder
from server.inspections.models import Paper, Visit
from server.ledger.models import Entry
from server.ledger.sealing import minutes_seal
from server.places.models import Site
from server.planning.models import Task
from server.plans.models import Plan
from server.risks.models import Risk
from shared.clock import FixedClock
from shared.inspection import AuthorityFacts
from shared.problems import Problem

YEARS_DAYS = 730
VISITS = 825
CHUNK = 100
PLANS = Path(__file__).with_name("plans.toml")
Tell = Callable[[str], None]


class DemoNotEmpty(Problem):
    """Refuse to load the sample into a ledger that holds anything."""

    def __init__(self, position: int) -> None:
        super().__init__(
            "demo_not_empty",
            f"The ledger already holds entries (up to position {position}).",
            "Load the sample into an empty data folder: set XUNAN_DATA to a new one.",
        )


def demo_load(*, seed: int, as_of: date, tell: Tell, visits: int = VISITS) -> dict[str, Any]:
    """Load everything; give counts and accounts. Raises DemoNotEmpty."""
    if (last := Entry.objects.order_by("-position").first()) is not None:
        raise DemoNotEmpty(last.position)
    since = as_of - timedelta(days=YEARS_DAYS)
    clock = FixedClock(datetime(since.year, since.month, since.day, tzinfo=UTC), monotonic=10**12)
    scene = Scene(seed=seed, clock=clock)
    _people(scene)
    _texts(scene, since)
    _places(scene)
    _plans(scene)
    scene.tablets_enrol()
    tell("district, people, texts, places and plans are in")
    with VisitMaker([one.source for one in scene.checklists]) as maker:
        history = History(scene, maker, since=since, until=as_of, visits=visits)
        history.run()
    tell(f"two years of visits are in: {history.visits}")
    scene.clock_to(datetime(as_of.year, as_of.month, as_of.day, tzinfo=UTC) - timedelta(hours=1))
    tasks = _tasks_open(scene, as_of)
    scene.tablets_revoke()
    scene.week_ends()
    scene.risks_follow()
    _seal(clock.now())
    tell("risks are assessed and minutes sealed")
    return {
        "counts": counts(),
        "digest": digest(),
        "tasks": tasks,
        "refused": scene.refused,
        "seed": seed,
        "as_of": as_of.isoformat(),
    }


def _people(scene: Scene) -> None:
    scene.office("body.import", {"bodies": bodies()}, by="")
    for officer in officers():
        scene.office("officer.register", officer, by="")


def _texts(scene: Scene, since: date) -> None:
    scene.office("authority.publish", AUTHORITY)
    scene.authority = AuthorityFacts.read(AUTHORITY)
    scene.titles = titles()
    scene.checklists = publish_all(
        lambda name, text: scene.office(name, {"text": text}), since=since
    )


def _places(scene: Scene) -> None:
    drawn = ground()
    placed = placed_sites(drawn, random.Random(f"places {scene.seed}"))
    scene.office("area.import", {"areas": areas(drawn)})
    enterprises = [one.enterprise for one in placed]
    sites = [one.site for one in placed]
    for first in range(0, len(placed), CHUNK):
        scene.office("enterprise.import", {"enterprises": enterprises[first : first + CHUNK]})
        scene.office("site.import", {"sites": sites[first : first + CHUNK]})
    scene.office("facility.import", {"facilities": list(facilities(placed))})
    scene.sites_read(sites, {one["id"]: one["name"] for one in enterprises})


def _plans(scene: Scene) -> None:
    for row in tomllib.loads(PLANS.read_text("utf-8"))["plan"]:
        version = {
            "content": {"blocks": row.pop("blocks")}, "author": "planner-guo",
            "approved_by": [OFFICE] if "approved_on" in row else [],
            **{name: _day(row.pop(name)) for name in ("approved_on", "filed_on", "filed_number") if name in row},
        }  # fmt: skip
        if "review_due_on" in row:
            row["review_due_on"] = _day(row["review_due_on"])
        scene.office("plan.import", {**row, "version": version})


def _day(value: Any) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)


def _tasks_open(scene: Scene, as_of: date) -> dict[str, dict[str, str]]:
    """File the tasks of the days to come; two of them are the demo's own day."""
    filed: dict[str, dict[str, str]] = {}
    wanted = [(LPG, "gas"), (SITE, "construction")] + [(LPG, "gas"), (SITE, "construction")] * 5
    for number, (checklist, field) in enumerate(wanted, start=1):
        offered = [one for one in scene.sites if checklist in one["checklists"]]
        site = offered[(number * 17) % len(offered)]
        task = scene.task_file(
            site=site, checklists=(checklist,), crew=crew_of(field, 0 if number <= 2 else number),
            first=as_of - timedelta(days=2), last=as_of + timedelta(days=4 + number), number=90_000 + number,
            ground="冬季专项检查", kind="special",
        )  # fmt: skip
        if number <= 2:
            filed[field] = {"task": task.id, "site": site["id"], "checklist": checklist}
    return filed


def _seal(now: datetime) -> None:
    while minutes_seal(now=now, key=server_key()):
        pass


def digest() -> str:
    """Hash every hazard and order: the same seed and day give the same."""
    hazards = Hazard.objects.order_by("id").values_list(
        "id", "state", "grade", "due_on", "events_count"
    )
    orders = RectificationOrder.objects.order_by("id").values_list(
        "id", "number", "state", "due_on"
    )
    rows = json.dumps([list(hazards), list(orders)], default=str)
    return hashlib.sha256(rows.encode()).hexdigest()


def counts() -> dict[str, Any]:
    """Count what the register holds now."""
    return {
        "sites": Site.objects.count(),
        "visits": Visit.objects.count(),
        "enforcement": Visit.objects.filter(kind="enforcement").count(),
        "enforcement_with_papers": Visit.objects.filter(kind="enforcement", papers__isnull=False).distinct().count(),
        "papers": Paper.objects.count(),
        "hazards": Hazard.objects.count(),
        "hazard_states": dict(Hazard.objects.values_list("state").annotate(n=Count("id")).order_by("state")),
        "hazard_grades": dict(Hazard.objects.values_list("grade").annotate(n=Count("id")).order_by("grade")),
        "orders": RectificationOrder.objects.count(),
        "risks": Risk.objects.count(),
        "risk_levels": dict(Risk.objects.values_list("level").annotate(n=Count("id")).order_by("level")),
        "tasks": Task.objects.count(),
        "plans": Plan.objects.count(),
        "entries": Entry.objects.count(),
    }  # fmt: skip
