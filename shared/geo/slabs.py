"""The plain locator: whole numbers only, edges sorted into slabs of latitude."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from shared.geo.area import Area, Ring

Edge = tuple[int, int, int, int]


class SlabLocator:
    """Find the areas of points by counting the edges east of them, exactly."""

    def __init__(self, areas: Sequence[Area]) -> None:
        self._rings = [[_SlabRing(ring) for ring in one.rings] for one in areas]

    def first_of(self, points: Sequence[tuple[int, int]]) -> list[int | None]:
        """Return for each point the lowest place of an area that holds it."""
        return [self._first(x, y) for x, y in points]

    def _first(self, x: int, y: int) -> int | None:
        for place, rings in enumerate(self._rings):
            if _holds(rings, x, y):
                return place
        return None


def _holds(rings: list["_SlabRing"], x: int, y: int) -> bool:
    inside = False
    for ring in rings:
        if not ring.reaches(x, y):
            continue
        where = ring.side_of(x, y)
        if where is None:
            return True
        inside ^= where
    return inside


class _SlabRing:
    def __init__(self, ring: Ring) -> None:
        xs, ys = [x for x, _ in ring], [y for _, y in ring]
        self.west, self.east, self.south, self.north = min(xs), max(xs), min(ys), max(ys)
        self.height = max(1, -(-(self.north - self.south + 1) // len(ring)))
        self.slabs: list[list[Edge]] = [
            [] for _ in range((self.north - self.south) // self.height + 1)
        ]
        for edge in _edges(ring):
            low, high = sorted((edge[1], edge[3]))
            for slab in range(self._slab(low), self._slab(high) + 1):
                self.slabs[slab].append(edge)

    def _slab(self, y: int) -> int:
        return (y - self.south) // self.height

    def reaches(self, x: int, y: int) -> bool:
        return self.west <= x <= self.east and self.south <= y <= self.north

    def side_of(self, x: int, y: int) -> bool | None:
        """Return whether an odd number of edges lies east of the point; None on the line itself."""
        odd = False
        for x0, y0, x1, y1 in self.slabs[self._slab(y)]:
            cross = (x1 - x0) * (y - y0) - (x - x0) * (y1 - y0)
            if cross == 0 and _within(x0, x1, x) and _within(y0, y1, y):
                return None
            if (y0 > y) != (y1 > y) and (cross > 0) != (y1 > y0):
                odd = not odd
        return odd


def _edges(ring: Ring) -> Iterator[Edge]:
    for (x0, y0), (x1, y1) in pairwise((*ring, ring[0])):
        yield x0, y0, x1, y1


def _within(one: int, other: int, value: int) -> bool:
    return min(one, other) <= value <= max(one, other)
