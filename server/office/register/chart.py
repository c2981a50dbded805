"""Lay out the register's two plots from counted rows; each keeps its numbers for the table below it."""

from collections.abc import Mapping, Sequence
from typing import Any

from server.hazards.selectors import Week
from server.risks.models import LEVELS

WIDTH, HEIGHT = 168, 34


def weeks_lines(weeks: Sequence[Week]) -> dict[str, str]:
    """Give the polylines of opened and closed hazards inside a box of 168 × 34."""
    most = max((max(week.opened, week.closed) for week in weeks), default=0) or 1
    step = WIDTH / max(len(weeks) - 1, 1)

    def line(values: Sequence[int]) -> str:
        return " ".join(
            f"{n * step:.1f},{HEIGHT - 2 - value / most * (HEIGHT - 4):.1f}"
            for n, value in enumerate(values)
        )

    opened, closed = [week.opened for week in weeks], [week.closed for week in weeks]
    return {"opened": line(opened), "closed": line(closed)}


def spread_chart(
    groups: Sequence[tuple[str, dict[str, int]]], *, names: Mapping[str, str]
) -> dict[str, Any]:
    """Give stacked bars by group: each part a share of the largest group's count."""
    most = max((sum(counts.values()) for _, counts in groups), default=0) or 1
    return {
        "most": most,
        "groups": [
            {
                "code": code,
                "name": names.get(code, code),
                "total": sum(counts.values()),
                "parts": [
                    {
                        "level": level,
                        "n": counts[level],
                        "share": round(100 * counts[level] / most, 2),
                    }
                    for level in reversed(LEVELS)
                    if counts.get(level)
                ],
            }
            for code, counts in groups
        ],
    }
