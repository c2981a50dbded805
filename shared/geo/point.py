"""A point on the globe; its datum is part of it."""

from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal, InvalidOperation

from shared.problems import Problem

DATUMS = ("wgs84", "cgcs2000", "gcj02")
UNIT = 10_000_000
MOST_LON = 180 * UNIT
MOST_LAT = 90 * UNIT


class PointFaulty(Problem):
    """Refuse coordinates that are no point on the globe, or a datum nobody knows."""

    def __init__(self, found: str) -> None:
        super().__init__(
            "point_faulty",
            f"“{found}”不是有效的坐标点。",
            f"经度、纬度用 1e-7 度的整数，坐标系为 {'、'.join(DATUMS)} 之一。",
        )


@dataclass(frozen=True, slots=True)
class Point:
    """Hold longitude and latitude in whole 1e-7 degrees, and the datum they are measured in."""

    lon: int
    lat: int
    datum: str = "wgs84"

    def __post_init__(self) -> None:
        whole = type(self.lon) is int and type(self.lat) is int
        if not whole or abs(self.lon) > MOST_LON or abs(self.lat) > MOST_LAT:
            raise PointFaulty(f"{self.lon!r}, {self.lat!r}")
        if self.datum not in DATUMS:
            raise PointFaulty(f"坐标系 {self.datum}")

    @classmethod
    def of_degrees(cls, lon: float | str, lat: float | str, datum: str = "wgs84") -> "Point":
        """Make a point of degrees as a receiver or a person gives them; raise PointFaulty."""
        return cls(_units(lon), _units(lat), datum)

    @property
    def degrees(self) -> tuple[float, float]:
        """Return (longitude, latitude) in degrees, for maps."""
        return self.lon / UNIT, self.lat / UNIT


def _units(degrees: float | str) -> int:
    try:
        exact = Decimal(str(degrees)) * UNIT
        return int(exact.to_integral_value(rounding=ROUND_HALF_EVEN))
    except (InvalidOperation, ValueError, OverflowError) as error:
        raise PointFaulty(str(degrees)) from error
