"""The three built fonts, registered under the names every widget uses.

`Roboto` is Kivy's default name, so that no widget can fall back to a font without Chinese;
`UI-M` and `UI-B` are the medium and bold weights.
"""

from pathlib import Path

from kivy.core.text import LabelBase

from shared.problems import Problem

WEIGHTS = {"Roboto": "ui-Regular.ttf", "UI-M": "ui-Medium.ttf", "UI-B": "ui-Bold.ttf"}


def fonts_folder() -> Path:
    """Say where the font build puts its files: beside the checkout's other made things."""
    return Path(__file__).resolve().parents[2] / "var" / "fonts"


def fonts_register(folder: Path | None = None) -> Path:
    """Register the fonts for the whole process.

    Raises FontsMissing when the build has not run.
    """
    folder = folder or fonts_folder()
    missing = [name for name in WEIGHTS.values() if not (folder / name).is_file()]
    if missing:
        raise FontsMissing(folder, missing)
    bold = str(folder / WEIGHTS["UI-B"])
    LabelBase.register("Roboto", str(folder / WEIGHTS["Roboto"]), fn_bold=bold)
    LabelBase.register("UI-M", str(folder / WEIGHTS["UI-M"]), fn_bold=bold)
    LabelBase.register("UI-B", bold)
    return folder


class FontsMissing(Problem):
    """Say which font files are not there and how to make them."""

    def __init__(self, folder: Path, missing: list[str]) -> None:
        super().__init__(
            "fonts_missing",
            f"{folder} has no {', '.join(missing)}: the window cannot draw Chinese text.",
            "Run: python tools/fonts.py  (or python3 noxfile.py -s demo, which does it).",
        )
