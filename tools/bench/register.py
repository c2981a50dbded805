"""The register: assess one risk by the rule, read a page of many, draw the office's page."""

import random
import statistics
from datetime import timedelta
from decimal import Decimal
from typing import Any

from shared.clock import FixedClock
from shared.risk import assess
from tools.bench import server_ground as ground
from tools.bench.bench import Bench
from tools.bench.timing import in_turn, seconds

SIZES = {"thousand": 1_000, "many": 10_000}  # database → risks
ROUNDS, EACH = 5, 3
CHUNK = 500
# the same page by hand: its rows with the names, its sum, its figures
PAGE = (
    "SELECT r.*, s.name, s.address, e.name FROM risks_risk r JOIN places_site s ON s.id = r.site_id"
    " LEFT JOIN places_enterprise e ON e.id = s.enterprise_id WHERE r.state <> 'retired'"
    " ORDER BY r.rank DESC, r.d DESC, r.id LIMIT 41"
)
COUNT = "SELECT count(*) FROM risks_risk WHERE state <> 'retired'"
FIGURES = (
    "SELECT level, count(*), sum(open_hazards), sum(overdue_hazards),"
    " count(*) FILTER (WHERE next_inspection_on < '2026-11-22'), count(*) FILTER (WHERE confidence = 'low')"
    " FROM risks_risk WHERE state <> 'retired' GROUP BY level"
)


def measure_rule(bench: Bench) -> None:
    """Measure the rule alone."""
    from tests.ground.risk import MODEL, TODAY, a_risk

    chance = random.Random(5)
    risks = {
        count: a_risk(3, 1, [chance.randrange(1 << 24) for _ in range(count)])
        for count in (10, 100, 1000)
    }
    deeds = [lambda one=one: assess(one, MODEL, as_of=TODAY) for one in risks.values()]
    found = dict(zip(risks, in_turn(*deeds, rounds=9), strict=True))
    for count, taken in found.items():
        bench.put(f"register.assess.{count}", taken * 1e3)
    bench.put("register.assess.growth", found[1000] / found[100])


def district_fill(clock: FixedClock, sites: int, *, first: int = 1) -> None:
    """Import sites through their handler, in one street."""
    from tests.ground.building import office

    for begin in range(first, sites + 1, CHUNK):
        rows = [_site(number) for number in range(begin, min(begin + CHUNK, sites + 1))]
        office("site.import", {"sites": rows}, now=clock.now())
        clock.advance(timedelta(seconds=20))


def _site(number: int) -> dict[str, Any]:
    return {
        "id": f"site-{number}", "name": f"老韩头烧烤店{number}分店", "kind": "restaurant",
        "pinyin": f"laohantou shaokaodian {number}", "address": f"北人民大街 {number} 号",
        "lon": 1_253_000_000 + number * 9, "lat": 439_000_000 + number * 7 % 90_000,
        "exposure": "daily", "checklists": ["gas.test"], "factors": [], "contact": "韩德福",
        "phone": f"0431-{80_000_000 + number}",
    }  # fmt: skip


def databases_make(clock: FixedClock) -> None:
    """Make both districts; the default database is an empty one."""
    from tests.ground.building import district_make, people_make
    from tests.ground.visiting import publish

    people_make(now=clock.now())
    district_make(now=clock.now())
    publish(*ground.checklist_parts(), now=clock.now())
    district_fill(clock, SIZES["thousand"])
    ground.database_copy("thousand")
    district_fill(clock, SIZES["many"], first=SIZES["thousand"] + 1)
    ground.database_copy("many")


def measure_pages(bench: Bench, clock: FixedClock) -> None:
    """Measure a page over a thousand and over ten thousand risks, by turns."""
    import server.api.now as edge

    edge.clock = clock
    for name, count in SIZES.items():
        ground.database_use(name)
        _risks_fill(count, clock)
    found: dict[str, list[float]] = {name: [] for name in SIZES}
    plain: list[float] = []
    for _ in range(ROUNDS):
        for name, values in found.items():
            ground.database_use(name)
            _page(clock)
            values += [seconds(lambda: _page(clock)) for _ in range(EACH)]
        plain += [seconds(_page_plain) for _ in range(EACH)]
    page = {name: statistics.median(values) for name, values in found.items()}
    low = statistics.median(plain)
    bench.put("register.page.1e3", page["thousand"] * 1e3)
    bench.put("register.page.1e4", page["many"] * 1e3, floor=low * 1e3, note="纯 SQL plain SQL")
    bench.put("register.page.growth", page["many"] / page["thousand"])
    bench.put("register.page.over_floor", page["many"] / low)
    queries = {name: _queries(name, clock) for name in SIZES}
    bench.put("register.page.queries", queries["many"])
    bench.put("register.page.queries.growth", queries["many"] - queries["thousand"])
    _html(bench)


def _risks_fill(count: int, clock: FixedClock) -> None:
    """Write risk rows as the follower leaves them; only reading is measured on them."""
    from django.db import connection

    from server.places.models import Site
    from server.risks.models import LEVELS, Risk

    chance, today = random.Random(3), clock.now()
    sites = Site.objects.order_by("id").values_list("id", "street")[:count]
    Risk.objects.bulk_create(
        [
            Risk(
                id=f"risk-{site}", site_id=site, street=street, scenario="GAS-EXPL",
                level=(level := chance.choices(LEVELS, (60, 25, 10, 5))[0]),
                d=Decimal(chance.randrange(10, 700 * (1 + LEVELS.index(level)))) / 2,
                confidence=chance.choice(("high", "medium", "low")), as_of=today,
                open_hazards=chance.randrange(6), overdue_hazards=chance.randrange(2),
                next_inspection_on=today.date() + timedelta(days=chance.randrange(-40, 120)), position=1,
            )
            for site, street in sites
        ],
        batch_size=1000,
    )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _page(clock: FixedClock) -> None:
    """Read what the list shows above and in itself."""
    from server.accounts.permissions import Area
    from server.risks.register import (
        RegisterFilter,
        register_figures,
        register_page,
        register_spread,
    )

    asked, area, today = RegisterFilter(), Area(True, frozenset()), clock.now().date()
    found = register_page(asked=asked, area=area, today=today)
    for row in found.rows:
        _ = row.site.name, row.site.enterprise, row.facility
    register_figures(asked=asked, area=area, today=today)
    register_spread(asked=asked, area=area, today=today)


def _page_plain() -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        for statement in (PAGE, COUNT, FIGURES):
            cursor.execute(statement)
            cursor.fetchall()


def _queries(name: str, clock: FixedClock) -> int:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    ground.database_use(name)
    with CaptureQueriesContext(connection) as caught:
        _page(clock)
    return len(caught)


def _html(bench: Bench) -> None:
    """Let a person of the safety office open the page, without the network."""
    from django.test import Client
    from django.urls import reverse

    from server.accounts.people import person_create

    person = person_create(
        username="bench",
        password="a-long-enough-word-for-a-bench",
        full_name="王主任",
        role="office",
    )
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    address = reverse("register")

    def once() -> None:
        answer = client.get(address)
        if answer.status_code != 200:
            raise AssertionError(answer.content.decode()[:400])

    once()
    taken = statistics.median(seconds(once) for _ in range(7))
    bench.put("register.html.1e4", taken * 1e3)
