"""Find the area of many points at once."""

from collections.abc import Callable, Iterable, Sequence
from importlib.util import find_spec
from typing import Protocol

from shared.geo.area import Area
from shared.geo.datum import point_to_datum
from shared.geo.point import Point
from shared.geo.slabs import SlabLocator


class Locator(Protocol):
    """Find areas of one datum; both implementations give the same answers."""

    def first_of(self, points: Sequence[tuple[int, int]]) -> list[int | None]:
        """Return for each point the lowest place in the given list of an area that holds it."""
        ...


def locator_make(areas: Sequence[Area]) -> Locator:
    """Return the fast locator where shapely is installed, else the plain one."""
    if find_spec("shapely") is None:
        return SlabLocator(areas)
    from shared.geo.vectorised import VectorLocator

    return VectorLocator(areas)


class AreaIndex:
    """Look points up in the areas of one level; ties go to the lowest code.

    Give areas in force on one day: the index asks no dates. Datums may be mixed.
    """

    def __init__(
        self,
        areas: Iterable[Area],
        *,
        level: str = "street",
        locator: Callable[[Sequence[Area]], Locator] = locator_make,
    ) -> None:
        chosen = sorted((one for one in areas if one.level == level), key=lambda one: one.code)
        self._locators: list[tuple[str, list[Area], Locator]] = []
        for datum in sorted({one.datum for one in chosen}):
            same = [one for one in chosen if one.datum == datum]
            self._locators.append((datum, same, locator(same)))

    def street_of(self, point: Point) -> str | None:
        """Return the code of the area that holds a point, None where there is none."""
        return self.streets_of([point])[0]

    def streets_of(self, points: Sequence[Point]) -> list[str | None]:
        """Return for each point the code of the area that holds it, None where there is none."""
        codes: list[str | None] = [None] * len(points)
        for datum, areas, locator in self._locators:
            moved = [point_to_datum(one, datum) for one in points]
            found = locator.first_of([(one.lon, one.lat) for one in moved])
            for place, which in enumerate(found):
                if which is not None:
                    codes[place] = _lower(codes[place], areas[which].code)
        return codes


def _lower(one: str | None, other: str) -> str:
    return other if one is None else min(one, other)
