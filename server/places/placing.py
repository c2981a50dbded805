"""Find the street and the community of points in the areas in force on a day."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from server.places.models import Area, Site
from shared.geo import Area as GeoArea
from shared.geo import AreaIndex, Point


@dataclass(frozen=True, slots=True)
class Moved:
    """Say that a site's current street changed."""

    site: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Placing:
    """Look points up in the streets and communities of one day."""

    streets: AreaIndex
    communities: AreaIndex

    @classmethod
    def on(cls, day: date) -> "Placing":
        """Read the areas in force on that day, with one query."""
        rows = list(Area.objects.on(day).filter(level__in=("street", "community")))
        return cls(_index(rows, "street"), _index(rows, "community"))

    def streets_of(self, sites: Sequence[Site]) -> Mapping[str, tuple[str, str]]:
        """Return site id → (street, community); "" where no area holds the point."""
        placed = [(site, point) for site in sites if (point := point_of(site)) is not None]
        points = [point for _, point in placed]
        streets, communities = self.streets.streets_of(points), self.communities.streets_of(points)
        return {
            site.id: (street or "", community or "")
            for (site, _), street, community in zip(placed, streets, communities, strict=True)
        }


def point_of(site: Site) -> Point | None:
    """Return the point of a site, or None when nobody measured it."""
    if site.lon is None or site.lat is None:
        return None
    return Point(site.lon, site.lat, site.datum)


def sites_place(sites: Sequence[Site], *, day: date) -> tuple[Moved, ...]:
    """Set street and community of the sites in memory; return whose street changed.

    A site without a point, or outside every area, keeps what it was given by hand.
    """
    found = Placing.on(day).streets_of(sites)
    moves = []
    for site in sites:
        street, community = found.get(site.id, ("", ""))
        before = site.street
        site.street = street or site.street
        site.community = community or site.community
        if site.street != before:
            moves.append(Moved(site.id, before, site.street))
    return tuple(moves)


def _index(rows: Iterable[Area], level: str) -> AreaIndex:
    # AreaIndex answers with street-level areas only; a second one answers for communities.
    return AreaIndex(
        [
            GeoArea(
                code=row.code,
                level="street",
                name=row.name,
                rings=tuple(tuple((lon, lat) for lon, lat in ring) for ring in row.rings),
                datum=row.datum,
                valid_from=row.valid_from,
                valid_to=row.valid_to,
            )
            for row in rows
            if row.level == level
        ]
    )
