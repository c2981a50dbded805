"""The window as a person meets it: on an X server, by a real pointer, with Chinese pasted."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from PIL import Image, ImageGrab

from tests.ground.pair import FIRST, SECOND, pair_server
from tests.ground.process import ROOT, Server, command
from tools.system import PACKAGES, missing_packages

pytestmark = pytest.mark.e2e
LABEL = "站前街道三号平板，附墙杆"
QR_FIELD, LABEL_FIELD, ENROL = (840, 396), (840, 505), (840, 595)  # in a window of 1280 x 800
PATIENCE = 60.0
INK = 150  # dark pixels


@pytest.fixture(scope="module", autouse=True)
def packages() -> None:
    """Skip where packages are missing, but not where they must be there (contracts, Machine)."""
    missing = missing_packages(PACKAGES["input"])
    if missing and not (os.environ.get("CI") or os.geteuid() == 0):
        pytest.skip(f"apt-get install {' '.join(missing)}")
    assert not missing, f"apt-get install {' '.join(missing)}"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    running = pair_server(tmp_path_factory.mktemp("server") / "var")
    yield running
    running.stop()


@contextmanager
def display() -> Iterator[dict[str, str]]:
    """Run an X server on a display it chooses itself; give the environment that names it."""
    reader, writer = os.pipe()
    screen = ["-screen", "0", "1280x800x24", "-nolisten", "tcp"]
    with subprocess.Popen(
        ["Xvfb", "-displayfd", str(writer), *screen], pass_fds=[writer], stderr=subprocess.DEVNULL
    ) as process:
        os.close(writer)
        with os.fdopen(reader) as said:
            number = said.readline().strip()
        hidden = ("SDL_VIDEODRIVER", "KIVY_METRICS_DENSITY")
        kept = {name: value for name, value in os.environ.items() if name not in hidden}
        try:
            yield {**kept, "DISPLAY": f":{number}"}
        finally:
            process.terminate()


class Desk:
    """Work a window with xdotool and xclip."""

    def __init__(self, environment: dict[str, str], pid: int) -> None:
        self._environment = environment
        found = until(lambda: self._say("search", "--pid", str(pid), fails=True).split())
        self._window = found[-1]

    def click(self, place: tuple[int, int]) -> None:
        """Click at a place of the window."""
        x, y = place
        self._say("mousemove", "--window", self._window, str(x), str(y), "click", "1")

    def paste(self, text: str) -> None:
        """Put text on the clipboard and press ctrl+v."""
        subprocess.run(
            ["xclip", "-selection", "clipboard"],
            input=text.encode(), env=self._environment, check=True,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        self._say("key", "ctrl+v")  # by the server: events sent to a window are ignored

    def _say(self, *words: str, fails: bool = False) -> str:
        done = subprocess.run(
            ["xdotool", *words], env=self._environment, capture_output=True, text=True, check=False
        )
        assert fails or done.returncode == 0, done.stderr
        return done.stdout


def until(found, *, seconds: float = PATIENCE):
    """Ask again and again until there is an answer."""
    end = time.monotonic() + seconds
    while not (answer := found()):
        assert time.monotonic() < end, "it never came"
        time.sleep(0.2)
    return answer


def labels(server: Server) -> list[str]:
    """Give the names of the tablets the server knows."""
    listed = command(server.data, "devices", "list").stdout
    return [json.loads(line)["label"] for line in listed.splitlines()]


def test_a_tablet_is_enrolled_by_clicks_and_pasted_chinese(server: Server, tmp_path: Path) -> None:
    code = command(
        server.data, "devices", "code", "--officer", FIRST, SECOND, "--url", server.url
    ).stdout
    words = [sys.executable, "-m", "fieldapp", "--data", str(tmp_path / "tablet"), "--lang", "zh"]
    with display() as environment:
        app = subprocess.Popen(
            words, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
        )
        try:
            desk = Desk(environment, app.pid)
            until(lambda: is_drawn(environment))
            for place, text in ((QR_FIELD, json.loads(code)["qr"]), (LABEL_FIELD, LABEL)):
                desk.click(place)
                assert not is_written(environment, place)
                desk.paste(text)
                until(lambda place=place: is_written(environment, place))
            desk.click(ENROL)
            until(lambda: labels(server))
            assert labels(server) == [LABEL]
            assert app.poll() is None
        finally:
            app.terminate()
            app.communicate()


def looked(environment: dict[str, str]) -> Image.Image:
    """Give what is on the screen."""
    return ImageGrab.grab(xdisplay=environment["DISPLAY"]).convert("RGB")


def is_drawn(environment: dict[str, str]) -> bool:
    """Say whether the button is there: one blue from edge to edge."""
    picture = looked(environment)
    left, right = (picture.getpixel((x, ENROL[1])) for x in (560, 1120))
    return left == right and left[2] > left[0] + 60


def is_written(environment: dict[str, str], place: tuple[int, int]) -> bool:
    """Say whether a field holds text: more dark ink than its paler hint or the cursor has."""
    x, y = place
    field = looked(environment).crop((x - 290, y - 22, x + 290, y + 22)).convert("L")
    return sum(field.histogram()[:60]) > INK
