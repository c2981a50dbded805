"""Record what a day's work does to a tablet's disk, cut the power at many moments, and look for what was promised."""

import io
import random
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PIL import Image

from fieldapp.work import Tablet, answer_save, photo_add, run_finish
from tests.ground.field import Field, run_begin, tablet_open
from tests.ground.power_disk import Disk, Recording, recording
from tests.ground.promises import Promises

SHARES = (0.0, 0.3, 0.5, 0.7, 1.0)


@dataclass
class Work:
    """Do a day's work and note each promise in the recording."""

    tablet: Tablet
    record: Recording

    def visit(self, photo: bytes) -> None:
        """Make one whole visit."""
        run = run_begin(self.tablet)
        self._promise("started", run)
        for n in range(3):
            self._answer(run, "C1", "pass", f"第{n}次", (f"瓶{n % 2}",))
        for item, value in (("G07", "fail"), ("G08", "pass"), ("G11", "1.5")):
            self._answer(run, item, value, "备注")
        self.record.note("begin", (run, ("G07", ())))
        sha256 = photo_add(self.tablet, run=run, item="G07", source=photo)
        self._promise("photographed", run, sha256)
        self._promise("done", run, run_finish(self.tablet, run=run).hash)

    def _answer(self, run: str, item: str, value: str, note: str, at: tuple[str, ...] = ()) -> None:
        self.record.note("begin", (run, (item, at)))
        answer_save(self.tablet, run=run, item=item, value=value, note=note, at=at)
        self._promise("answered", run, (item, at), value, note)

    def _promise(self, name: str, *words: Any) -> None:
        self.record.acknowledged((name, words))


def photo() -> bytes:
    written = io.BytesIO()
    Image.new("RGB", (64, 48), "red").save(written, "JPEG")
    return written.getvalue()


def visits_record(field: Field, start: Path, *, visits: int = 2) -> Recording:
    """Let a tablet make visits, and record every write; `start` gets the folder as it was before."""
    field.tablet.close()
    with recording(field.folder, start) as record:
        field.tablet = tablet_open(field.folder, field.clock)
        for _ in range(visits):
            Work(field.tablet, record).visit(photo())
        field.tablet.close()
    return record


def cuts_try(field: Field, record: Recording, target: Path, *, cuts: int, seed: int) -> list[str]:
    """Cut the power at random moments; return the first broken promises, if any."""
    chance = random.Random(seed)
    for number, at in enumerate(sorted(chance.sample(range(1, len(record.events)), cuts))):
        promises, under_way, disk = Promises(), None, Disk(record.start)
        for event in record.events[:at]:
            if event[0] == "ack":
                getattr(promises, event[1][0])(*event[1][1])
                under_way = None
            elif event[0] == "begin":
                under_way = event[1]
            else:
                disk.follow(event)
        folder = target / str(number)
        disk.survivors(folder, seed=seed + number, share=SHARES[number % len(SHARES)])
        with tablet_open(folder, field.clock) as tablet:
            broken = promises.broken(tablet, under_way=under_way)
            broken += [f"set aside: {one}" for one in (folder / "set-aside").iterdir()]
        if broken:
            return [f"cut at event {at} of {len(record.events)}", *broken]
    return []
