"""Tablets that work and push whatever happens to the server: real stores, real HTTP, each in its own thread."""

import io
import json
import random
import threading
import time
from collections import Counter
from pathlib import Path

from PIL import Image

from fieldapp.config import NetworkLimits, StoreLimits
from fieldapp.work import (
    Tablet,
    answer_save,
    changes_pull,
    officer_unlock,
    operations_list,
    photo_add,
    run_finish,
    run_start,
    sync_once,
    tablet_enrol,
    tablet_status,
)
from shared.problems import Problem
from tools.soak.server_deeds import CHECKLIST, OFFICERS, SITES
from tools.soak.server_process import Killed

PIN = "135790"
QUICK = NetworkLimits(
    connect_seconds=3, read_seconds=20, tries=2, backoff_first=0.1, command_most=0.5
)
LIMITS = StoreLimits(reserve_bytes=64 * 1024)
PATIENCE_S = 180
LULL_S = 0.5


class Worker(threading.Thread):
    """One tablet and its inspector, who never stops."""

    def __init__(self, server: Killed, folder: Path, seed: int) -> None:
        super().__init__(daemon=True)
        self.server, self.chance = server, random.Random(seed)
        self.refused: Counter[str] = Counter()
        self.exchanged = 0
        self.fault: BaseException | None = None
        self._stopping = threading.Event()
        self.tablet = Tablet.open(folder, limits=LIMITS, network=QUICK)

    def enrol(self) -> None:
        """Enrol with a code from the office, and read everything once."""
        made = self.server.ask("devices", "code", *_officers(), "--url", self.server.url)
        qr = json.loads(made.stdout)
        tablet_enrol(self.tablet, url=self.server.url, code=qr["code"])
        for officer in OFFICERS:
            officer_unlock(self.tablet, officer=officer, pin=PIN)
        changes_pull(self.tablet)

    def run(self) -> None:
        """Make visits and sync; a line that fails is tried again with the next visit."""
        try:
            while not self._stopping.is_set():
                self._visit()
                self._sync()
        except BaseException as fault:
            self.fault = fault
            raise

    def _visit(self) -> None:
        site = f"site-{self.chance.randint(1, SITES)}"
        run = run_start(self.tablet, checklist=CHECKLIST, site=site, visit="patrol")
        for item in ("A1", "A2", "A3", "A4"):
            value = self.chance.choice(("pass", "pass", "fail"))
            answer_save(self.tablet, run=run, item=item, value=value, note="现场检查情况")
        if self.chance.random() < 0.5:
            photo_add(self.tablet, run=run, item="A1", source=_photo(self.chance))
        run_finish(self.tablet, run=run)

    def _sync(self) -> None:
        try:
            sync_once(self.tablet)
            self.exchanged += 1
        except Problem as problem:
            self.refused[problem.code] += 1
            self._stopping.wait(LULL_S)  # as a person does whose tablet says there is no line

    def end(self) -> None:
        """Stop working and close the store."""
        self._stopping.set()
        if self.ident is not None:
            self.join(PATIENCE_S)
        self.tablet.close()

    def settle(self) -> None:
        """Stop working; sync until everything is confirmed or patience ends."""
        self._stopping.set()
        self.join(PATIENCE_S)
        if self.fault is not None:
            raise self.fault
        until = time.monotonic() + PATIENCE_S
        while not self._is_settled() and time.monotonic() < until:
            self._sync()
            time.sleep(0.2)

    def _is_settled(self) -> bool:
        status = tablet_status(self.tablet)
        return set(status.operations) <= {"confirmed"} and status.blobs_waiting == 0

    def hashes(self) -> dict[str, str]:
        """Give hash → state of every operation."""
        return {row.hash: row.state for row in operations_list(self.tablet)}

    def visits(self) -> set[str]:
        """Give the ids of the visits it made."""
        return {row.id for row in operations_list(self.tablet)}


def _officers() -> list[str]:
    return [word for officer in OFFICERS for word in ("--officer", officer)]


def _photo(chance: random.Random) -> bytes:
    written = io.BytesIO()
    color = tuple(chance.randrange(256) for _ in range(3))
    picture = Image.effect_noise((320, 240), 60).convert("RGB")
    picture.paste(color, (0, 0, 60, 60))
    picture.save(written, "JPEG", quality=85)
    return written.getvalue()
