"""Fill a small disk under a working tablet; prints one JSON object. Runs in a mount namespace of its own.

`unshare --user --map-root-user --mount python -m tools.soak.full_disk FOLDER SECONDS SEED [BUG]`
"""

import json
import random
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext, suppress
from pathlib import Path
from unittest.mock import patch

from fieldapp.store import database
from fieldapp.work import Tablet, answer_save, photo_add, run_finish
from shared.problems import Problem
from tests.ground.field import Field, field_open, noise_photo, run_begin, tablet_open
from tests.ground.promises import Promises

DISK = "12m"
ROOM = 160_000  # bytes left at most when the disk is filled
REFUSALS = ("disk_full", "storage_failed")


class Filling:
    """Hold a tablet on a small disk, a ballast file, and what the tablet said it had saved."""

    def __init__(self, field: Field, ballast: Path, seed: int) -> None:
        self.field, self.ballast = field, ballast
        self.chance = random.Random(seed)
        self.promises = Promises()
        self.rounds = self.refused = self.saved = 0

    @property
    def tablet(self) -> Tablet:
        """Give the tablet that is open now."""
        return self.field.tablet

    def round(self) -> list[str]:
        """Work on a disk that is nearly full until it refuses, make room, work on; tell what is broken."""
        self.rounds += 1
        run = run_begin(self.tablet)
        self.promises.started(run)
        self._fill()
        refused = self._work(run, times=400)
        broken = self._look()
        self.ballast.unlink()
        if refused and self._work(run, times=1, photos=False):
            broken.append(f"{run}: there is room again, and nothing can be saved")
        self._finish(run)
        return broken or self._look()

    def _fill(self) -> None:
        free = self.tablet.own.free_bytes - self.chance.randrange(ROOM)
        with self.ballast.open("wb") as file, suppress(OSError):
            file.write(bytes(max(0, free)))

    def _work(self, run: str, *, times: int, photos: bool = True) -> bool:
        """Save things until one is refused; say whether one was."""
        for number in range(times):
            try:
                self._save(run, number, photo=photos and self.chance.random() < 0.1)
            except Problem as problem:
                if problem.code not in REFUSALS:
                    raise
                self.refused += 1
                return True
            self.saved += 1
        return False

    def _save(self, run: str, number: int, *, photo: bool) -> None:
        if photo:
            sha256 = photo_add(self.tablet, run=run, item="G07", source=noise_photo())
            self.promises.photographed(run, sha256)
            return
        at, note = (f"瓶{self.chance.randrange(30)}",), f"{number} " + "好" * 300
        answer_save(self.tablet, run=run, item="C1", value="pass", at=at, note=note)
        self.promises.answered(run, ("C1", at), "pass", note)

    def _finish(self, run: str) -> None:
        for item, value in (("G07", "pass"), ("G08", "pass"), ("G11", "1.4")):
            answer_save(self.tablet, run=run, item=item, value=value)
        self.promises.done(run, run_finish(self.tablet, run=run).hash)

    def _look(self) -> list[str]:
        """Start the tablet again, on the disk as it is, and look for everything it promised."""
        self.tablet.close()
        self.field.tablet = tablet_open(
            self.field.folder, self.field.clock, ids=f"r{self.rounds}{self.saved}"
        )
        return self.promises.broken(self.tablet)


@contextmanager
def says_saved_all_the_same() -> Iterator[None]:
    """Show the bug: a full disk is passed over in silence."""

    @contextmanager
    def passed_over(_where: str) -> Iterator[None]:
        with suppress(sqlite3.OperationalError, OSError):
            yield

    with patch.object(database, "refusal_named", passed_over):
        yield


def main(folder: str, seconds: str, seed: str, bug: str = "") -> int:
    """Mount a small disk, work on it, print what was found."""
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={DISK}", "none", folder], check=True)
    until, broken = time.monotonic() + float(seconds), list[str]()
    with field_open(Path(folder) / "tablet") as field:
        filling = Filling(field, Path(folder) / "ballast", int(seed))
        with says_saved_all_the_same() if bug else nullcontext():
            while time.monotonic() < until and not broken:
                broken = filling.round()
    found = {"rounds": filling.rounds, "refused": filling.refused, "saved": filling.saved}
    sys.stdout.write(json.dumps({**found, "broken": broken}, ensure_ascii=False) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
