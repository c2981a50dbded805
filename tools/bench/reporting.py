"""Collect figures, judge them, write them in the contract's form and as a table."""

import json
import os
import platform
import sqlite3
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, slots=True)
class Result:
    """Hold one figure as `results.json` has it (contracts, Commands)."""

    name: str
    value: float
    unit: str
    bar: float | None
    better: str
    floor: float | None = None
    peers: Mapping[str, float] = field(default_factory=dict)
    ok: bool = True
    note: str = ""


def judged(
    name: str, value: float, *, unit: str, bar: float | None, better: str = "lower",
    floor: float | None = None, peers: Mapping[str, float] | None = None, note: str = "",
) -> Result:  # fmt: skip
    """Round a figure to three digits and judge it by its bar."""
    shown = rounded(value)
    ok = bar is None or (shown <= bar if better == "lower" else shown >= bar)
    beside = {who: rounded(one) for who, one in (peers or {}).items()}
    low = None if floor is None else rounded(floor)
    return Result(name, shown, unit, bar, better, low, beside, ok, note)


def rounded(value: float) -> float:
    """Keep three digits that mean something."""
    return float(f"{value:.3g}")


def results_write(file: Path, results: Sequence[Result], *, load: float, **more: Any) -> None:
    """Write commit, machine (with its load at the start) and results; the file is there whole or not at all."""
    top = {
        "commit": commit(),
        "machine": {**machine(), "load": load},
        **more,
        "results": [asdict(one) for one in results],
    }
    file.parent.mkdir(parents=True, exist_ok=True)
    part = file.with_suffix(".part")
    part.write_text(json.dumps(top, ensure_ascii=False, indent=1) + "\n", "utf-8")
    part.replace(file)


def results_read(file: Path) -> dict[str, Any]:
    """Read what `results_write` wrote, each result as a Result."""
    top: dict[str, Any] = json.loads(file.read_text("utf-8"))
    return {**top, "results": [Result(**one) for one in top["results"]]}


def table(results: Sequence[Result]) -> Iterator[str]:
    """Give the results as lines of a table."""
    wide = max((len(one.name) for one in results), default=10)
    for one in results:
        bar = "" if one.bar is None else f"{'≤' if one.better == 'lower' else '≥'} {one.bar:g}"
        floor = "" if one.floor is None else f"floor {one.floor:g}"
        beside = ", ".join(f"{who} {value:g}" for who, value in one.peers.items())
        mark = "ok  " if one.ok else "MISS"
        told = " · ".join(part for part in (floor, beside, one.note) if part)
        yield f"{mark} {one.name:<{wide}} {one.value:>9g} {one.unit:<15} {bar:<8} {told}".rstrip()


def commit() -> str:
    """Give the commit of this tree, with a + when files differ from it."""
    said = [
        subprocess.run(
            ["git", *words], cwd=ROOT, capture_output=True, text=True, check=False
        ).stdout
        for words in (["rev-parse", "HEAD"], ["status", "--porcelain", "--untracked-files=no"])
    ]
    return (said[0].strip() or "unknown") + ("+" if said[1].strip() else "")


def load_now() -> float:
    """Give how many processes have wanted a processor in the last minute."""
    return round(os.getloadavg()[0], 1)


def machine() -> dict[str, Any]:
    """Say what the figures were measured on."""
    return {
        "system": f"{platform.system()} {platform.release().split('-')[0]}",
        "processor": _processor(),
        "cores": os.cpu_count(),
        "memory_gb": round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9, 1),
        "python": platform.python_version(),
        "sqlite": sqlite3.sqlite_version,
    }


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text("utf-8").splitlines()
    except OSError:
        return platform.machine()
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()
