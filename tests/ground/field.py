"""A tablet for tests: a real store in a folder, enrolled at a field server, with rows of a small place."""

import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from unittest.mock import patch

from PIL import Image

from fieldapp.config import NetworkLimits, StoreLimits
from fieldapp.work import (
    OperationRow,
    Tablet,
    answer_save,
    changes_pull,
    finding_confirm,
    officer_unlock,
    operations_list,
    photo_add,
    run_finish,
    run_start,
    signature_add,
    tablet_enrol,
)
from shared.clock import Clock, FixedClock
from shared.ids import SequenceIds
from shared.problems import Problem
from tests.ground.field_server import FieldServer
from tests.ground.visits import FIRST, NAMES, SECOND, ink_png, kitchen

NOW = datetime(2026, 11, 22, 1, 10, tzinfo=UTC)
PIN = "135790"
SITE, TASK, STREET = "site-1", "task-1", "1"
LIMITS = StoreLimits(reserve_bytes=64 * 1024)
QUICK = NetworkLimits(connect_seconds=2, read_seconds=2, backoff_first=0.001, command_most=0.01)


def pin_cheap() -> dict[str, Any]:
    """Stretch PINs with Argon2id at its least: what it costs is tested by itself."""
    return {
        "name": "argon2id", "salt": "00" * 16, "iterations": 1, "lanes": 1, "memory_kib": 8,
    }  # fmt: skip


def officer_data(id: str) -> dict[str, Any]:
    """Give an officer as the server says it."""
    return {
        "id": id,
        "name": NAMES[id],
        "body": "B-emergency",
        "body_name": "区应急管理局",
        "certificates": [
            {"number": f"2201{id[2:]}", "fields": ["gas"], "from": "2026-01-01", "until": "2026-12-31"}
        ],
        "active": True,
    }  # fmt: skip


def site_data(name: str, **facts: Any) -> dict[str, Any]:
    """Give a place as the server says it."""
    return {
        "name": name, "name_en": "", "pinyin": "", "address": "北人民大街 1 号", "street": STREET,
        "kind": "restaurant", "contact": "韩德福", "phone": "0431-80000000", "lon": 1_253_050_000,
        "lat": 439_050_000, "datum": "wgs84", "exposure": "daily", "checklists": ["gas.kitchen"],
        "state": "open", **facts,
    }  # fmt: skip


def server_make(officers: tuple[str, ...] = (FIRST, SECOND)) -> FieldServer:
    """Make a server with one street, two places, a published list and a filed task."""
    server = FieldServer([officer_data(officer) for officer in officers])
    list_ = kitchen()
    server.put("district", "area", STREET, {"code": STREET, "level": "street", "name": "团山街道"})
    server.put("district", "authority", "authority", {"name": "安委办", "word": "宽应急"})
    server.put(
        "district", "checklist", f"{list_.id}@{list_.version}",
        {
            "id": list_.id, "version": list_.version, "ref": f"{list_.id}@{list_.version}",
            "sha256": list_.sha256, "field": list_.field, "zh": list_.text.zh, "en": list_.text.en,
            "label": "", "effective_from": list_.effective_from.isoformat(), "effective_to": None,
            "text": list_.source.decode(),
        },
    )  # fmt: skip
    server.put("street/1", "site", SITE, site_data("老韩头烧烤店", pinyin="laohantou shaokaodian"))
    server.put("street/1", "site", "site-2", site_data("川味小厨", kind="restaurant"))
    task = {
        "number": "宽检备〔2026〕1123号", "kind": "daily", "site": SITE, "body": "B-emergency",
        "ground": "年度检查计划", "checklists": ["gas.kitchen"], "officers": [FIRST, SECOND],
        "from": "2026-11-01", "to": "2026-11-30", "state": "open",
    }  # fmt: skip
    server.put("street/1", "task", TASK, task)
    for officer in officers:
        server.put(f"device/{server.device}", "officer", officer, officer_data(officer))
    return server


