"""Read the golden files of every day there is; needs the standard library only.

They were made once by `tests/contract/make_golden.py` and never change: what a past version left behind.
"""

import hashlib
import json
import lzma
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).resolve().parents[1] / "contract" / "golden"


@dataclass(frozen=True)
class Golden:
    """Hold one day's folder and what golden.json says of it."""

    folder: Path
    facts: dict[str, Any]

    def raw(self, name: str) -> bytes:
        """Give a file as it lies there; it must be the one that was made."""
        content = (self.folder / name).read_bytes()
        assert hashlib.sha256(content).hexdigest() == self.facts["sha256"][name], name
        return content

    def read(self, name: str) -> bytes:
        """Give a file, unpacked where it is kept packed."""
        content = self.raw(name)
        return lzma.decompress(content) if name.endswith(".xz") else content


def goldens() -> list[Golden]:
    """Give every day, the oldest first."""
    files = sorted(FOLDER.glob("*/golden.json"), key=lambda path: int(path.parent.name))
    return [Golden(path.parent, json.loads(path.read_text("utf-8"))) for path in files]


def day_name(golden: Golden) -> str:
    """Name a day in a test's name."""
    return f"day-{golden.folder.name}"
