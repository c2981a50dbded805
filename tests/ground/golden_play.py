"""Play a golden day: a filed inspection, a re-check and a patrol, of which the last is not sent; a draft stays open."""

import io
import json
import lzma
import shutil
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

from fieldapp.sync.pulling import CHANGES
from fieldapp.sync.session import Session
from fieldapp.work import (
    Tablet,
    answer_save,
    changes_pull,
    finding_confirm,
    officer_unlock,
    photo_add,
    recheck_save,
    rescue_write,
    run_finish,
    run_missing,
    run_start,
    signature_add,
    sync_once,
    tablet_enrol,
)
from server.config.keys import server_key
from server.devices.codes import code_make
from server.hazards.models import Hazard, RectificationOrder
from server.inspections.models import Visit
from server.intake.evidence import evidence_write
from server.intake.models import Operation
from server.intake.sweeping import seals_sweep
from server.ledger.chain import EntryFacts
from server.ledger.models import Entry, Seal
from shared.clock import instant_text
from shared.record import base64url_write, first_prev
from shared.sync import (
    ChangesRequest,
    PushHeader,
    changes_request_write,
    push_unzip,
    push_write,
)
from tests.ground.building import INSPECTORS, district_make, office, people_make, sites_make
from tests.ground.checklists import item, section, text, verdict
from tests.ground.golden_day import (
    EPOCH,
    PIN,
    clock_make,
    minutes,
    photo,
    server_answers,
    tablet_open,
)
from tests.ground.visiting import BASIS, CHECKLISTS, task_file
from tests.ground.visits import ink_png

PRESET = 9 | lzma.PRESET_EXTREME
CHECKLIST, SITE, TASK = "gas.golden", "site-1", "task-1"
FIRST, SECOND = INSPECTORS
CHOICES = [
    {"id": "metal", "zh": "金属软管", "en": "metal", "verdict": "pass"},
    {"id": "rubber", "zh": "橡胶软管", "en": "rubber", "verdict": "fail"},
]
ROOMS = [{"id": "hall", "zh": "大堂", "en": "hall"}, {"id": "yard", "zh": "后院", "en": "yard"}]
# item, value, note, instance: every type of answer there is
ANSWERS: tuple[tuple[str, str, str | None, tuple[str, ...]], ...] = (
    ("G01", "pass", None, ()),
    ("G02", "fail", "后厨报警器断电，指示灯不亮", ()),
    ("G03", "fail", "大堂 6 号桌下有 15 kg 钢瓶一只", ()),
    ("G04", "2.6", "穿墙处无套管", ()),
    ("G05", "metal", None, ()),
    ("G06", "hall,yard", None, ()),
    ("G07", "2025-06-30", None, ()),
    ("G09", "后厨两台灶具，一台停用", None, ()),
    ("C1", "pass", None, ("甲瓶",)),
    ("C1", "na", "空瓶，已退回", ("乙瓶",)),
)


def checklist_text() -> str:
    """Write a checklist in which every type of item stands."""
    gas = {"scenario": "GAS-EXPL", "basis": BASIS, "k": 4}
    return text(
        section("place", zh="用气场所", en="Place"),
        section("pipe", zh="软管与灶具", en="Hoses"),
        section("cylinder", zh="气瓶", en="Cylinders", repeat=True),
        verdict("G01", "place", zh="有专人管理", en="Somebody is in charge", grade="low", **gas),
        verdict("G02", "place", zh="报警器正常", en="The alarm works", grade="serious", control="gas_alarm", **gas),
        verdict("G03", "place", zh="就餐区无气瓶", en="No cylinder among guests", grade="serious", major=BASIS[0],
                evidence="photo if fail", slot="hall", **gas),
        item("G04", "number", "pipe", zh="软管长度", en="Hose length", unit="m", maximum=2, grade="general",
             control="gas_hose", **gas),
        item("G05", "choice", "pipe", zh="软管材质", en="Hose material", choices=CHOICES, grade="general", **gas),
        item("G06", "choices", "pipe", zh="用气房间", en="Rooms with gas", choices=ROOMS),
        item("G07", "date", "pipe", zh="软管更换日期", en="Hose changed on"),
        item("G08", "photo", "pipe", zh="灶具全景", en="The stoves", required=False),
        item("G09", "text", "pipe", zh="灶具情况", en="Stoves", visible_if="G04 > 2"),
        item("G10", "calculated", "pipe", zh="不合格项数", en="Failures", value="count_failed(G01, G02, G03)"),
        verdict("C1", "cylinder", zh="气瓶在检验有效期内", en="The cylinder is in test", grade="general", **gas),
        id=CHECKLIST, zh="用气检查（金样）", en="Gas check (golden)",
    )  # fmt: skip


