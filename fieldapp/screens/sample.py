"""A real tablet with a sample day on it, made without a network: for pictures and for tests.

What the server would have said goes into the mirror as feed rows; the checklists are those of the
checkout. Names and places are invented.
"""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from fieldapp.config import NetworkLimits, StoreLimits
from fieldapp.work import Tablet, officer_unlock
from shared.checklist import checklist_read
from shared.clock import FixedClock
from shared.ids import SequenceIds
from shared.record import SigningKey, base64url_write
from shared.sync import ChangeRow

CHECKLISTS = Path(__file__).resolve().parents[2] / "checklists"
NOW = datetime(2026, 11, 22, 2, 10, tzinfo=UTC)  # 10:10 in the district
DEVICE = "01999999-0000-7000-8000-00000000d001"
PIN = "135790"
OFFICERS = ("officer-li", "officer-wang")
GAS = "gas.restaurant_piped"


@dataclass(frozen=True, slots=True)
class SampleRow:
    """Hold one row of the feed."""

    scope: str
    kind: str
    id: str
    data: Mapping[str, Any] = field(default_factory=dict)


def sample_tablet(
    folder: Path,
    *,
    rows: Iterable[SampleRow] | None = None,
    enrolled: bool = True,
    unlocked: tuple[str, ...] = OFFICERS,
    device: Any = None,
) -> Tablet:
    """Make a tablet at a fixed time, enrolled, with its rows, the officers named signed in."""
    tablet = sample_open(folder, device=device)
    if not enrolled:
        return tablet
    _enrol(tablet)
    mirror_fill(tablet, sample_rows() if rows is None else rows)
    for officer in unlocked:
        officer_unlock(tablet, officer=officer, pin=PIN)
    return tablet


def sample_open(folder: Path, *, device: Any = None) -> Tablet:
    """Open the folder of a sample tablet; its clock stands still."""
    return Tablet.open(
        folder,
        clock=FixedClock(NOW),
        ids=SequenceIds("sample"),
        limits=StoreLimits(reserve_bytes=4096, low_bytes=0, durable=False),
        device=device,
        network=NetworkLimits(connect_seconds=0.2, tries=1),
    )


def mirror_fill(tablet: Tablet, rows: Iterable[SampleRow]) -> None:
    """Put rows into the mirror as a page of the feed does."""
    changes = [
        ChangeRow(row.scope, row.kind, row.id, position, gone=False, data=row.data)
        for position, row in enumerate(rows, 1)
    ]
    scopes = sorted({change.scope for change in changes})
    tablet.mirror.page_put(changes, {scope: f"sample.{len(changes)}.0" for scope in scopes})


def _enrol(tablet: Tablet) -> None:
    """Set the tablet's identity and the officers' PINs as an enrolment would."""
    server = SigningKey.from_bytes(bytes(range(32)))
    tablet.ring.enrolment_key()
    identity = {
        "device": DEVICE,
        "epoch": "sample",
        "url": "http://127.0.0.1:9",
        "label": "东门街道 3 号平板",
        "server_keys": [base64url_write(server.public)],
        "officers": [{"id": row.id, **row.data} for row in officer_rows()],
        "enrolled": "2026-11-20T01:00:00.000Z",
    }
    tablet.ring.enrolled(identity, organisation=bytes(range(32)))
    for officer in OFFICERS:
        tablet.ring.officer_begin(officer, PIN)
        tablet.ring.officer_registered(officer)


def sample_rows() -> list[SampleRow]:
    """Give the whole sample day."""
    return [*officer_rows(), *checklist_rows(), *_district_rows(), *_place_rows(), *_work_rows()]


def officer_rows() -> list[SampleRow]:
    """Give the two officers of this tablet."""
    return [
        _officer("officer-li", "李志强", "Li Zhiqiang", "粤执法 04-1017"),
        _officer("officer-wang", "王芳", "Wang Fang", "粤执法 04-1042"),
    ]


def _officer(id: str, name: str, name_en: str, number: str) -> SampleRow:
    fields = ["gas", "fire", "food", "construction"]
    certificate = {"number": number, "fields": fields, "from": "2024-01-01", "until": "2028-12-31"}
    data = {
        "name": name,
        "name_en": name_en,
        "body": "emergency",
        "body_name": "宽城区应急管理局",
        "role": "inspector",
        "streets": ["dongmen"],
        "certificates": [certificate],
        "active": True,
    }
    return SampleRow(f"device/{DEVICE}", "officer", id, data)


