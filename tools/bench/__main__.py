"""Run the bench; `--write` writes docs/performance.md from the last whole run instead."""

import argparse
import sys
import tempfile
import time
from pathlib import Path

from shared.clock import FixedClock
from tools.bench import checklist, pull, register, sync, tablet
from tools.bench import server_ground as ground
from tools.bench.bench import Bench
from tools.bench.document import DOC, RunIncomplete, document_write
from tools.bench.measures import MEASURES
from tools.bench.reporting import ROOT, load_now, results_read, results_write, table

FILE = ROOT / "var" / "bench" / "results.json"
ON_SITES = ("register.page", "register.html", "tablet.pull", "tablet.open", "sync.changes.one")
ON_HISTORY = ("sync.push", "sync.changes", "register.follow")


def main(arguments: list[str]) -> int:
    """Measure, print, write; 0 also when a bar is missed: that is told, and for people to judge."""
    parser = argparse.ArgumentParser(prog="python -m tools.bench", description=__doc__)
    parser.add_argument("--only", default="", metavar="PREFIX", help="only figures so named")
    parser.add_argument("--write", action="store_true", help=f"write {DOC.name} from the last run")
    words = parser.parse_args(arguments)
    return _write() if words.write else _run(words.only)


def _run(only: str) -> int:
    begun, load = time.monotonic(), load_now()
    with tempfile.TemporaryDirectory(prefix="xunan-bench-") as folder:
        bench = Bench(Path(folder), only)
        _measure(bench)
    order = [measure.name for measure in MEASURES]
    results = sorted(bench.results, key=lambda one: order.index(one.name))
    taken = round(time.monotonic() - begun)
    file = FILE.with_name("part.json") if only else FILE
    results_write(file, results, load=load, seconds=taken)
    for line in table(results):
        print(line)
    print(f"{len(results)} figures in {taken} s: {file}")
    return 0


def _measure(bench: Bench) -> None:
    checklist.measure(bench)
    tablet.measure(bench)
    if bench.wants("register.assess"):
        register.measure_rule(bench)
    if bench.wants(*ON_HISTORY, *ON_SITES):
        with ground.server_open(bench.folder / "server") as data:
            ground.database_copy("district")
            if bench.wants(*ON_HISTORY):
                sync.measure(bench, data)
            if bench.wants(*ON_SITES):
                _measure_sites(bench)


def _measure_sites(bench: Bench) -> None:
    clock = FixedClock(ground.NOW, monotonic=10**9)
    ground.database_use("district")
    register.databases_make(clock)
    if bench.wants("tablet.pull", "tablet.open", "sync.changes.one"):
        pull.measure(bench)
    if bench.wants("register.page", "register.html"):
        register.measure_pages(bench, clock)


def _write() -> int:
    try:
        document_write(results_read(FILE))
    except (FileNotFoundError, RunIncomplete) as error:
        print(f"{FILE}: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