class Day:
    """Hold the day's tablet and clock; `play` gives its files and what they hold."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.clock = folder / "tablet", clock_make()
        self._copy = folder / "copy"
        self._tablet: Tablet
        self._runs: dict[str, str] = {}

    def play(self, zipped: Callable[[Path], bytes]) -> tuple[dict[str, bytes], dict[str, Any]]:
        """Play it; `zipped` packs the tablet's folder while the patrol is unsent."""
        self._office()
        with server_answers(self.clock) as url:
            self._enrol(url)
            self._inspection()
            self._recheck()
            self._patrol()
            self._draft()
            rescue = self.folder.parent / "rescue"
            rescue_write(self._tablet, file=rescue)
            files = {"push.bin": self._push(), "rescue.xunan": rescue.read_bytes()}
            facts = self._identity()
            self._tablet.database.db.execute("VACUUM")
            self._tablet.close()
            files["store.zip"] = zipped(self.folder)
            files["feed.json.xz"] = self._send_the_rest()
        facts |= self._outcome()
        return {
            **files,
            "ledger.json.xz": self._ledger(),
            "evidence.zip.xz": self._evidence(),
        }, facts

    def _office(self) -> None:
        now = self.clock.now()
        people_make(now=now)
        district_make(now=now)
        sites_make("好味餐馆", "老街火锅", now=now, checklists=[CHECKLIST])
        authority = {"name": "宽城区安委办", "name_en": "Safety Commission Office", "word": "宽应急",
                     "phone": "0431-12350", "reviewer": "区人民政府", "court": "宽城区人民法院"}  # fmt: skip
        office("authority.publish", authority, now=now)
        for kind in ("documents", "model"):
            published = (CHECKLISTS / f"{kind}.toml").read_text("utf-8")
            office(f"{kind}.publish", {"text": published}, now=now)
        calendar = (CHECKLISTS / "calendars" / "2026.toml").read_text("utf-8")
        office("calendar.publish", {"text": calendar}, now=now)
        office("checklist.publish", {"text": checklist_text()}, now=now)
        task_file(TASK, now=now, checklist=CHECKLIST, site=SITE)
        minutes(self.clock, 1)

    def _enrol(self, url: str) -> None:
        code = code_make(
            officers=INSPECTORS, label="金样平板", url=url, now=self.clock.now(),
            valid=timedelta(minutes=30),
        )  # fmt: skip
        self._tablet = tablet_open(self.folder, self.clock)
        fingerprint = server_key().key_id
        tablet_enrol(self._tablet, url=url, code=code.code, fingerprint=fingerprint)
        for officer in (SECOND, FIRST):
            officer_unlock(self._tablet, officer=officer, pin=PIN)
        changes_pull(self._tablet)
        minutes(self.clock, 5)

    def _answers(self, run: str, rows: tuple[Any, ...] = ANSWERS) -> None:
        for name, value, note, at in rows:
            answer_save(self._tablet, run=run, item=name, value=value, note=note, at=at)

    def _start(self, name: str, visit: str) -> str:
        run = run_start(self._tablet, checklist=CHECKLIST, site=SITE, visit=visit)
        self._runs[name] = run
        return run

    def _inspection(self) -> None:
        run = self._start("inspection", f"task:{TASK}")
        self._answers(run)
        for name in ("G03", "G08"):
            photo_add(self._tablet, run=run, item=name, source=photo(name))
        answer_save(self._tablet, run=run, item="G03", value=None, grade="major")
        finding_confirm(self._tablet, run=run, item="G03", officer=SECOND)
        minutes(self.clock, 40)
        for who in ("site", FIRST, SECOND):
            signature_add(self._tablet, run=run, who=who, image=ink_png(360, 120))
        assert run_missing(self._tablet, run=run) == ()
        run_finish(self._tablet, run=run)
        minutes(self.clock, 2)
        sync_once(self._tablet)

    def _recheck(self) -> None:
        changes_pull(self._tablet)
        hazard = Hazard.objects.get(site=SITE, item="G04")
        minutes(self.clock, 60)
        recheck_save(self._tablet, hazard=hazard.id, verdict="pass", note="已换新软管并加套管",
                     photos=(photo("G04"),))  # fmt: skip
        sync_once(self._tablet)

    def _patrol(self) -> None:
        minutes(self.clock, 30)
        run = self._start("patrol", "patrol")
        self._answers(run, tuple(row for row in ANSWERS if row[0] != "G03"))
        answer_save(self._tablet, run=run, item="G03", value="pass")
        photo_add(self._tablet, run=run, item="G08", source=photo("G08 again"))
        run_finish(self._tablet, run=run)

    def _draft(self) -> None:
        minutes(self.clock, 15)
        run = self._start("draft", "patrol")
        self._answers(run, (*ANSWERS[:2], *ANSWERS[3:7], ANSWERS[8]))
        photo_add(self._tablet, run=run, item="G02", source=photo("G02"))

    def _push(self) -> bytes:
        """Give the day's operations as one push, unzipped."""
        lines = [self._tablet.operations.line(seq) for seq in (1, 2, 3)]
        prev = first_prev(self._tablet.ring.device_public)
        header = PushHeader(self._tablet.ring.identity["device"], EPOCH, 1, prev, len(lines))
        return push_unzip(push_write(header, lines))

    def _identity(self) -> dict[str, Any]:
        ring = self._tablet.ring
        return {
            "device": ring.identity["device"],
            "device_key": base64url_write(ring.device_public),
            "officers": {
                one: base64url_write(ring.officer_key(one).public) for one in (FIRST, SECOND)
            },
            "runs": dict(self._runs),
            "draft": {"#".join((name, *at)): value for name, value, at in _draft_answers()},
            "operations": [["visit", "confirmed"], ["recheck", "confirmed"], ["visit", "queued"]],
        }

    def _send_the_rest(self) -> bytes:
        """Send what was unsent, from a copy of the folder; give all of the feed as one page, zipped."""
        shutil.copytree(self.folder, self._copy)
        minutes(self.clock, 10)
        with tablet_open(self._copy, self.clock) as tablet:
            sync_once(tablet)
            scopes = dict.fromkeys(tablet.mirror.cursors(), "")
            request = changes_request_write(ChangesRequest(EPOCH, 2000, scopes))
            reply = Session(tablet).ask("POST", CHANGES, request)
        minutes(self.clock, 2)
        seals_sweep(now=self.clock.now())
        return lzma.compress(reply.body, preset=PRESET)

    def _outcome(self) -> dict[str, Any]:
        hazards = Hazard.objects.order_by("item").values_list("item", "grade", "state", "site_id")
        position = Visit.objects.get(id=self._runs["inspection"]).position
        results = Operation.objects.order_by("seq").values_list("outcome", "code")
        return {
            "pushed_at": instant_text(self.clock.now()),
            "results": [list(row) for row in results],
            "hazards": [list(row) for row in hazards],
            "orders": RectificationOrder.objects.count(),
            "seal": Seal.objects.get(first__lte=position, last__gte=position).digest,
            "server_key": base64url_write(server_key().public),
        }

    def _evidence(self) -> bytes:
        file = io.BytesIO()
        evidence_write(inspection=self._runs["inspection"], file=file, now=self.clock.now())
        return lzma.compress(file.getvalue(), preset=PRESET)  # two papers share most of a font

    def _ledger(self) -> bytes:
        """Give every entry of the ledger, zipped: what a later version must replay to the same register."""
        rows = [_entry_row(entry) for entry in Entry.objects.order_by("position")]
        text = json.dumps(rows, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return lzma.compress(text.encode(), preset=PRESET)


def _entry_row(entry: Entry) -> dict[str, Any]:
    row = {
        name: getattr(entry, name)
        for name in (*EntryFacts.__dataclass_fields__, "position", "entry_hash", "chain")
    }
    for name in ("body", "signatures"):
        row[name] = bytes(row[name]).decode()
    for name in ("happened_at", "received_at"):
        row[name] = instant_text(row[name])
    return row


def _draft_answers() -> list[tuple[str, str, tuple[str, ...]]]:
    return [(row[0], row[1], row[3]) for row in (*ANSWERS[:2], *ANSWERS[3:7], ANSWERS[8])]
