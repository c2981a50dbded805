"""A sample day for tests of presenters and screens: a real tablet, a shell, a camera with pictures."""

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from unittest.mock import patch

from fieldapp.device import Answer, device_here, ok
from fieldapp.presenters.background import AtOnce
from fieldapp.presenters.preferences import Preferences
from fieldapp.presenters.run import RunPresenter
from fieldapp.presenters.run_rows import ItemShown
from fieldapp.presenters.shell import Shell
from fieldapp.presenters.wording import Wording
from fieldapp.screens.sample import sample_open, sample_tablet
from fieldapp.screens.sample_day import picture
from fieldapp.work import Tablet
from tests.ground.field import pin_cheap


class PictureCamera:
    """Take one picture after the other; `refuses` is what it answers in place of the next one."""

    def __init__(self) -> None:
        self.taken = 0
        self.refuses: Answer[Path] | None = None

    def photo_take(self, target: Path, done: Callable[[Answer[Path]], None]) -> None:
        """Write a picture to the target, or refuse."""
        if self.refuses is not None:
            done(self.refuses)
            return
        target.write_bytes(picture(self.taken))
        self.taken += 1
        done(ok(target))


def day_make(folder: Path) -> None:
    """Make the sample tablet's folder and close it in order."""
    with patch("fieldapp.store.keyring.pin_parameters", pin_cheap):
        sample_tablet(folder).close()


def day_open(made: Path, folder: Path) -> Tablet:
    """Open a copy of the sample tablet, with a camera that has pictures."""
    shutil.copytree(made, folder)
    return sample_open(folder, device=replace(device_here(folder), camera=PictureCamera()))


def shell_of(tablet: Tablet, lang: str = "zh") -> Shell:
    """Give a shell that runs everything at once."""
    return Shell(tablet, Wording.read(), AtOnce(), Preferences(lang=lang))


def key(item: str, *at: str) -> tuple[str, tuple[str, ...]]:
    """Name an item at an instance."""
    return item, at


def row(presenter: RunPresenter, item: str, *at: str) -> ItemShown:
    """Give the row that lists an item, as the screen gets it."""
    found = [one for one in presenter.state.rows if one.key == (item, at)]
    assert len(found) == 1, f"{item} is listed {len(found)} times"
    assert isinstance(found[0], ItemShown)
    return found[0]


def listed(presenter: RunPresenter) -> list[str]:
    """Give the items listed, in order."""
    return [one.key[0] for one in presenter.state.rows if isinstance(one, ItemShown)]
