"""The two fonts every paper is set in, from the build that both sides share."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from fontTools.ttLib import TTFont

from shared.problems import Problem

REGULAR, BOLD = "ui-Regular.ttf", "ui-Bold.ttf"
STAND_IN = "□"  # what stands for a character the font does not hold; every such one is reported


class PaperFontsMissing(Problem):
    """Say which font files are not there and how to make them."""

    def __init__(self, folder: Path, missing: list[str]) -> None:
        super().__init__(
            "paper_fonts_missing",
            f"文书字体不在：{folder} 缺少 {'、'.join(missing)}。",
            "请运行 python tools/fonts.py（python3 noxfile.py -s demo 会自动生成）。",
        )


@dataclass(frozen=True, slots=True)
class PaperFonts:
    """Hold the font files and the characters each can show."""

    regular: Path
    bold: Path
    known: frozenset[int]
    known_bold: frozenset[int]


def paper_fonts(folder: Path | None = None) -> PaperFonts:
    """Open the fonts of a folder, by default where tools/fonts.py builds them."""
    return _opened(folder or Path(__file__).resolve().parents[2] / "var" / "fonts")


@cache
def _opened(folder: Path) -> PaperFonts:
    paths = [folder / REGULAR, folder / BOLD]
    missing = [path.name for path in paths if not path.is_file()]
    if missing:
        raise PaperFontsMissing(folder, missing)
    regular, bold = paths
    return PaperFonts(regular, bold, _characters(regular), _characters(bold))


def _characters(path: Path) -> frozenset[int]:
    with TTFont(path, lazy=True) as font:
        return frozenset(font.getBestCmap())