def checklist_rows() -> list[SampleRow]:
    """Give every checklist of the checkout as it is published."""
    files = sorted(CHECKLISTS.glob("*/*.toml"))
    own = Path(__file__).with_name("sample.toml")
    return [
        *(_checklist(path) for path in files if path.parent.name != "calendars"),
        _checklist(own),
    ]


def _checklist(path: Path) -> SampleRow:
    source = path.read_bytes()
    read = checklist_read(source, file=path.name)
    data = {
        "id": read.id,
        "version": read.version,
        "ref": read.ref,
        "sha256": read.sha256,
        "field": read.field,
        "zh": read.text.zh,
        "en": read.text.en,
        "effective_from": read.effective_from.isoformat(),
        "effective_to": read.effective_to.isoformat() if read.effective_to else None,
        "text": source.decode("utf-8"),
    }
    return SampleRow("district", "checklist", f"{read.id}@{read.version}", data)


def _district_rows() -> list[SampleRow]:
    streets = {"dongmen": "东门街道", "xihe": "西河街道", "beigang": "北港街道"}
    areas = [
        SampleRow("district", "area", code, {"code": code, "name": name, "level": "street"})
        for code, name in streets.items()
    ]
    documents = (CHECKLISTS / "documents.toml").read_text("utf-8")
    model = (CHECKLISTS / "model.toml").read_text("utf-8")
    authority = {
        "name": "宽城区应急管理局",
        "name_en": "Kuancheng Emergency Management Bureau",
        "word": "宽应急",
        "phone": "0750-12350",
        "reviewer": "宽城区人民政府",
        "court": "宽城区人民法院",
    }
    return [
        *areas,
        SampleRow("district", "documents", "documents", {"version": "1", "text": documents}),
        SampleRow("district", "model", "model", {"version": "1", "text": model}),
        SampleRow("district", "authority", "authority", authority),
    ]


def _place_rows() -> list[SampleRow]:
    table = tomllib.loads(PLACES)
    sites = [
        SampleRow(f"street/{site['street']}", "site", site["id"], {"state": "open", **site})
        for site in table["site"]
    ]
    facilities = [
        SampleRow("street/dongmen", "facility", row["id"], row) for row in table["facility"]
    ]
    return [*sites, *facilities]


def _work_rows() -> list[SampleRow]:
    table = tomllib.loads(WORK)
    return [
        SampleRow(row.pop("scope", "street/dongmen"), kind, row["id"], row)
        for kind in ("task", "hazard", "risk")
        for row in table[kind]
    ]


PLACES = """
[[site]]
id = "site-jinhai"
name = "金海湾酒家"
name_en = "Golden Bay Restaurant"
pinyin = "jinhaiwan jiujia"
address = "东门街道人民路 118 号"
street = "dongmen"
kind = "restaurant"
exposure = "daily"
enterprise = "宽城区金海湾餐饮有限公司"
contact = "陈国华"
phone = "138 0000 1180"
lon = 1130000000
lat = 226000000
datum = "wgs84"
[[site]]
id = "site-laowang"
name = "老王牛肉面馆"
name_en = "Lao Wang Beef Noodles"
pinyin = "laowang niurou mianguan"
address = "东门街道解放巷 7 号"
street = "dongmen"
kind = "restaurant"
exposure = "daily"
contact = "王建军"
phone = "138 0000 0700"
[[site]]
id = "site-sanhao"
name = "城东新区 3# 地块"
name_en = "East New District, plot 3"
pinyin = "chengdong xinqu sanhao dikuai"
address = "东门街道创业大道北侧"
street = "dongmen"
kind = "construction"
exposure = "daily"
enterprise = "宏远建设集团有限公司"
contact = "赵工"
phone = "138 0000 0300"
[[site]]
id = "site-yizhong"
name = "第一中学食堂"
name_en = "No. 1 Middle School canteen"
pinyin = "diyi zhongxue shitang"
address = "西河街道学府路 2 号"
street = "xihe"
kind = "canteen"
exposure = "daily"
contact = "刘老师"
[[site]]
id = "site-hongxing"
name = "红星五金加工店"
name_en = "Red Star Hardware Workshop"
pinyin = "hongxing wujin jiagongdian"
address = "西河街道工业三路 26 号"
street = "xihe"
kind = "workshop"
[[site]]
id = "site-yuehai"
name = "悦海快捷酒店"
name_en = "Yuehai Express Hotel"
pinyin = "yuehai kuaijie jiudian"
address = "北港街道滨海大道 301 号"
street = "beigang"
kind = "hotel"
[[site]]
id = "site-baixing"
name = "百姓大药房（滨海店）"
name_en = "Baixing Pharmacy, Binhai"
pinyin = "baixing dayaofang binhaidian"
address = "北港街道滨海大道 88 号"
street = "beigang"
kind = "shop"
[[site]]
id = "site-xiangcun"
name = "乡村柴火鸡"
name_en = "Country Wood-Fire Chicken"
pinyin = "xiangcun chaihuoji"
address = "东门街道环城北路 55 号"
street = "dongmen"
kind = "restaurant"

[[facility]]
id = "facility-kitchen"
site = "site-jinhai"
kind = "kitchen"
name = "一层热厨房"
[[facility]]
id = "facility-crane-1"
site = "site-sanhao"
kind = "tower_crane"
name = "1号塔机"
[[facility]]
id = "facility-crane-2"
site = "site-sanhao"
kind = "tower_crane"
name = "2号塔机"
"""

