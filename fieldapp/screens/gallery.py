"""Draw every screen in every state that matters as a picture, over real tablets.

python -m fieldapp.screens.gallery FOLDER [--lang zh] [--theme light] [--size 1280x800]
"""

import argparse
import tempfile
from collections.abc import Iterator
from pathlib import Path

from fieldapp.kivy_settings import kivy_prepare_offscreen

kivy_prepare_offscreen()

from kivy.base import EventLoop  # noqa: E402 - the window reads its settings as it is imported
from kivy.core.window import Window  # noqa: E402

from fieldapp.presenters.background import AtOnce  # noqa: E402
from fieldapp.presenters.preferences import Preferences  # noqa: E402
from fieldapp.presenters.shell import Shell  # noqa: E402
from fieldapp.presenters.wording import Wording  # noqa: E402
from fieldapp.screens.gallery_scenes import SCENES, Scene  # noqa: E402
from fieldapp.screens.refusal import RefusalWindow  # noqa: E402
from fieldapp.screens.registry import presenter_of  # noqa: E402
from fieldapp.screens.sample import sample_open, sample_tablet  # noqa: E402
from fieldapp.screens.stage import Stage  # noqa: E402
from fieldapp.theme.fonts import fonts_register  # noqa: E402
from fieldapp.theme.look import T  # noqa: E402
from fieldapp.work import Tablet  # noqa: E402
from shared.problems import Problem  # noqa: E402

SETTLING = 12  # frames until layouts, lists and textures rest


def gallery_draw(
    folder: Path,
    *,
    lang: str = "zh",
    theme: str = "light",
    size: tuple[int, int] = (1280, 800),
    only: str = "",
) -> list[Path]:
    """Draw the scenes whose name begins with `only`; return the files, `<scene>-<lang>-<theme>-<w>x<h>.png`."""
    folder.mkdir(parents=True, exist_ok=True)
    fonts_register()
    EventLoop.ensure_window()
    drawn = [
        _drawn(scene, folder, lang, theme, size) for scene in SCENES if scene.name.startswith(only)
    ]
    if "refusal-in_use".startswith(only):
        drawn.append(_refusal_drawn(folder, lang, theme, size))
    return drawn


def _refusal_drawn(folder: Path, lang: str, theme: str, size: tuple[int, int]) -> Path:
    """Draw the window of a second start on the same folder."""
    file = folder / f"refusal-in_use-{lang}-{theme}-{size[0]}x{size[1]}.png"
    with tempfile.TemporaryDirectory() as data, sample_tablet(Path(data), enrolled=False):
        refused = _refused(Path(data))
    T.use(theme)
    Window.clearcolor = T.bg
    screen = RefusalWindow(refused, Wording.read(lang)).build()
    screen.size_hint, screen.size = (None, None), size
    Window.add_widget(screen)
    _frames(SETTLING)
    screen.export_to_png(str(file))
    Window.remove_widget(screen)
    return file


def _refused(folder: Path) -> Problem:
    try:
        sample_open(folder)
    except Problem as problem:
        return problem
    raise AssertionError("one folder was opened twice")


def _drawn(scene: Scene, folder: Path, lang: str, theme: str, size: tuple[int, int]) -> Path:
    file = folder / f"{scene.name}-{lang}-{theme}-{size[0]}x{size[1]}.png"
    with tempfile.TemporaryDirectory() as data:
        tablet = scene.tablet(Path(data))
        try:
            for stage in _staged(tablet, lang, theme, size):
                scene.play(stage)
                _frames(SETTLING)
                stage.export_to_png(str(file))
        finally:
            tablet.close()
    return file


def _staged(tablet: Tablet, lang: str, theme: str, size: tuple[int, int]) -> Iterator[Stage]:
    shell = Shell(tablet, Wording.read(), AtOnce(), Preferences(lang, theme))
    stage = Stage(shell, presenter_of)
    stage.size_hint, stage.size = (None, None), size
    Window.add_widget(stage)
    _frames(SETTLING)
    try:
        yield stage
    finally:
        stage.close()
        Window.remove_widget(stage)


def _frames(count: int) -> None:
    for _frame in range(count):
        EventLoop.idle()


def main() -> int:
    """Draw what the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--lang", default="zh")
    parser.add_argument("--theme", default="light")
    parser.add_argument("--size", default="1280x800")
    parser.add_argument("--only", default="")
    given = parser.parse_args()
    wide, high = (int(part) for part in given.size.split("x"))
    gallery_draw(
        given.folder, lang=given.lang, theme=given.theme, size=(wide, high), only=given.only
    )
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
