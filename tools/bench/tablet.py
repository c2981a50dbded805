"""The tablet's own work on a real store with FULL sync: answers, searches, papers, finishing."""

import hashlib
import sqlite3
import statistics
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from fieldapp.work import (
    Tablet,
    answer_save,
    paper_preview,
    run_finish,
    run_open,
    run_start,
    signature_add,
    sites_find,
)
from shared.clock import SystemClock
from shared.paper import Mark, paper_render, paper_stamp
from shared.sync import ChangeRow
from tests.ground import field as ground
from tests.ground.visits import FIRST, SECOND, ink_png, paper_facts
from tools.bench.bench import Bench
from tools.bench.checklist import w1_text
from tools.bench.timing import median, seconds, share

ROOT = Path(__file__).resolve().parents[2]
LIST = "bench.w1"
ANSWERS = 300
HISTORY = (2, 40)  # finished visits on the tablet
WORDS = ("烧烤店", "北人民大街 4568", "laohantou 77", "没有这样的店")
FIRST_PAPER = (
    "import time; from shared.paper import paper_render; from tests.ground.visits import paper_facts;"
    "facts = paper_facts(); begun = time.perf_counter(); paper_render(facts); print(time.perf_counter() - begun)"
)


def measure(bench: Bench) -> None:
    """Measure everything but the pull."""
    if bench.wants("tablet.paper"):
        _papers(bench)
    if bench.wants("tablet.answer_save"):
        _answers(bench)
    if bench.wants("tablet.run_start", "tablet.run_open", "tablet.finish"):
        _runs(bench)
    if bench.wants("tablet.sites_find"):
        _search(bench)


def _papers(bench: Bench) -> None:
    first = subprocess.run(
        [sys.executable, "-c", FIRST_PAPER], cwd=ROOT, capture_output=True, text=True, check=True
    )
    bench.put("tablet.paper.first", float(first.stdout) * 1e3)
    facts, ink = paper_facts(), ink_png()
    pdf = paper_render(facts)
    bench.put("tablet.paper.render", median(lambda: paper_render(facts), rounds=5) * 1e3,
              note=f"{len(pdf) // 1000} kB")  # fmt: skip
    marks = [Mark(who, image=ink) for who in ("site", FIRST, SECOND)]
    bench.put("tablet.paper.stamp", median(lambda: paper_stamp(pdf, marks), rounds=5) * 1e3)


@contextmanager
def tablet_open(folder: Path, *, visits: int = 0) -> Iterator[Tablet]:
    """Give an enrolled tablet with the W1 checklist and a history of finished visits."""
    with ground.field_open(folder, clock=SystemClock(), pulled=False) as field:
        source = w1_text(200).decode()
        field.server.put("district", "checklist", f"{LIST}@1", {
            "id": LIST, "version": "1", "ref": f"{LIST}@1", "sha256": hashlib.sha256(source.encode()).hexdigest(), "field": "gas", "zh": "负载一", "en": "W1",
            "label": "", "effective_from": "2026-01-01", "effective_to": None, "text": source,
        })  # fmt: skip
        ground.changes_pull(field.tablet)
        for _ in range(visits):
            ground.visit_finish(field.tablet)
        yield field.tablet


def _answers(bench: Bench) -> None:
    few, many = HISTORY
    with (
        tablet_open(bench.folder / "few", visits=few) as small,
        tablet_open(bench.folder / "many", visits=many) as large,
    ):
        bare = Bare(bench.folder / "bare.db", small.database.journal_mode)
        runs = {one: _start(one) for one in (small, large)}
        taken: dict[Any, list[float]] = {small: [], large: [], bare: []}
        for number in range(ANSWERS):
            for tablet, run in runs.items():
                taken[tablet].append(seconds(lambda t=tablet, r=run, n=number: _save(t, r, n)))
            taken[bare].append(seconds(bare.commit))
        p50 = {one: statistics.median(values) for one, values in taken.items()}
        note = f"{small.database.journal_mode}, synchronous=FULL；裸提交 one bare commit"
        low = p50[bare]
        bench.put("tablet.answer_save.p50", p50[large] * 1e3, floor=low * 1e3, note=note)
        bench.put("tablet.answer_save.p95", share(taken[large], 0.95) * 1e3,
                  floor=share(taken[bare], 0.95) * 1e3, note=f"{ANSWERS} 次 answers")  # fmt: skip
        bench.put("tablet.answer_save.over_floor", p50[large] / low)
        bench.put("tablet.answer_save.growth", p50[large] / p50[small])


