"""Sync on the server: what a visit costs to take in, and a page of the feed to give."""

import statistics
from collections.abc import Callable
from pathlib import Path
from typing import Any

from shared.clock import FixedClock
from tools.bench import server_ground as ground
from tools.bench.bench import Bench
from tools.bench.timing import cluster_cpu, own_cpu, seconds

SMALL, LARGE = 100, 1000  # visits
ROUNDS, EACH = 4, 4
FULL_PUSH = 64  # operations
PAGE = 2000  # rows


def measure(bench: Bench, data: Path) -> None:
    """Measure pushes and the follower on two histories, and pages of the feed."""
    clock = FixedClock(ground.NOW, monotonic=10**9)
    large = ground.pusher_make(clock)
    large.history(SMALL)
    ground.database_copy("small")
    small = large.copy(seed=2)
    _full_pushes(bench, large, data)
    pairs = {"small": small, "xunan": large}
    if bench.wants("sync.push"):
        _single_pushes(bench, pairs)
    if bench.wants("register.follow"):
        _follow(bench, pairs)
    if bench.wants("sync.changes"):
        _changes(bench, pairs)


def _full_pushes(bench: Bench, pusher: ground.Pusher, data: Path) -> None:
    """Grow the history by full pushes, counting bytes and processor time."""
    from shared.sync import push_write

    visits = size = 0
    cpu = 0.0
    while pusher.tablet.seq < LARGE:
        lines = pusher.lines(min(FULL_PUSH, LARGE - pusher.tablet.seq))
        first = pusher.tablet.seq - len(lines) + 1
        size += len(push_write(pusher.tablet.header(lines, first=first), lines))
        begun = own_cpu() + cluster_cpu(data)
        pusher.push(lines)
        cpu += own_cpu() + cluster_cpu(data) - begun
        visits += len(lines)
    records = visits * ground.RECORDS
    note = f"{visits} 次检查 visits，每批 {FULL_PUSH} a push"
    bench.put("sync.push.cpu", cpu / records * 1000, note=note)
    bench.put("sync.push.bytes", size / records, note=note)


def _single_pushes(bench: Bench, pairs: dict[str, ground.Pusher]) -> None:
    found = _in_both(pairs, lambda pusher: _push_times(pusher))
    queries = {name: _queries(name, pusher) for name, pusher in pairs.items()}
    for name, figure in (("small", "sync.push.visit.1e2"), ("xunan", "sync.push.visit.1e3")):
        bench.put(figure, found[name] * 1e3)
    bench.put("sync.push.growth", found["xunan"] / found["small"])
    bench.put("sync.push.queries", queries["xunan"])
    bench.put("sync.push.queries.growth", queries["xunan"] - queries["small"])


def _in_both(
    pairs: dict[str, ground.Pusher], deed: Callable[[ground.Pusher], list[float]]
) -> dict[str, float]:
    """Give the median of what a deed says in either database, by turns."""
    found: dict[str, list[float]] = {name: [] for name in pairs}
    for _ in range(ROUNDS):
        for name, pusher in pairs.items():
            ground.database_use(name)
            found[name] += deed(pusher)
    return {name: statistics.median(values) for name, values in found.items()}


def _push_times(pusher: ground.Pusher) -> list[float]:
    pusher.push(pusher.lines(1))  # the connection is new: this one does not count
    return [
        seconds(lambda line=line: pusher.push([line]))
        for line in (pusher.lines(1)[0] for _ in range(EACH))
    ]


def _queries(name: str, pusher: ground.Pusher) -> int:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    ground.database_use(name)
    counts = []
    for _ in range(5):
        lines = pusher.lines(1)
        with CaptureQueriesContext(connection) as caught:
            pusher.push(lines)
        counts.append(len(caught))
    return int(statistics.median(counts))


def _follow(bench: Bench, pairs: dict[str, ground.Pusher]) -> None:
    from server.ledger.following import follow_all
    from server.risks.following import RISKS

    for name, pusher in pairs.items():
        ground.database_use(name)
        follow_all(RISKS, now=pusher.tablet.clock.now())

    def once(pusher: ground.Pusher) -> list[float]:
        pusher.push(pusher.lines(10))
        return [seconds(lambda: follow_all(RISKS, now=pusher.tablet.clock.now())) / 10]

    found = _in_both(pairs, once)
    bench.put(
        "register.follow.entry", found["xunan"] * 1e3, note="每次检查 3 条问题 3 findings a visit"
    )
    bench.put("register.follow.growth", found["xunan"] / found["small"])


def _changes(bench: Bench, pairs: dict[str, ground.Pusher]) -> None:
    from server.sync.doors import TabletView
    from tests.ground.doors import enrolled

    clock = pairs["xunan"].tablet.clock
    TabletView.clock = clock
    found: dict[str, list[float]] = {}
    readers = {}
    for name, rows in (("small", PAGE + 500), ("xunan", 10 * (PAGE + 500))):
        ground.database_use(name)
        tablet = enrolled(clock=clock, name="reader")
        before = _read_to_the_end(tablet)
        _feed_fill(rows, clock)
        readers[name], found[name] = (tablet, before), []
    for _ in range(ROUNDS):
        for name, (tablet, before) in readers.items():
            ground.database_use(name)
            tablet.pull(before, limit=10)
            found[name] += [
                seconds(lambda one=tablet, after=before: one.pull(after, limit=PAGE))
                for _ in range(2)
            ]
    page = {name: statistics.median(values) for name, values in found.items()}
    bench.put("sync.changes.page", page["xunan"] * 1e3, note="不含网络 without the network")
    bench.put("sync.changes.growth", page["xunan"] / page["small"])
    _changes_empty(bench, readers["xunan"][0])


def _read_to_the_end(tablet: Any) -> dict[str, str]:
    """Give the cursors of a tablet that has read everything."""
    cursors: dict[str, str] = {}
    while True:
        answer = tablet.pull(cursors)
        cursors |= dict(answer.cursors)
        if not answer.more:
            return cursors


def _feed_fill(rows: int, clock: Any) -> None:
    """Write rows like those of sites into the feed of the first street."""
    from django.db import connection

    from server.ledger.writing import ledger_writing
    from tests.ground.building import STREET

    data = {
        "name": "长春市宽城区某某街道某某餐馆",
        "address": "北人民大街 4568 号",
        "kind": "restaurant",
    }
    for first in range(0, rows, 500):
        with ledger_writing(now=clock.now()) as writer:
            for number in range(first, first + 500):
                writer.feed(scope=f"street/{STREET}", kind="site", id=f"feed-{number}", data=data)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE ledger_feed")


def _changes_empty(bench: Bench, tablet: Any) -> None:
    from shared.sync import ChangesRequest, changes_request_write

    cursors = _read_to_the_end(tablet)
    request = changes_request_write(ChangesRequest(tablet.epoch, PAGE, cursors))
    reply = tablet.changes(cursors, limit=PAGE)
    bench.put(
        "sync.changes.empty.bytes",
        len(request) + len(reply.content),
        note=f"{len(cursors)} 个范围 scopes，往返正文 bodies both ways",
    )
