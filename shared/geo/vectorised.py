"""The fast locator: shapely's tree over rings, all points in one call.

Coordinates go in as whole 1e-7 degrees, which floats hold exactly, and GEOS decides on which side
of an edge a point lies with extended precision: the answers are those of the plain locator.
"""

from collections.abc import Sequence
from typing import Any, Literal

import numpy
import shapely

from shared.geo.area import Area


class VectorLocator:
    """Find the areas of points with one query of a tree of rings."""

    def __init__(self, areas: Sequence[Area]) -> None:
        rings = [(place, ring) for place, one in enumerate(areas) for ring in one.rings]
        self._areas = len(areas)
        self._area_of = numpy.array([place for place, _ in rings], dtype=numpy.int64)
        self._tree = shapely.STRtree([shapely.Polygon(ring) for _, ring in rings])

    def first_of(self, points: Sequence[tuple[int, int]]) -> list[int | None]:
        """Return for each point the lowest place of an area that holds it."""
        if not points or not self._areas:
            return [None] * len(points)
        where = shapely.points(numpy.array(points, dtype=numpy.float64))
        touched = self._pairs(where, "intersects")
        inside = self._pairs(where, "within")
        border = numpy.setdiff1d(touched, inside)
        rings = len(self._area_of)
        keys, counts = numpy.unique(self._by_area(inside, rings), return_counts=True)
        held = numpy.union1d(keys[counts % 2 == 1], self._by_area(border, rings))
        first = numpy.full(len(points), self._areas, dtype=numpy.int64)
        numpy.minimum.at(first, held // self._areas, held % self._areas)
        return [None if one == self._areas else one for one in first.tolist()]

    def _pairs(self, where: Any, predicate: Literal["intersects", "within"]) -> Any:
        """Return point · rings + ring for each pair the predicate holds for."""
        point, ring = self._tree.query(where, predicate=predicate)
        return point * len(self._area_of) + ring

    def _by_area(self, pairs: Any, rings: int) -> Any:
        return pairs // rings * self._areas + self._area_of[pairs % rings]
