"""Open the tablet's window: python -m fieldapp [--data DIR] [--lang zh|en]."""

import argparse
import sys
from dataclasses import replace
from pathlib import Path

from fieldapp.config import default_folder
from fieldapp.kivy_settings import kivy_prepare
from fieldapp.presenters.preferences import preferences_read
from fieldapp.presenters.wording import Wording
from fieldapp.work import Tablet
from shared.problems import Problem
from shared.text import LANGUAGES

STORAGE = 4  # the same exit status as the command line's
SIZE = (1280, 800)


def main(words: list[str] | None = None) -> int:
    """Run the window until it is closed; return 4 when the data folder cannot be opened."""
    given = _given(words)
    folder = given.data or default_folder()
    preferences = preferences_read(folder)
    if given.lang:
        preferences = replace(preferences, lang=given.lang)
    kivy_prepare(*SIZE)
    tablet = _opened(folder)
    if isinstance(tablet, Problem):
        return _refuse(tablet, preferences.lang)
    with tablet:
        from fieldapp.app import FieldApp  # imports Kivy, which opens a window

        FieldApp(tablet, preferences=preferences).run()
    return 0


def _opened(folder: Path) -> Tablet | Problem:
    try:
        return Tablet.open(folder)
    except Problem as problem:
        return problem


def _refuse(problem: Problem, lang: str) -> int:
    sys.stderr.write(f"{problem}\n")  # first: there may be no display to draw on
    sys.stderr.flush()
    from fieldapp.screens.refusal import RefusalWindow

    RefusalWindow(problem, Wording.read(lang)).run()
    return STORAGE


def _given(words: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m fieldapp", description="Open the tablet's window."
    )
    parser.add_argument(
        "--data", type=Path, help="data folder (default: XUNAN_TABLET or ~/.local/share/xunan)"
    )
    parser.add_argument("--lang", choices=LANGUAGES, help="language of this start")
    return parser.parse_args(words)


if __name__ == "__main__":
    raise SystemExit(main())
