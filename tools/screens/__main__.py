"""Draw every screen: `python -m tools.screens [--only NAME] [--lang zh,en] [--readme]`.

Pictures go to var/screens with an index.html; `--readme` writes docs/pictures from the
demo's last day instead.
"""

import argparse
import itertools
from pathlib import Path

from fieldapp.kivy_settings import kivy_prepare_offscreen

kivy_prepare_offscreen()

from fieldapp.screens.gallery import gallery_draw  # noqa: E402
from shared.problems import Problem  # noqa: E402
from tools.demo.journal import ROOT, complain  # noqa: E402
from tools.demo.office import SIGN_IN, SIZE, Office  # noqa: E402
from tools.screens.album import Album  # noqa: E402
from tools.screens.index import index_write  # noqa: E402
from tools.screens.loaded import district_loaded  # noqa: E402
from tools.screens.pages import faults_check, pages_draw  # noqa: E402
from tools.screens.readme import readme_write  # noqa: E402

FOLDER = ROOT / "var" / "screens"
VISITS = 200
OFFICE = "office_"


def main(words: list[str] | None = None) -> int:
    """Draw what the command line asks for."""
    given = _parser().parse_args(words)
    try:
        return _readme() if given.readme else _draw(given)
    except Problem as problem:
        complain(str(problem))
        return 1


def _readme() -> int:
    for file in readme_write():
        print(f"{file.relative_to(ROOT)}  {file.stat().st_size // 1000} kB")
    return 0


def _draw(given: argparse.Namespace) -> int:
    langs = given.lang.split(",")
    if not given.only.startswith(OFFICE):
        _tablet_draw(given, langs)
    if given.only.startswith(OFFICE) or not given.only:
        _office_draw(given, langs)
    print(f"{len(list(given.folder.glob('*.png')))} pictures: {index_write(given.folder)}")
    return 0


def _tablet_draw(given: argparse.Namespace, langs: list[str]) -> None:
    sizes = [_size(text) for text in given.size.split(",")]
    for lang, theme, size in itertools.product(langs, given.theme.split(","), sizes):
        files = gallery_draw(given.folder, lang=lang, theme=theme, size=size, only=given.only)
        print(
            f"{len(files)} pictures of the tablet: {lang}, {theme}, {size[0]}x{size[1]}", flush=True
        )
        if given.only and not files:
            complain(f"No screen is called {given.only}…; see fieldapp/screens/gallery_scenes.py.")


def _office_draw(given: argparse.Namespace, langs: list[str]) -> None:
    album = Album(given.folder, "light", SIZE)
    with (
        district_loaded(visits=given.visits or VISITS) as loaded,
        Office(loaded.url, album) as office,
    ):
        for lang in reversed(langs):
            _door_draw(office, lang)
        office.sign_in(loaded.account, loaded.password)
        for lang in langs:
            if office.lang != lang:
                office.open("/")
                office.language_switch(lang)
            pages_draw(office, only=lambda screen: screen.startswith(given.only or OFFICE))
            print(f"pages of the office: {lang}", flush=True)
        faults_check(office)


def _door_draw(office: Office, lang: str) -> None:
    """Draw the sign-in page in a language, which then stays."""
    office.open(SIGN_IN)
    if office.lang != lang:
        office.language_switch(lang)
    office.picture("office_sign_in-form")


def _size(text: str) -> tuple[int, int]:
    wide, _, high = text.partition("x")
    return int(wide), int(high)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tools.screens", description=__doc__)
    parser.add_argument("--folder", type=Path, default=FOLDER)
    parser.add_argument(
        "--only", default="", help="screens whose name begins so: run-, office_register"
    )
    parser.add_argument("--lang", default="zh,en")
    parser.add_argument("--theme", default="light,dark", help="of the tablet; the office has one")
    parser.add_argument("--size", default="1280x800", help="of the tablet, like 1280x800,1920x1200")
    parser.add_argument("--visits", type=int, default=0, help="how long the office's history is")
    parser.add_argument("--readme", action="store_true", help="write docs/pictures")
    return parser


if __name__ == "__main__":
    raise SystemExit(main())
