"""Make what server tests need: bodies, officers, tablets, places, each through its real handler."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from server.intake.entry_make import Made, entry_make
from shared.clock import FixedClock
from shared.record import base64url_write
from tests.ground.tablet import Tablet

BODY = "body-emergency"
INSPECTORS = ("officer-zhang", "officer-li")
STREET_OFFICER = "officer-street"
OFFICE = "officer-office"
STREET = "220103002"
OTHER_STREET = "220103005"


def office(name: str, data: Mapping[str, Any], *, now: datetime, officer: str = OFFICE) -> Made:
    """Bring an intent as the office does."""
    return entry_make(origin="office", name=name, data=data, officer=officer, now=now)


def people_make(*, now: datetime) -> None:
    """Register a body competent in gas, fire and construction, two inspectors, a street and an office person."""
    competences = [
        {"field": field, "visit": visit}
        for field in ("gas", "fire", "construction")
        for visit in ("enforcement", "urgent", "patrol", "service")
    ]
    body = {"id": BODY, "name": "区应急管理局", "name_en": "Emergency Bureau", "short": "应急局"}
    office("body.import", {"bodies": [{**body, "competences": competences}]}, now=now)
    for index, (officer, name, role) in enumerate(
        [
            (INSPECTORS[0], "张伟", "inspector"),
            (INSPECTORS[1], "李娜", "inspector"),
            (STREET_OFFICER, "王芳", "street"),
            (OFFICE, "赵敏", "office"),
        ]
    ):
        officer_make(officer, name, role, number=f"2201030{index:03d}", now=now)


def officer_make(officer: str, name: str, role: str, *, number: str, now: datetime) -> Made:
    """Register one officer with a certificate for every field, valid 2024–2029."""
    certificate = {"number": number, "fields": ["gas", "fire", "construction"],
                   "from": "2024-01-01", "until": "2029-12-31"}  # fmt: skip
    data = {
        "id": officer, "name": name, "name_en": "", "body": BODY, "role": role,
        "streets": [] if role == "office" else [STREET],
        "certificates": [certificate] if role == "inspector" else [],
    }  # fmt: skip
    return office("officer.register", data, now=now)


def tablet_make(
    device: str = "device-1",
    officers: Sequence[str] = INSPECTORS,
    *,
    clock: FixedClock,
    keys: bool = True,
) -> Tablet:
    """Enrol a tablet for officers who exist, with a signing key for each unless `keys` is false."""
    tablet = Tablet(device, officers, clock)
    office(
        "device.enrol",
        {
            "id": device, "label": device, "key": base64url_write(tablet.key.public),
            "app": "test/1", "officers": list(officers),
        },
        now=clock.now(),
    )  # fmt: skip
    for officer in officers if keys else ():
        tablet.register_key(officer)
    return tablet


def district_make(*, now: datetime) -> None:
    """Import a district of two square streets side by side."""
    office("area.import", {"areas": [
        _area("220103", "district", "宽城区", 1_253_000_000, 439_000_000, 2),
        _area(STREET, "street", "站前街道", 1_253_000_000, 439_000_000, 1, parent="220103"),
        _area(OTHER_STREET, "street", "群英街道", 1_253_100_000, 439_000_000, 1, parent="220103"),
    ]}, now=now)  # fmt: skip


def sites_make(*names: str, now: datetime, checklists: Sequence[str] = ()) -> tuple[str, ...]:
    """Import sites in the first street; give their ids, `site-1` and so on."""
    rows = [
        {
            "id": f"site-{number}", "name": name, "kind": "restaurant", "address": "站前街道 1 号",
            "lon": 1_253_050_000, "lat": 439_050_000, "exposure": "daily",
            "checklists": list(checklists), "factors": [],
        }
        for number, name in enumerate(names, start=1)
    ]  # fmt: skip
    office("site.import", {"sites": rows}, now=now)
    return tuple(str(row["id"]) for row in rows)


def _area(code: str, level: str, name: str, west: int, south: int, wide: int, *, parent: str = ""
          ) -> dict[str, Any]:  # fmt: skip
    east, north = west + 100_000 * wide, south + 100_000
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"code": code, "level": level, "name": name, "parent": parent, "rings": [ring],
            "datum": "wgs84", "from": "2022-01-01"}  # fmt: skip
