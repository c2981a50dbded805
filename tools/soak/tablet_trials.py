"""Law 1 for minutes: the tablet is killed, loses its power, meets a full disk."""

import io
import random
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from unittest.mock import patch

from PIL import Image

from fieldapp.store import database
from shared.clock import SystemClock
from tests.ground.field import field_open
from tests.ground.power_cuts import cuts_try, visits_record
from tests.ground.power_vfs import library_find
from tools.soak.running import Soak, child

CUTS = 120  # of one recording
USER_SPACE = ("unshare", "--user", "--map-root-user", "--mount")


def kill(soak: Soak) -> None:
    """Kill the command line at random instants, again and again, on one folder."""
    found = _kill_loop(soak.folder / "kill", soak.seconds, soak.seed)
    told = "; ".join(found["broken"][:3])
    soak.put("tablet.kill.times", found["kills"], f"种子 seed {soak.seed}")
    soak.put("tablet.kill.promised", found["acknowledged"])
    soak.put("tablet.kill.broken", len(found["broken"]), told)
    buggy = _kill_loop(soak.folder / "kill-bug", 60, soak.seed, "ack_before_commit")
    soak.put(
        "tablet.kill.control",
        int(bool(buggy["broken"])),
        f"第 {buggy['kills']} 次 at kill {buggy['kills']}",
    )


def _kill_loop(folder: Path, seconds: float, seed: int, bug: str = "") -> dict:
    with field_open(folder / "tablet", clock=SystemClock()):
        picture = io.BytesIO()
        Image.new("RGB", (64, 48), "red").save(picture, "JPEG")
        (folder / "photo.jpg").write_bytes(picture.getvalue())
    words = ["tests.ground.kill_loop", str(folder / "tablet"), str(seconds), str(seed), bug]
    return child(words, timeout=seconds + 300)


def power(soak: Soak) -> None:
    """Record days of work in both journal modes and cut the power everywhere in them."""
    if library_find() is None:
        raise RuntimeError("this Python's SQLite cannot be reached by ctypes: no power can be cut")
    until, round_, cuts, broken = time.monotonic() + soak.seconds, 0, 0, list[str]()
    while time.monotonic() < until and not broken:
        seed = soak.seed + round_
        with patch.object(database, "wal_is_safe", lambda _version, wal=bool(round_ % 2): wal):
            tried, broken = _power_round(soak.folder / f"power-{round_}", seed)
        cuts, round_ = cuts + tried, round_ + 1
    soak.put(
        "tablet.power.cuts",
        cuts,
        f"{round_} 段写盘记录，两种日志方式 recordings, both journal modes；种子 seed {soak.seed}",
    )
    soak.put("tablet.power.broken", len(broken), "; ".join(broken[:3]))
    with _lax():
        _, caught = _power_round(soak.folder / "power-bug", soak.seed)
    soak.put("tablet.power.control", int(bool(caught)))


def _power_round(folder: Path, seed: int) -> tuple[int, list[str]]:
    chance = random.Random(seed)
    with field_open(folder / "tablet") as field:
        record = visits_record(field, folder / "start", visits=chance.randint(1, 3))
        cuts = min(CUTS, len(record.events) - 2)
        broken = cuts_try(field, record, folder / "cuts", cuts=cuts, seed=seed)
    shutil.rmtree(folder)
    return cuts, broken


@contextmanager
def _lax() -> Iterator[None]:
    lax = tuple(
        ("synchronous", "NORMAL", 1) if one[0] == "synchronous" else one for one in database.PRAGMAS
    )
    with (
        patch.object(database, "PRAGMAS", lax),
        patch.object(database, "wal_is_safe", lambda _version: True),
    ):
        yield


def full(soak: Soak) -> None:
    """Fill a small real disk under a working tablet, in a mount of its own."""
    folder = soak.folder / "full"
    folder.mkdir()
    found = _full_disk(folder, soak.seconds, soak.seed)
    soak.put(
        "tablet.full.refused",
        found["refused"],
        f"写满 {found['rounds']} 次 fillings，存下 {found['saved']} saved",
    )
    soak.put("tablet.full.broken", len(found["broken"]), "; ".join(found["broken"][:3]))
    buggy = _full_disk(folder, min(soak.seconds, 20), soak.seed, "says_saved_all_the_same")
    soak.put("tablet.full.control", int(bool(buggy["broken"])))


def _full_disk(folder: Path, seconds: float, seed: int, bug: str = "") -> dict:
    words = ["tools.soak.full_disk", str(folder), str(seconds), str(seed), bug]
    return child(words, prefix=USER_SPACE, timeout=seconds + 120)
