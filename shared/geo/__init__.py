"""Say where something is: a point with its datum, the areas that hold it, what is near.

Coordinates are whole 1e-7 degrees, so an answer never depends on rounding. A point on a border
belongs to every area that touches it, and ties go to the lowest code. shapely makes many points
at once fast where it is installed; without it the answers are the same.
"""

from shared.geo.area import Area, AreaFaulty, areas_on
from shared.geo.datum import point_to_datum
from shared.geo.distance import Near, distance_metres, nearest
from shared.geo.index import AreaIndex
from shared.geo.point import DATUMS, Point, PointFaulty

__all__ = [
    "DATUMS",
    "Area",
    "AreaFaulty",
    "AreaIndex",
    "Near",
    "Point",
    "PointFaulty",
    "areas_on",
    "distance_metres",
    "nearest",
    "point_to_datum",
]
