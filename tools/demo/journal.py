"""What happened: steps with their seconds, pictures, counts and ids."""

import json
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
COMMIT_UNKNOWN = "unknown"  # a tree without git, as from an archive


class Journal:
    """Tell each step in one line as it ends; keep what summary.json holds (contracts, Commands)."""

    def __init__(self, pictures: Path) -> None:
        self.pictures = pictures
        self.started = datetime.now(UTC)
        self.steps: list[dict[str, Any]] = []
        self.counts: dict[str, int] = {}
        self.ids: dict[str, str] = {}
        self.screenshots: list[dict[str, str]] = []
        self.now = "start"
        self._begun = time.monotonic()

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """Measure a step; its name tells where a failure was."""
        self.now, begun = name, time.monotonic()
        yield
        seconds = round(time.monotonic() - begun, 2)
        self.steps.append({"name": name, "seconds": seconds})

    @property
    def elapsed(self) -> float:
        """Give the seconds since the start."""
        return time.monotonic() - self._begun

    def tell(self, line: str) -> None:
        """Print one line with the seconds since the start."""
        print(f"{self.elapsed:6.1f} s  {line}", flush=True)

    def picture(self, screen: str, lang: str) -> Path:
        """Give the file of a picture about to be made, and list it."""
        self.pictures.mkdir(parents=True, exist_ok=True)
        file = self.pictures / f"{len(self.screenshots) + 1:02d}-{screen}-{lang}.png"
        name = file.relative_to(ROOT) if file.is_relative_to(ROOT) else file
        self.screenshots.append({"path": str(name), "screen": screen, "lang": lang})
        return file

    def seconds(self, *names: str) -> float:
        """Sum the seconds of some steps."""
        return sum(one["seconds"] for one in self.steps if one["name"] in names)

    def write(self, file: Path) -> None:
        """Write the summary."""
        file.write_text(
            json.dumps(self.as_dict(), ensure_ascii=False, indent=2) + "\n", encoding="utf-8"
        )

    def as_dict(self) -> Mapping[str, Any]:
        """Give the summary in the contract's form."""
        return {
            "commit": commit(),
            "started": self.started.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "steps": self.steps,
            "counts": self.counts,
            "ids": self.ids,
            "screenshots": self.screenshots,
        }


def commit() -> str:
    """Give the commit of this tree."""
    try:
        done = subprocess.run(
            ["git", "rev-parse", "HEAD"], cwd=ROOT, capture_output=True, text=True, check=False
        )
    except OSError:
        return COMMIT_UNKNOWN
    return done.stdout.strip() or COMMIT_UNKNOWN


def complain(line: str) -> None:
    """Print one line where faults go."""
    print(line, file=sys.stderr, flush=True)
