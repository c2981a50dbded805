"""The README's pictures: a few of the demo's own, with few colours, so that a clone stays small."""

import json
from pathlib import Path

from PIL import Image

from shared.problems import Problem
from tools.demo.journal import ROOT

DEMO = ROOT / "var" / "demo"
FOLDER = ROOT / "docs" / "pictures"
CHOSEN = {  # the demo's screen, in Chinese → the file that README names
    "tablet-checklist-gas": "tablet-checklist",
    "tablet-today": "tablet-today",
    "tablet-confirmed": "tablet-sync",
    "office-register": "office-register",
    "office-visit": "office-visit",
    "office-hazard": "office-hazard",
}
COLOURS = 255
MOST_BYTES = 300_000


class PictureMissing(Problem):
    """Say that a picture for the README is not there, or cannot be made small."""


def readme_write(*, demo: Path = DEMO, folder: Path = FOLDER) -> list[Path]:
    """Write the pictures from the demo's last day and return them. Raises PictureMissing."""
    shown = _shown(demo)
    if missing := sorted(CHOSEN.keys() - shown.keys()):
        raise PictureMissing(
            "picture_missing", f"{demo / 'summary.json'} names no {', '.join(missing)}.",
            "Run the demo first: python3 noxfile.py -s demo",
        )  # fmt: skip
    folder.mkdir(parents=True, exist_ok=True)
    return [_small(shown[screen], folder / f"{name}.png") for screen, name in CHOSEN.items()]


def _shown(demo: Path) -> dict[str, Path]:
    summary = demo / "summary.json"
    if not summary.is_file():
        return {}
    shots = json.loads(summary.read_text(encoding="utf-8"))["screenshots"]
    return {shot["screen"]: ROOT / shot["path"] for shot in shots if shot["lang"] == "zh"}


def _small(source: Path, target: Path) -> Path:
    """Write a picture with few colours."""
    with Image.open(source) as picture:
        few = picture.convert("RGB").quantize(
            COLOURS, method=Image.Quantize.MAXCOVERAGE, kmeans=1, dither=Image.Dither.NONE
        )  # keeps the colours of small things, and the ground exact
        few.save(target, optimize=True)
    if target.stat().st_size > MOST_BYTES:
        raise PictureMissing(
            "picture_large", f"{target} has {target.stat().st_size} bytes, at most {MOST_BYTES}.",
            "Choose a screen with less in it.",
        )  # fmt: skip
    return target
