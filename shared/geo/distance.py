"""How far things are from each other, in metres on the ground."""

from collections.abc import Iterable
from dataclasses import dataclass
from heapq import nsmallest
from math import asin, cos, radians, sin, sqrt

from shared.geo.datum import point_to_datum
from shared.geo.point import UNIT, Point

EARTH_RADIUS = 6_371_008.8
METRES_PER_DEGREE = 111_195.08


@dataclass(frozen=True, slots=True)
class Near:
    """Hold what was found and how many metres away it is."""

    id: str
    metres: float


def distance_metres(one: Point, other: Point) -> float:
    """Return metres along the sphere, within 0.5 % of the ellipsoid; datums may differ."""
    other = point_to_datum(other, one.datum)
    lat1, lat2 = radians(one.lat / UNIT), radians(other.lat / UNIT)
    north = sin((lat2 - lat1) / 2.0)
    east = sin(radians((other.lon - one.lon) / UNIT) / 2.0)
    half = north * north + cos(lat1) * cos(lat2) * east * east
    return 2.0 * EARTH_RADIUS * asin(min(1.0, sqrt(half)))


def nearest(
    point: Point,
    places: Iterable[tuple[str, Point]],
    *,
    count: int = 1,
    within_metres: float | None = None,
) -> tuple[Near, ...]:
    """Return the nearest places, nearest first, ties by id; none beyond `within_metres`."""
    # Latitude alone tells most far places apart, with room for a shift between datums.
    reach = None if within_metres is None else (within_metres + 2000.0) / METRES_PER_DEGREE * UNIT
    found = (
        Near(id, metres)
        for id, place in places
        if (reach is None or abs(place.lat - point.lat) <= reach)
        and (within_metres is None or distance_metres(point, place) <= within_metres)
        for metres in (distance_metres(point, place),)
    )
    return tuple(nsmallest(count, found, key=lambda one: (one.metres, one.id)))
