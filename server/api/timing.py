"""Count how long things take, over all web processes of this machine, for /metrics.

Each process keeps its counts in a small mapped file; a reader sums the files. `clear` is called when
the web starts, so counts begin again with it, as counters may.
"""

import mmap
import os
import struct
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse

BOUNDS = (0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0)
TIMED = ("request", "lock_wait")
_FORM = struct.Struct(
    f"<{len(BOUNDS) + 1}Qd"
)  # observations up to each bound, all of them, seconds in sum
_guard = threading.Lock()
_maps: dict[tuple[int, Path], mmap.mmap] = {}


@dataclass(frozen=True, slots=True)
class Timing:
    """What was observed: counts up to each bound, all, and the sum in seconds."""

    buckets: tuple[int, ...]
    count: int
    seconds: float


def observe(name: str, seconds: float) -> None:
    """Count one observation of `request` or `lock_wait`."""
    place = TIMED.index(name) * _FORM.size
    with _guard:
        mapped = _mapped()
        *counts, total = _FORM.unpack_from(mapped, place)
        for index, bound in enumerate(BOUNDS):
            counts[index] += seconds <= bound
        counts[-1] += 1
        _FORM.pack_into(mapped, place, *counts, total + seconds)


@contextmanager
def timed(name: str) -> Iterator[None]:
    """Observe how long the block took, also when it failed."""
    began = time.perf_counter()
    try:
        yield
    finally:
        observe(name, time.perf_counter() - began)


def timings() -> Mapping[str, Timing]:
    """Sum what all processes counted."""
    found = [path.read_bytes() for path in sorted(_folder().glob("*.times"))]
    rows = {}
    for index, name in enumerate(TIMED):
        parts = [_FORM.unpack_from(one, index * _FORM.size) for one in found if len(one) == _size()]
        *counts, total = [sum(column) for column in zip(*parts, strict=True)] or [0] * (
            len(BOUNDS) + 2
        )
        rows[name] = Timing(tuple(map(int, counts[:-1])), int(counts[-1]), float(total))
    return rows


def clear() -> None:
    """Forget the counts of processes that are gone."""
    for path in _folder().glob("*.times"):
        path.unlink(missing_ok=True)


class RequestTimes:
    """Middleware: observe every request."""

    def __init__(self, answer: Callable[[HttpRequest], HttpResponse]) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with timed("request"):
            return self.answer(request)


def _folder() -> Path:
    return Path(settings.DATA_DIR) / "metrics"


def _size() -> int:
    return _FORM.size * len(TIMED)


def _mapped() -> mmap.mmap:
    # A forked process must not write into its parent's file: the map is found by process and folder.
    key = (os.getpid(), _folder())
    if key not in _maps:
        key[1].mkdir(parents=True, exist_ok=True)
        with (key[1] / f"{key[0]}.times").open("a+b") as file:
            file.truncate(_size())
            _maps[key] = mmap.mmap(file.fileno(), _size())
    return _maps[key]
