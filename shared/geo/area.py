"""A dated area with its borders."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from shared.geo.point import DATUMS
from shared.problems import Problem

Ring = tuple[tuple[int, int], ...]


class AreaFaulty(Problem):
    """Refuse an area whose border is none or whose datum nobody knows."""

    def __init__(self, code: str, reason: str) -> None:
        super().__init__(
            "area_faulty", f"区域 {code} 的边界有误：{reason}。", "请核对边界数据后重新导入。"
        )


@dataclass(frozen=True, slots=True)
class Area:
    """Hold one area in force from `valid_from` until the day before `valid_to`.

    `rings` are closed lines of whole 1e-7 degrees. A point is inside when an odd number of them
    goes around it (so a ring inside another is a hole, one beside it a second part) or when it
    lies on any of them.
    """

    code: str
    level: str
    name: str
    rings: tuple[Ring, ...]
    datum: str = "wgs84"
    valid_from: date = date.min
    valid_to: date | None = None

    def __post_init__(self) -> None:
        if self.datum not in DATUMS:
            raise AreaFaulty(self.code, f"坐标系 {self.datum} 不认识")
        if not self.rings:
            raise AreaFaulty(self.code, "没有边界")
        for number, ring in enumerate(self.rings, start=1):
            if len(set(ring)) < 3:
                raise AreaFaulty(self.code, f"第 {number} 环不足三个不同的点")


def areas_on(areas: Iterable[Area], day: date) -> tuple[Area, ...]:
    """Return the areas in force on a day."""
    return tuple(
        one
        for one in areas
        if one.valid_from <= day and (one.valid_to is None or day < one.valid_to)
    )
