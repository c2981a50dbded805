"""The start of the window: a second one is told, presenters need no Kivy, the folder is an argument."""

import os
import signal
import subprocess
import sys
from pathlib import Path

from fieldapp.work import Tablet

ROOT = Path(__file__).resolve().parents[3]


def test_a_second_start_on_the_same_folder_says_so_with_a_remedy(day: Tablet) -> None:
    words = [sys.executable, "-m", "fieldapp", "--data", str(day.folder), "--lang", "zh"]
    environment = {**os.environ, "SDL_VIDEODRIVER": "offscreen"}
    started = subprocess.Popen(
        words, cwd=ROOT, env=environment, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL
    )
    try:
        line = started.stderr.readline().decode()
        assert "正被另一个巡安程序使用" in line
        assert "请关闭先打开的窗口" in line
    finally:
        started.send_signal(signal.SIGTERM)
        started.stderr.close()
        assert started.wait(20) != 0


def test_plain_presenters_never_import_kivy() -> None:
    words = (
        "import sys, fieldapp.presenters.run, fieldapp.presenters.finish, fieldapp.presenters.sync"
    )
    told = subprocess.run(
        [sys.executable, "-c", f"{words}; print('kivy' in sys.modules)"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip

    assert told.stdout.strip() == "False"
