"""Run the soak; `--write` writes docs/guarantees.md from the last whole run instead."""

import argparse
import random
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path

from tools.bench.document import RunIncomplete
from tools.bench.reporting import ROOT, load_now, results_read, results_write, table
from tools.soak import machine_trials, server_trial, tablet_trials
from tools.soak.document import DOC, document_write
from tools.soak.running import Soak
from tools.soak.trials import SHARES

FILE = ROOT / "var" / "soak" / "results.json"
TRIALS: Mapping[str, Callable[[Soak], None]] = {
    "tablet.kill": tablet_trials.kill,
    "tablet.power": tablet_trials.power,
    "tablet.full": tablet_trials.full,
    "sync.machine": machine_trials.machine,
    "sync.kill": server_trial.kill,
    "register.laws": machine_trials.laws,
}


def main(arguments: list[str]) -> int:
    """Break things, print, write; 1 when something promised did not hold."""
    parser = argparse.ArgumentParser(prog="python -m tools.soak", description=__doc__)
    parser.add_argument("--minutes", type=float, default=10.0, help="how long in all, about")
    parser.add_argument("--only", default="", metavar="PREFIX", help="only trials so named")
    parser.add_argument("--seed", type=int, default=None, help="the same choices as a run before")
    parser.add_argument("--write", action="store_true", help=f"write {DOC.name} from the last run")
    parser.add_argument("--laws", action="store_true", help=f"write the laws of {DOC.name} only")
    words = parser.parse_args(arguments)
    if words.laws:
        document_write(None)
        return 0
    seed = random.SystemRandom().randrange(10**6) if words.seed is None else words.seed
    return _write() if words.write else _run(words.minutes, words.only, seed)


def _run(minutes: float, only: str, seed: int) -> int:
    begun, load = time.monotonic(), load_now()
    folder = Path(tempfile.mkdtemp(prefix="xunan-soak-"))
    results = []
    for name, trial in TRIALS.items():
        if not name.startswith(only) and not only.startswith(name):
            continue
        own = folder / name
        own.mkdir()
        soak = Soak(own, minutes * 60 * SHARES[name], seed)
        trial(soak)
        results += soak.results
    taken = round(time.monotonic() - begun)
    results_write(
        FILE.with_name("part.json") if only else FILE, results, load=load, seconds=taken, seed=seed
    )
    for line in table(results):
        print(line)
    broken = [one.name for one in results if not one.ok]
    print(
        f"{len(results)} figures in {taken} s, seed {seed}; {'broken: ' + ', '.join(broken) if broken else 'all held'}"
    )
    _leave(folder, bool(broken))
    return int(bool(broken))


def _leave(folder: Path, broken: bool) -> None:
    """Remove what was used, unless somebody must look at it."""
    if broken:
        print(f"what is left to look at: {folder}")
        return
    shutil.rmtree(folder, ignore_errors=True)


def _write() -> int:
    try:
        document_write(results_read(FILE))
    except (FileNotFoundError, RunIncomplete) as error:
        print(f"{FILE}: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
