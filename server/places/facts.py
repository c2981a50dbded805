"""Turn the members of an import or a patch into frozen facts."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from server.places.models import DATUMS, LATITUDE, LEVELS, LONGITUDE
from server.places.reading import Facts
from shared.problems import Problem
from shared.risk.model import EXPOSURES

MOST_ROWS = 500
TEXTS = ("name", "name_en", "pinyin", "address", "uscc", "contact", "phone", "supervisor")
PATCHABLE = (*TEXTS, "street", "community", "kind", "enterprise", "lon", "lat", "datum", "exposure",
             "checklists", "factors", "peak_occupancy", "vulnerable")  # fmt: skip

Ring = tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class AreaFacts:
    """Hold one dated area of an import."""

    code: str
    level: str
    name: str
    name_en: str
    parent: str
    rings: tuple[Ring, ...]
    datum: str
    valid_from: date
    valid_to: date | None

    @property
    def bounds(self) -> tuple[int, int, int, int]:
        """Return west, south, east, north."""
        lons = [lon for ring in self.rings for lon, _ in ring]
        lats = [lat for ring in self.rings for _, lat in ring]
        return min(lons), min(lats), max(lons), max(lats)


def areas_read(data: Mapping[str, Any]) -> tuple[AreaFacts, ...]:
    """Read the areas of an `area.import`; raise FactsUnreadable with every fault."""
    facts = Facts(data, "area.import")
    areas = tuple(_area(row) for row in facts.objects("areas", most=MOST_ROWS))
    facts.done()
    return areas


def _area(row: Facts) -> AreaFacts:
    valid_from, valid_to = row.day("from", need=True), row.day("to")
    if valid_from and valid_to and valid_to <= valid_from:
        row.fault("to", "停用日期不晚于启用日期（ends before it begins）。", "请核对起止日期。")
    return AreaFacts(
        code=row.text("code", need=True, most=32),
        level=row.word("level", LEVELS),
        name=row.text("name", need=True, most=100),
        name_en=row.text("name_en", most=200),
        parent=row.text("parent", most=32),
        rings=_rings(row),
        datum=row.word("datum", DATUMS, "wgs84"),
        valid_from=valid_from or date.min,
        valid_to=valid_to,
    )


def _rings(row: Facts) -> tuple[Ring, ...]:
    try:
        rings = tuple(
            tuple((lon, lat) for lon, lat in ring) for ring in row.data.get("rings") or ()
        )
    except (TypeError, ValueError):
        rings = ()
    good = bool(rings) and all(len(ring) >= 4 and all(map(_on_earth, ring)) for ring in rings)
    if not good:
        row.fault(
            "rings", "边界不是闭合的整数坐标环（rings）。", "每环至少 4 点，单位 1e-7 度的整数。"
        )
    return rings if good else (((0, 0),),)


def _on_earth(point: tuple[object, object]) -> bool:
    lon, lat = point
    return (
        type(lon) is int
        and type(lat) is int
        and LONGITUDE[0] <= lon <= LONGITUDE[1]
        and LATITUDE[0] <= lat <= LATITUDE[1]
    )


@dataclass(frozen=True, slots=True)
class SiteFacts:
    """Hold one whole site of an import; `members` are the columns as the table keeps them."""

    id: str
    members: Mapping[str, Any]


def sites_read(data: Mapping[str, Any]) -> tuple[SiteFacts, ...]:
    """Read the sites of a `site.import`; raise FactsUnreadable with every fault."""
    facts = Facts(data, "site.import")
    sites = []
    for row in facts.objects("sites", most=MOST_ROWS):
        row.text("name", need=True, most=200)
        row.text("kind", need=True, most=32)
        members = _site_members(row, PATCHABLE)
        sites.append(SiteFacts(row.text("id", need=True, most=64), members))
    facts.done()
    return tuple(sites)


def patch_read(data: Mapping[str, Any]) -> SiteFacts:
    """Read a patch of one site: only the members it names; raise FactsUnreadable."""
    facts = Facts(data, "site.patch")
    changes = Facts(facts.object("changes"), "site.patch.changes", facts.faults)
    unknown = sorted(set(changes.data) - set(PATCHABLE))
    for name in unknown:
        changes.fault(name, "此项不能这样修改（unknown member）。", "可改：" + "、".join(PATCHABLE))
    named = tuple(name for name in PATCHABLE if name in changes.data)
    if not named:
        facts.fault("changes", "没有任何修改（nothing to change）。", "请至少修改一项。")
    patch = SiteFacts(facts.text("site", need=True, most=64), _site_members(changes, named))
    facts.done()
    return patch


def _site_members(row: Facts, names: tuple[str, ...]) -> dict[str, Any]:
    return {name: _MEMBERS[name](row) for name in names}


def _enterprise(row: Facts) -> str | None:
    return row.text("enterprise", most=64) or None


_LENGTHS = {"name": 200, "name_en": 300, "pinyin": 400, "address": 300, "uscc": 18,
            "contact": 100, "phone": 40, "supervisor": 64}  # fmt: skip


def _text(name: str) -> Callable[[Facts], str]:
    return lambda row: row.text(name, most=_LENGTHS[name])


_MEMBERS: Mapping[str, Callable[[Facts], Any]] = {
    **{name: _text(name) for name in TEXTS},
    "street": lambda row: row.text("street", most=32),
    "community": lambda row: row.text("community", most=32),
    "kind": lambda row: row.text("kind", need=True, most=32),
    "enterprise": _enterprise,
    "lon": lambda row: row.whole("lon", least=LONGITUDE[0], most=LONGITUDE[1]),
    "lat": lambda row: row.whole("lat", least=LATITUDE[0], most=LATITUDE[1]),
    "datum": lambda row: row.word("datum", DATUMS, "wgs84"),
    "exposure": lambda row: row.word("exposure", EXPOSURES, "daily"),
    "checklists": lambda row: row.texts("checklists"),
    "factors": lambda row: row.texts("factors"),
    "peak_occupancy": lambda row: row.whole("peak_occupancy", least=0, most=10**7, default=0),
    "vulnerable": lambda row: row.flag("vulnerable"),
}


class SiteUnknown(Problem):
    """Refuse an intent about a site the server does not have."""

    def __init__(self, site: str) -> None:
        super().__init__(
            "site_unknown",
            f"没有场所 {site}（no such site）。",
            "请先导入或登记该场所。",
            status=404,
        )