@dataclass
class Field:
    """Hold a server that runs and a tablet that belongs to it."""

    server: FieldServer
    folder: Path
    clock: Any  # a FixedClock unless another was given
    tablet: Tablet

    def again(self, **limits: Any) -> Tablet:
        """Close the tablet and open its folder anew, as the next start does."""
        self.tablet.close()
        self.tablet = tablet_open(self.folder, self.clock, **limits)
        return self.tablet


def tablet_open(
    folder: Path, clock: Clock, *, ids: str = "ids", network: NetworkLimits = QUICK
) -> Tablet:
    """Open a folder with a standing clock and short waits."""
    made = SequenceIds(f"{ids}-{clock.now().isoformat()}-{clock.monotonic()}")
    return Tablet.open(folder, clock=clock, ids=made, limits=LIMITS, network=network)


@contextmanager
def field_open(folder: Path, *, clock: Clock | None = None, pulled: bool = True) -> Iterator[Field]:
    """Enrol a new tablet, unlock both officers (the first is the author) and pull."""
    clock = clock or FixedClock(NOW, monotonic=1_000_000)
    with (
        patch("fieldapp.store.keyring.pin_parameters", pin_cheap),
        server_make().running() as server,
    ):
        tablet = tablet_open(folder, clock)
        field = Field(server, folder, clock, tablet)
        try:
            tablet_enrol(tablet, url=server.url, code=server.code, fingerprint=server.fingerprint)
            for officer in (SECOND, FIRST):
                officer_unlock(tablet, officer=officer, pin=PIN)
            if pulled:
                changes_pull(tablet)
            yield field
        finally:
            field.tablet.close()


def run_begin(tablet: Tablet, *, visit: str = "patrol") -> str:
    """Start a visit of the first place."""
    return run_start(tablet, checklist="gas.kitchen", site=SITE, visit=visit)


def run_answer(tablet: Tablet, run: str, *, photo: bytes | None = None) -> None:
    """Answer all of the kitchen list, with one serious finding where a photo is given."""
    for item, value, at in (("G08", "pass", ()), ("G11", "1.5", ()), ("C1", "pass", ("甲瓶",))):
        answer_save(tablet, run=run, item=item, value=value, at=at)
    if photo is None:
        answer_save(tablet, run=run, item="G07", value="pass")
        return
    answer_save(tablet, run=run, item="G07", value="fail", note="大堂 6 号桌下有钢瓶一只")
    photo_add(tablet, run=run, item="G07", source=photo)


def run_sign(tablet: Tablet, run: str) -> None:
    """Let the site and both officers sign."""
    for who in ("site", FIRST, SECOND):
        signature_add(tablet, run=run, who=who, image=ink_png())


def run_confirm_major(tablet: Tablet, run: str) -> None:
    """Raise the finding to major and let the second officer confirm it."""
    answer_save(tablet, run=run, item="G07", value=None, grade="major")
    finding_confirm(tablet, run=run, item="G07", officer=SECOND)


def noise_photo() -> bytes:
    """Give a picture that does not compress well, another one each time."""
    written = io.BytesIO()
    Image.effect_noise((300, 200), 90).convert("RGB").save(written, "JPEG", quality=95)
    return written.getvalue()


def visit_finish(tablet: Tablet, *, with_photo: bool = False) -> OperationRow:
    """Make a whole patrol, with one finding where a photo is wanted."""
    run = run_begin(tablet)
    run_answer(tablet, run, photo=noise_photo() if with_photo else None)
    return run_finish(tablet, run=run)


def states(tablet: Tablet) -> list[str]:
    """Give the state of each operation, the oldest first."""
    return [row.state for row in reversed(operations_list(tablet))]


def refusal(deed: Callable[[], object]) -> Problem:
    """Do what must be refused and give the problem."""
    try:
        deed()
    except Problem as problem:
        return problem
    raise AssertionError("it was not refused")
