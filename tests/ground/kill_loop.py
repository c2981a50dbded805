"""Kill a tablet at random instants, start it again, and look for what it had promised.

`python -m tests.ground.kill_loop FOLDER SECONDS SEED [BUG]` prints one JSON object. Each round forks a
child that runs the real command line on an endless batch; each line it prints is a promise.
"""

import json
import os
import random
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from fieldapp.cli.running import main
from fieldapp.store.database import StoreDatabase
from fieldapp.work import Tablet
from tests.ground.promises import Promises

LONGEST_LIFE = 0.25  # seconds from a child's birth to its death
ANSWERS = 9  # of a visit before it is finished


def commands(seed: int, photo: Path) -> Iterator[list[str]]:
    """Give the same endless work for the same seed: visits with answers, photos and finishes."""
    chance = random.Random(seed)
    while True:
        yield ["start", "--checklist", "gas.kitchen", "--site", "site-1", "--visit", "patrol"]
        for n in range(ANSWERS):
            note = f"{chance.random():.9f}"
            item = chance.choice(["G08", "G11", f"C1#瓶{n}"])
            value = "1.5" if item == "G11" else "pass"
            yield ["answer", ".", item, value, "--note", note]
            if chance.random() < 0.1:
                yield ["photo", ".", "G07", str(photo)]
        for item, value in (("G07", "pass"), ("G08", "pass"), ("G11", "1.4")):
            yield ["answer", ".", item, value, "--note", "x"]
        yield ["finish", "."]


class _Lines:
    """Stand in for stdin: one JSON line a command."""

    def __init__(self, seed: int, photo: Path) -> None:
        self._commands = commands(seed, photo)

    def __iter__(self) -> Iterator[str]:
        return (json.dumps(words) for words in self._commands)


def round_run(folder: Path, photo: Path, seed: int, bug: str) -> list[dict[str, Any]]:
    """Let a child work and kill it; return the lines it printed whole."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        sys.stdin = _Lines(seed, photo)  # type: ignore[assignment]
        if bug == "ack_before_commit":
            StoreDatabase.writing = writing_late  # type: ignore[method-assign]
        with os.fdopen(writing, "w") as out:
            main(["--data", str(folder), "batch", "-"], out=out)
        os._exit(0)
    os.close(writing)
    time.sleep(random.Random(seed).uniform(0, LONGEST_LIFE))
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    with os.fdopen(reading, "rb") as said:
        lines = said.read().split(b"\n")
    return [json.loads(line) for line in lines[:-1]]


@contextmanager
def writing_late(self: StoreDatabase) -> Iterator[Any]:
    """Show the bug: say "saved" while the transaction is still open, and commit every eighth time."""
    with self._lock:
        if not self.db.conn.in_transaction:
            self.db.conn.execute("BEGIN")
        yield self.db
        late = getattr(self, "late", 0) + 1
        self.late = late  # type: ignore[attr-defined]
        if late % 8 == 0:
            self.db.conn.execute("COMMIT")


def promised(promises: Promises, seed: int, photo: Path, said: list[dict[str, Any]]) -> Any:
    """Take what a child said; return the answer that was under way when it died, if one was."""
    run = ""
    works = commands(seed, photo)
    for row in said:
        words = next(works)
        if words[0] == "start":
            run = row["run"]
            promises.started(run)
        elif words[0] == "answer":
            item, _, at = words[2].partition("#")
            promises.answered(run, (item, (at,) if at else ()), words[3], words[5])
        elif words[0] == "photo":
            promises.photographed(run, row["sha256"])
        else:
            promises.done(run, row["hash"])
    words = next(works)
    if words[0] not in ("answer", "photo") or not run:
        return None
    item, _, at = words[2].partition("#")
    return run, (item, (at,) if at else ())


def loop(folder: Path, seconds: float, seed: int, bug: str) -> dict[str, Any]:
    """Kill until the time is over or a promise is broken."""
    photo = folder.parent / "photo.jpg"
    kills = acknowledged = 0
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        said = round_run(folder, photo, seed + kills, bug)
        promises = Promises()
        under_way = promised(promises, seed + kills, photo, said)
        kills, acknowledged = kills + 1, acknowledged + len(said)
        with Tablet.open(folder) as tablet:
            broken = promises.broken(tablet, under_way=under_way)
        if broken:
            return {"kills": kills, "acknowledged": acknowledged, "broken": broken, "seed": seed}
    return {"kills": kills, "acknowledged": acknowledged, "broken": [], "seed": seed}


if __name__ == "__main__":
    given = [*sys.argv[1:], ""][:4]
    result = loop(Path(given[0]), float(given[1]), int(given[2]), given[3])
    sys.stdout.write(json.dumps(result, ensure_ascii=False) + "\n")
