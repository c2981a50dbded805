"""docs/performance.md holds every figure the bench measures, with the bar it has now."""

import re
from pathlib import Path

from tools.bench.document import DOC
from tools.bench.measures import MEASURES

TEXT = DOC.read_text("utf-8")
ROW = re.compile(
    r"^\| `([a-z0-9._]+)` \| (.*?) \| (.*?) \| \*\*\S+\*\* (.*?) \| (.*?) \|", re.MULTILINE
)
STALE = "run: python -m tools.bench, then python -m tools.bench --write"


def test_every_figure_stands_there_once_with_its_words_and_its_bar() -> None:
    shown = sorted(ROW.findall(TEXT))
    expected = sorted(
        (one.name, one.zh, one.en, one.unit, "" if one.bar is None else f"{'≤' if one.better == 'lower' else '≥'} {one.bar:g}")
        for one in MEASURES
    )  # fmt: skip
    assert shown == expected, STALE


def test_the_run_it_comes_from_is_named() -> None:
    assert re.search(r"\| 提交 commit \| `[0-9a-f]{12}\+?` \|", TEXT), STALE


def test_it_names_no_folder_of_a_machine() -> None:
    assert str(Path.home()) not in TEXT