WORK = """
[[task]]
id = "task-101"
number = "宽安检〔2026〕101号"
kind = "special"
site = "site-jinhai"
checklists = ["gas.restaurant_piped"]
officers = ["officer-li", "officer-wang"]
body = "宽城区应急管理局"
ground = "餐饮场所用气安全专项检查"
from = "2026-11-20"
to = "2026-11-25"
state = "open"
[[task]]
id = "task-088"
number = "宽安检〔2026〕88号"
kind = "daily"
site = "site-sanhao"
checklists = ["construction.jgj59"]
officers = ["officer-li", "officer-wang"]
body = "宽城区应急管理局"
ground = "四季度建筑施工日常检查"
from = "2026-11-10"
to = "2026-11-21"
state = "open"
[[task]]
id = "task-103"
number = "宽安检〔2026〕103号"
kind = "case"
site = "site-yizhong"
checklists = ["food.catering"]
officers = ["officer-li", "officer-wang"]
body = "宽城区应急管理局"
ground = "学校食堂投诉核查"
from = "2026-11-21"
to = "2026-11-28"
state = "open"
scope = "street/xihe"

[[hazard]]
id = "hazard-1"
site = "site-jinhai"
scenario = "GAS-EXPL"
item = "P19"
slot = "kitchen"
grade = "serious"
state = "ordered"
title_zh = "灶具连接软管老化、开裂"
title_en = "Burner hose aged and cracked"
found_on = "2026-11-02"
due_on = "2026-11-09"
recurrence = 1
[[hazard]]
id = "hazard-2"
site = "site-jinhai"
scenario = "FIRE-SPREAD"
item = "P33"
grade = "general"
state = "reported_done"
title_zh = "油烟管道超过清洗周期"
title_en = "Grease duct past its cleaning date"
found_on = "2026-11-12"
due_on = "2026-11-27"
recurrence = 0
[[hazard]]
id = "hazard-3"
site = "site-sanhao"
scenario = "FALL"
item = "B13.1"
grade = "major"
state = "rectifying"
title_zh = "外脚手架连墙件缺失"
title_en = "Scaffold ties missing"
found_on = "2026-10-20"
due_on = "2026-11-19"
recurrence = 0

[[risk]]
id = "risk-1"
site = "site-jinhai"
scenario = "GAS-EXPL"
level = "orange"
d = "212.4"
confidence = "medium"
as_of = "2026-11-21"
sentence_zh = "较大：软管老化未改已逾期 13 天；报警联动未验证。"
sentence_en = "High: an aged hose is 13 days overdue; the alarm link is not verified."
[[risk]]
id = "risk-2"
site = "site-jinhai"
scenario = "FIRE-SPREAD"
level = "yellow"
d = "88.0"
confidence = "high"
as_of = "2026-11-21"
sentence_zh = "一般：油烟管道清洗待复查。"
sentence_en = "Moderate: duct cleaning waits for a re-check."
[[risk]]
id = "risk-3"
site = "site-sanhao"
scenario = "FALL"
level = "red"
d = "486.0"
confidence = "high"
as_of = "2026-11-21"
sentence_zh = "重大：连墙件缺失未改。"
sentence_en = "Severe: missing scaffold ties are not mended."
[[risk]]
id = "risk-4"
site = "site-laowang"
scenario = "GAS-EXPL"
level = "blue"
d = "40.0"
confidence = "low"
as_of = "2026-11-21"
sentence_zh = "低：去年检查合格，之后未再检查。"
sentence_en = "Low: passed last year, not inspected since."
"""
