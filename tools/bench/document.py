"""Write docs/performance.md from a whole run of the bench."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tools.bench.measures import BY_NAME, MEASURES
from tools.bench.reporting import ROOT, Result
from tools.parts import parts_written, table

DOC = ROOT / "docs" / "performance.md"
AREAS = ("checklist", "tablet", "sync", "register")


class RunIncomplete(Exception):
    """Say that a run does not hold every figure: nothing is written from it."""


def document_write(top: Mapping[str, Any], *, file: Path = DOC) -> None:
    """Write every generated part from a run. Raises RunIncomplete."""
    results = {one.name: one for one in top["results"]}
    if missing := [one.name for one in MEASURES if one.name not in results]:
        raise RunIncomplete(f"the run lacks {', '.join(missing)}; run the whole bench first")
    parts = {area: _area(area, results) for area in AREAS}
    text = parts_written(
        file.read_text("utf-8"), {"run": machine_table(top), "sum": _sum(top), **parts}
    )
    file.write_text(text, "utf-8")


def machine_table(top: Mapping[str, Any]) -> str:
    """Say what a run was made on."""
    machine = top["machine"]
    facts = [
        ("提交 commit", f"`{top['commit'][:12]}{'+' if top['commit'].endswith('+') else ''}`"),
        ("系统 system", machine["system"]),
        ("处理器 processor", f"{machine['processor']} × {machine['cores']}"),
        ("内存 memory", f"{machine['memory_gb']} GB"),
        ("Python · SQLite", f"{machine['python']} · {machine['sqlite']}"),
        ("开始时负载 load at the start", machine["load"]),
        ("用时 taken", f"{top['seconds']:.0f} s"),
    ]
    return table(("本次运行 this run", ""), facts)


def _sum(top: Mapping[str, Any]) -> str:
    missed = [one.name for one in top["results"] if not one.ok]
    kept = len(top["results"]) - len(missed)
    if not missed:
        return f"{kept} 项全部达标。All {kept} figures reach their bar."
    names = "、".join(f"`{name}`" for name in missed)
    return (
        f"{len(top['results'])} 项中 {kept} 项达标；未达标：{names}。"
        f"{kept} of {len(top['results'])} figures reach their bar; the others are named here and marked ✗ below."
    )


def _area(area: str, results: Mapping[str, Result]) -> str:
    rows = [_row(results[one.name]) for one in MEASURES if one.name.startswith(f"{area}.")]
    return table(("指标 figure", "含义", "What", "数值 value", "目标 bar", "对照 beside", ""), rows)


def _row(result: Result) -> tuple[str, ...]:
    measure = BY_NAME[result.name]
    sign = "≤" if result.better == "lower" else "≥"
    bar = "" if result.bar is None else f"{sign} {result.bar:g}"
    floor = "" if result.floor is None else f"下限 floor {result.floor:g}"
    beside = [f"{who} {value:g}" for who, value in result.peers.items()]
    told = "；".join(part for part in (floor, *beside, result.note) if part)
    mark = "✓" if result.ok else "✗"
    return (
        f"`{result.name}`",
        measure.zh,
        measure.en,
        f"**{result.value:g}** {result.unit}",
        bar,
        told,
        mark,
    )
