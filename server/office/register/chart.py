"""Lay out the register's two plots from counted rows; each keeps its numbers for the table below it."""

from collections.abc import Mapping, Sequence
from typing import Any

from server.hazards.selectors import Week
from server.risks.models import LEVELS

WIDTH, HEIGHT = 168, 34


def weeks_lines(weeks: Sequence[Week]) -> dict[str, Any]:
    """Give the polylines of opened and closed hazards inside a box of 168 × 34, and the number at its top."""
    most = max((max(week.opened, week.closed) for week in weeks), default=0) or 1
    step = WIDTH / max(len(weeks) - 1, 1)

    def line(values: Sequence[int]) -> str:
        return " ".join(
            f"{n * step:.1f},{HEIGHT - 2 - value / most * (HEIGHT - 4):.1f}"
            for n, value in enumerate(values)
        )

    opened, closed = [week.opened for week in weeks], [week.closed for week in weeks]
    return {"opened": line(opened), "closed": line(closed), "most": most}


def spread_chart(
    groups: Sequence[tuple[str, dict[str, int]]], *, names: Mapping[str, str]
) -> dict[str, Any]:
    """Give stacked bars by group, their parts in percent of the largest group, and the numbers behind them."""
    most = max((sum(counts.values()) for _, counts in groups), default=0) or 1
    return {"most": most, "groups": [_group(code, counts, names, most) for code, counts in groups]}


def _group(
    code: str, counts: Mapping[str, int], names: Mapping[str, str], most: int
) -> dict[str, Any]:
    order = tuple(reversed(LEVELS))
    parts, before = [], 0
    for level in order:
        if n := counts.get(level, 0):
            part = {"level": level, "n": n, "from": f"{100 * before / most:.2f}"}
            parts.append(part | {"share": f"{100 * n / most:.2f}"})
            before += n
    return {
        "code": code,
        "name": names.get(code, code),
        "total": before,
        "parts": parts,
        "cells": [{"level": level, "n": counts.get(level, 0)} for level in order],
    }