class Bare:
    """Commit one small row at a time with the same journal and FULL sync, and nothing else."""

    def __init__(self, path: Path, journal: str) -> None:
        self._db = sqlite3.connect(path, isolation_level=None)
        for pragma in (
            "locking_mode = EXCLUSIVE",
            f"journal_mode = {journal}",
            "synchronous = FULL",
        ):
            self._db.execute(f"PRAGMA {pragma}")
        self._db.execute("CREATE TABLE answer (n INTEGER PRIMARY KEY, value BLOB)")

    def commit(self) -> None:
        """Insert one row; it is on disk when this returns."""
        self._db.execute("INSERT INTO answer (value) VALUES (?)", (bytes(200),))


def _start(tablet: Tablet) -> str:
    return run_start(tablet, checklist=LIST, site=ground.SITE, visit="patrol")


def _save(tablet: Tablet, run: str, number: int) -> None:
    item = number % 180
    value = "1.5" if item % 10 == 9 else ("pass", "fail", "na")[number % 3]
    answer_save(tablet, run=run, item=f"I{item}", value=value, note="现场情况")


def _runs(bench: Bench) -> None:
    folder = bench.folder / "runs"
    with tablet_open(folder) as tablet:
        if bench.wants("tablet.run_start", "tablet.run_open"):
            bench.put("tablet.run_start", median(lambda: _start(tablet), rounds=7) * 1e3)
            run = _start(tablet)
            for number in range(100):
                _save(tablet, run, number)
            tablet.close()
            taken = statistics.median(_open_again(folder, run) for _ in range(5))
            bench.put("tablet.run_open", taken * 1e3)
    if bench.wants("tablet.finish"):
        _finish(bench)


def _open_again(folder: Path, run: str) -> float:
    with ground.tablet_open(folder, SystemClock()) as again:
        return seconds(lambda: run_open(again, run=run))


def _finish(bench: Bench) -> None:
    with ground.field_open(bench.folder / "finish") as field:
        taken = []
        for _ in range(4):
            run = ground.run_begin(field.tablet, visit=f"task:{ground.TASK}")
            ground.run_answer(field.tablet, run, photo=ground.noise_photo())
            ground.run_confirm_major(field.tablet, run)
            taken.append(seconds(lambda run=run: _papers_and_finish(field.tablet, run)))
    bench.put(
        "tablet.finish",
        statistics.median(taken[1:]) * 1e3,
        note="记录和责令、3 个签名 record and order, 3 signatures",
    )


def _papers_and_finish(tablet: Tablet, run: str) -> None:
    for kind in ("record", "order"):
        paper_preview(tablet, run=run, kind=kind)
    for who in ("site", FIRST, SECOND):
        signature_add(tablet, run=run, who=who, image=ink_png())
    run_finish(tablet, run=run)


def _search(bench: Bench) -> None:
    with tablet_open(bench.folder / "search") as tablet:
        found = {}
        for places in (1_000, 100_000):
            _places_fill(tablet, places)
            rounds = [
                seconds(lambda words=words: sites_find(tablet, query=words))
                for _ in range(5)
                for words in WORDS
            ]
            found[places] = statistics.median(rounds)
        bench.put("tablet.sites_find.1e3", found[1_000] * 1e3)
        bench.put(
            "tablet.sites_find.1e5",
            found[100_000] * 1e3,
            note="名称、地址、拼音、查无 name, address, pinyin, nothing found",
        )
        bench.put("tablet.sites_find.growth", found[100_000] / found[1_000])


def _places_fill(tablet: Tablet, count: int) -> None:
    held = tablet.mirror.counts().get("site", 0)
    for first in range(held, count, 5_000):
        rows = [_place(number) for number in range(first, min(first + 5_000, count))]
        tablet.mirror.page_put(rows, {})


def _place(number: int) -> ChangeRow:
    data = {
        "name": f"老韩头烧烤店{number}分店", "pinyin": f"laohantou shaokaodian {number}", "street": ground.STREET,
        "address": f"长春市宽城区北人民大街 {number} 号", "kind": "restaurant", "state": "open", "checklists": [LIST],
    }  # fmt: skip
    return ChangeRow("street/1", "site", f"bench-{number}", number + 1, False, data)
