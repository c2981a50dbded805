"""Take times: medians of many, two things in turn, processor time of this process and of PostgreSQL."""

import os
import statistics
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

Deed = Callable[[], object]
_TICKS = os.sysconf("SC_CLK_TCK")


def seconds(deed: Deed) -> float:
    """Give the seconds one deed takes."""
    begun = time.perf_counter()
    deed()
    return time.perf_counter() - begun


def times(deeds: Iterable[Deed]) -> list[float]:
    """Give the seconds of each deed."""
    return [seconds(deed) for deed in deeds]


def median(deed: Deed, *, rounds: int) -> float:
    """Give the median seconds of a deed after one round that does not count."""
    deed()
    return statistics.median(seconds(deed) for _ in range(rounds))


def in_turn(*deeds: Deed, rounds: int) -> list[float]:
    """Give the median seconds of each of several deeds, done in turn so that all meet the same machine."""
    for deed in deeds:
        deed()
    rows = [[seconds(deed) for deed in deeds] for _ in range(rounds)]
    return [statistics.median(column) for column in zip(*rows, strict=True)]


def share(values: Sequence[float], part: float) -> float:
    """Give the value below which this part of the values lies."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * part))]


def own_cpu() -> float:
    """Give the processor seconds this process has used."""
    return time.process_time()


def cluster_cpu(data: Path) -> float:
    """Give the processor seconds of all living processes of the PostgreSQL under a folder."""
    master = int((data / "postmaster.pid").read_text().split()[0])
    ticks = 0
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            fields = (folder / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if master in (int(folder.name), int(fields[1])):
            ticks += int(fields[11]) + int(fields[12])
    return ticks / _TICKS
