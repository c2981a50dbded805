"""What every measuring function is given: where to put figures and a folder that goes away."""

import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from tools.bench.measures import BY_NAME
from tools.bench.reporting import Result, judged


@dataclass
class Bench:
    """Hold the figures so far; `only` leaves out what nobody asked for."""

    folder: Path
    only: str = ""
    results: list[Result] = field(default_factory=list)

    def wants(self, *prefixes: str) -> bool:
        """Tell whether anything under these names is asked for."""
        return any(
            prefix.startswith(self.only) or self.only.startswith(prefix) for prefix in prefixes
        )

    def put(
        self, name: str, value: float, *, floor: float | None = None,
        peers: Mapping[str, float] | None = None, note: str = "",
    ) -> None:  # fmt: skip
        """Judge a figure by its bar and keep it; a name must be in the list of measures."""
        measure = BY_NAME[name]
        if not name.startswith(self.only):
            return
        result = judged(
            name, value, unit=measure.unit, bar=measure.bar, better=measure.better, floor=floor,
            peers=peers, note=note,
        )  # fmt: skip
        self.results.append(result)
        sys.stderr.write(f"{name} {result.value:g} {result.unit}\n")
