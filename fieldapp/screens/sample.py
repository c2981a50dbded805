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
        limits=StoreLimits(reserve_bytes=4096, low_bytes=0),
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
    table = _table("sample_places.toml")
    sites = [
        SampleRow(f"street/{site['street']}", "site", site["id"], {"state": "open", **site})
        for site in table["site"]
    ]
    facilities = [
        SampleRow("street/dongmen", "facility", row["id"], row) for row in table["facility"]
    ]
    return [*sites, *facilities]


def _work_rows() -> list[SampleRow]:
    table = _table("sample_work.toml")
    return [
        SampleRow(row.pop("scope", "street/dongmen"), kind, row["id"], row)
        for kind in ("task", "hazard", "risk")
        for row in table[kind]
    ]


def _table(name: str) -> dict[str, Any]:
    return tomllib.loads(Path(__file__).with_name(name).read_text(encoding="utf-8"))
