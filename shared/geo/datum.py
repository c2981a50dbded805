"""Move a point between datums: WGS-84, CGCS2000 and GCJ-02.

CGCS2000 and WGS-84 differ by centimetres, below what a tablet measures: they count as one. GCJ-02
has no published algorithm; the open approximation is good to about a metre, and its inverse is
found by iteration, so that there and back again ends where it began.
"""

from math import cos, hypot, pi, radians, sin, sqrt

from shared.geo.point import DATUMS, UNIT, Point, PointFaulty

SEMI_MAJOR = 6378245.0
ECCENTRICITY = 0.00669342162296594323
WEST, EAST, SOUTH, NORTH = 72.004, 137.8347, 0.8293, 55.8271
ENOUGH = 1e-10  # degrees: a thousandth of our unit
MOST_ROUNDS = 30


def point_to_datum(point: Point, datum: str) -> Point:
    """Return the same place in another datum; raise PointFaulty for an unknown one.

    GCJ-02 shifts nothing outside its rectangle around China.
    """
    if datum not in DATUMS:
        raise PointFaulty(f"坐标系 {datum}")
    if (point.datum == "gcj02") == (datum == "gcj02"):
        return point if point.datum == datum else Point(point.lon, point.lat, datum)
    lon, lat = point.degrees
    lon, lat = _shifted(lon, lat) if datum == "gcj02" else _unshifted(lon, lat)
    return Point(round(lon * UNIT), round(lat * UNIT), datum)


def _unshifted(lon: float, lat: float) -> tuple[float, float]:
    if not _is_shifted(lon, lat):
        return lon, lat
    east, north = _shift(lon, lat)
    for _ in range(MOST_ROUNDS):
        back_east, back_north = _shift(lon - east, lat - north)
        if hypot(back_east - east, back_north - north) < ENOUGH:
            break
        east, north = back_east, back_north
    return lon - east, lat - north


def _shifted(lon: float, lat: float) -> tuple[float, float]:
    if not _is_shifted(lon, lat):
        return lon, lat
    east, north = _shift(lon, lat)
    return lon + east, lat + north


def _is_shifted(lon: float, lat: float) -> bool:
    return WEST <= lon <= EAST and SOUTH <= lat <= NORTH


def _shift(lon: float, lat: float) -> tuple[float, float]:
    """Return how far GCJ-02 moves a WGS-84 point, in degrees east and north."""
    x, y = lon - 105.0, lat - 35.0
    sine = sin(radians(lat))
    magic = 1.0 - ECCENTRICITY * sine * sine
    root = sqrt(magic)
    metres_per_degree_north = SEMI_MAJOR * (1.0 - ECCENTRICITY) / (magic * root) * pi / 180.0
    metres_per_degree_east = SEMI_MAJOR / root * cos(radians(lat)) * pi / 180.0
    return _east(x, y) / metres_per_degree_east, _north(x, y) / metres_per_degree_north


def _east(x: float, y: float) -> float:
    metres = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * sqrt(abs(x))
    metres += (20.0 * sin(6.0 * x * pi) + 20.0 * sin(2.0 * x * pi)) * 2.0 / 3.0
    metres += (20.0 * sin(x * pi) + 40.0 * sin(x / 3.0 * pi)) * 2.0 / 3.0
    return metres + (150.0 * sin(x / 12.0 * pi) + 300.0 * sin(x / 30.0 * pi)) * 2.0 / 3.0


def _north(x: float, y: float) -> float:
    metres = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * sqrt(abs(x))
    metres += (20.0 * sin(6.0 * x * pi) + 20.0 * sin(2.0 * x * pi)) * 2.0 / 3.0
    metres += (20.0 * sin(y * pi) + 40.0 * sin(y / 3.0 * pi)) * 2.0 / 3.0
    return metres + (160.0 * sin(y / 12.0 * pi) + 320.0 * sin(y * pi / 30.0)) * 2.0 / 3.0
