"""Draw the sample district: schematic areas that cover it without gaps, the same for each seed.

Streets are the cells of a Voronoi diagram over hand-set centres, communities the cells inside a
street; edges get a fixed roughness so that neighbours share them to the last unit.
"""

import math
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from shapely import MultiPoint, Point, Polygon, get_parts, voronoi_polygons
from shapely.geometry.base import BaseGeometry

DISTRICT = "220103"
UNIT = 10_000_000  # coordinates on the wire are whole 1e-7 degrees
VALID_FROM = "2022-01-01"

# Outline of the sample district, degrees of longitude and latitude, WGS-84. Schematic.
OUTLINE = [
    (125.262, 43.905), (125.291, 43.897), (125.322, 43.893), (125.349, 43.899), (125.376, 43.909), (125.398, 43.926),
    (125.412, 43.949), (125.431, 43.971), (125.447, 43.999), (125.452, 44.031), (125.438, 44.058), (125.409, 44.075),
    (125.372, 44.083), (125.331, 44.089), (125.292, 44.082), (125.258, 44.066), (125.231, 44.043), (125.218, 44.012),
    (125.221, 43.981), (125.232, 43.954), (125.243, 43.928),
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Centre:
    """A street or town: code, names and the point its cell grows from."""

    code: str
    name: str
    name_en: str
    lon: float
    lat: float
    communities: tuple[str, ...]


STREETS = (
    Centre(
        "220103002", "站前街道", "Zhanqian Street", 125.318, 43.908, ("站前", "黑水路", "贵阳路")
    ),
    Centre("220103005", "群英街道", "Qunying Street", 125.341, 43.918, ("群英", "铁北一", "二酉")),
    Centre("220103006", "兴业街道", "Xingye Street", 125.362, 43.927, ("兴业", "台北大街", "宽平")),
    Centre(
        "220103007", "凯旋街道", "Kaixuan Street", 125.303, 43.925, ("凯旋", "柳影路", "北十条")
    ),
    Centre("220103008", "团山街道", "Tuanshan Street", 125.385, 43.947, ("团山", "长山", "富城")),
    Centre("220103009", "柳影街道", "Liuying Street", 125.279, 43.921, ("柳影", "青年路", "西广")),
    Centre("220103010", "欣园街道", "Xinyuan Street", 125.331, 43.945, ("欣园", "北湖南", "小南")),
    Centre("220103011", "长德街道", "Changde Street", 125.424, 44.012, ("长德", "龙翔", "丙十")),
    Centre(
        "220103013", "新广街道", "Xinguang Street", 125.338, 43.901, ("新广", "上三条", "光复路")
    ),
    Centre("220103014", "新隆街道", "Xinlong Street", 125.262, 43.947, ("新隆", "隆西", "隆北")),
    Centre("220103015", "长新街道", "Changxin Street", 125.361, 43.962, ("长新", "青岗", "北凯旋")),
    Centre("220103100", "兰家镇", "Lanjia Town", 125.302, 43.984, ("兰家", "姜家", "西营城")),
    Centre("220103101", "米沙子镇", "Mishazi Town", 125.398, 44.052, ("米沙子", "太平", "岔路口")),
    Centre("220103102", "万宝镇", "Wanbao Town", 125.332, 44.041, ("万宝", "双山", "红光")),
    Centre("220103171", "合隆镇", "Helong Town", 125.251, 44.021, ("合隆", "陈家店", "烧锅")),
)


@dataclass(frozen=True, slots=True)
class Ground:
    """The polygons of the district, by code; communities name their street."""

    shapes: dict[str, Polygon]
    community_street: dict[str, str]

    def point_in(self, code: str, chance: random.Random) -> tuple[int, int]:
        """Pick a point well inside an area, in 1e-7 degrees."""
        inner = self.shapes[code].buffer(-0.0008)
        shape = inner if not inner.is_empty else self.shapes[code]
        west, south, east, north = shape.bounds
        while True:
            point = Point(chance.uniform(west, east), chance.uniform(south, north))
            if shape.contains(point):
                return round(point.x * UNIT), round(point.y * UNIT)


def ground() -> Ground:
    """Draw all areas."""
    outline = Polygon(OUTLINE)
    streets = _cells([(centre.lon, centre.lat) for centre in STREETS], outline)
    shapes: dict[str, Polygon] = {}
    owners: dict[str, str] = {}
    for centre, shape in zip(STREETS, streets, strict=True):
        shapes[centre.code] = shape
        for number, part in enumerate(
            _cells(_spread(shape, len(centre.communities)), shape), start=1
        ):
            code = f"{centre.code}{number:03d}"
            shapes[code] = part
            owners[code] = centre.code
    rough = {code: _rough(shape) for code, shape in shapes.items()}
    rough[DISTRICT] = _rough(outline)
    return Ground(shapes=rough, community_street=owners)


def areas(drawn: Ground) -> list[dict[str, object]]:
    """Give the rows of `area.import`: the district, streets and towns, communities."""
    rows = [
        _row(DISTRICT, "district", "宽城区（示意）", "Kuancheng District (schematic)", "", drawn)
    ]
    for centre in STREETS:
        rows.append(_row(centre.code, "street", centre.name, centre.name_en, DISTRICT, drawn))
        for number, name in enumerate(centre.communities, start=1):
            kind, kind_en = (
                ("村", "Village") if centre.name.endswith("镇") else ("社区", "Community")
            )
            code = f"{centre.code}{number:03d}"
            rows.append(
                _row(
                    code,
                    "community",
                    f"{name}{kind}",
                    f"{centre.name_en} {kind_en} {number}",
                    centre.code,
                    drawn,
                )
            )
    return rows


def _row(
    code: str, level: str, name: str, name_en: str, parent: str, drawn: Ground
) -> dict[str, object]:
    ring = [[round(x * UNIT), round(y * UNIT)] for x, y in drawn.shapes[code].exterior.coords]
    return {
        "code": code, "level": level, "name": name, "name_en": name_en, "parent": parent,
        "rings": [ring], "datum": "wgs84", "from": VALID_FROM,
    }  # fmt: skip


def _cells(points: Sequence[tuple[float, float]], within: Polygon) -> list[Polygon]:
    cloud = MultiPoint(points)
    parts = list(voronoi_polygons(cloud, extend_to=within.envelope.buffer(0.2)).geoms)
    found = []
    for x, y in points:
        cell = next(part for part in parts if part.contains(Point(x, y)))
        found.append(_largest(cell.intersection(within)))
    return found


def _largest(shape: BaseGeometry) -> Polygon:
    if isinstance(shape, Polygon):
        return shape
    return max(
        (part for part in get_parts(shape) if isinstance(part, Polygon)), key=lambda part: part.area
    )


def _spread(shape: Polygon, count: int) -> list[tuple[float, float]]:
    chance = random.Random(f"{shape.centroid.x:.6f}")
    west, south, east, north = shape.bounds
    best: list[tuple[float, float]] = []
    while len(best) < count:
        tries = [(chance.uniform(west, east), chance.uniform(south, north)) for _ in range(60)]
        inside = [point for point in tries if shape.contains(Point(point))]
        best.append(max(inside, key=lambda p: min((math.dist(p, q) for q in best), default=0.0)))
    return best


def _rough(shape: Polygon) -> Polygon:
    corners = list(shape.exterior.coords)
    line = [point for a, b in pairwise(corners) for point in _edge((a[0], a[1]), (b[0], b[1]))]
    return Polygon([*line, line[0]])


def _edge(a: tuple[float, float], b: tuple[float, float]) -> Iterator[tuple[float, float]]:
    """Give `a` and the points up to `b`, bent the same way whichever side asks.

    A street's edge may be longer than its communities' edges; the bend is a function of the place
    alone, so that all of them follow one line.
    """
    length = math.dist(a, b)
    steps = max(1, round(length / 0.0022))
    for step in range(steps):
        share = step / steps
        yield _bent(a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share)


def _bent(x: float, y: float) -> tuple[float, float]:
    wave = math.sin(x * 610 + y * 270) + 0.45 * math.sin(x * 1130 - y * 910)
    other = math.sin(y * 560 - x * 310) + 0.45 * math.sin(y * 1010 + x * 790)
    return round(x + 0.0011 * wave, 7), round(y + 0.0008 * other, 7)
