"""What every trial is given: its seconds, a seed, a folder that goes away, and where figures go."""

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tools.bench.reporting import ROOT, Result, judged
from tools.soak.trials import BY_NAME

MOST_NOTE = 160


class ChildFailed(Exception):
    """Say that a trial's own process ended with a fault of its own."""


@dataclass
class Soak:
    """Hold the figures so far; the same seed gives the same choices (not the same instants)."""

    folder: Path
    seconds: float
    seed: int
    results: list[Result] = field(default_factory=list)

    def put(self, name: str, value: float, note: str = "") -> None:
        """Judge a figure by its bar and keep it; a name must be in the list of trials."""
        trial = BY_NAME[name]
        result = judged(name, value, unit=trial.unit, bar=trial.bar, better=trial.better, note=note)
        self.results.append(result)
        sys.stderr.write(f"{name} {value:g} {trial.unit} {note}\n")


def child(words: Sequence[str], *, prefix: Sequence[str] = (), timeout: float) -> dict[str, Any]:
    """Run a module of ours in a process of its own and read the JSON it prints last. Raises ChildFailed."""
    ran = subprocess.run(
        [*prefix, sys.executable, "-m", *words],
        cwd=ROOT, capture_output=True, text=True, check=False, timeout=timeout, env=dict(os.environ),
    )  # fmt: skip
    if ran.returncode or not ran.stdout.strip():
        raise ChildFailed(f"{' '.join(words)}: exit {ran.returncode}\n{ran.stderr[-2000:]}")
    found: dict[str, Any] = json.loads(ran.stdout.splitlines()[-1])
    return found
