"""The demo as a newcomer runs it, with a short history: what it prints, writes and leaves behind."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

from shared.clock import instant_read
from tests.ground.process import ROOT, processes_of

pytestmark = pytest.mark.e2e
MEMBERS = {"commit", "started", "steps", "counts", "ids", "screenshots"}


def test_the_demo_plays_a_day_and_leaves_a_summary_pictures_and_no_process(tmp_path: Path) -> None:
    folder = tmp_path / "demo"
    done = subprocess.run(
        [sys.executable, "-m", "tools.demo", "--visits", "5", "--folder", folder],
        cwd=ROOT, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=300,
        env={name: value for name, value in os.environ.items() if not name.startswith("XUNAN_")},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert len(done.stdout.splitlines()) <= 25
    assert processes_of(folder / "server") == {}

    summary = json.loads((folder / "summary.json").read_text(encoding="utf-8"))
    assert summary.keys() == MEMBERS
    assert instant_read(summary["started"])
    steps = [step["name"] for step in summary["steps"]]
    assert steps.index("visit_gas") < steps.index("exchange_offline") < steps.index("push")
    assert all(set(step) == {"name", "seconds"} for step in summary["steps"])
    assert summary["counts"]["operations"] == 2
    assert summary["counts"]["risks_newly_red"] >= 1
    assert {"device", "visit_gas", "visit_construction", "hazard", "risk"} <= summary["ids"].keys()

    shots = summary["screenshots"]
    assert len(shots) >= 8
    assert {shot["lang"] for shot in shots} == {"zh", "en"}
    assert {shot["screen"].split("-")[0] for shot in shots} == {"tablet", "office"}
    for shot in shots:
        with Image.open(ROOT / shot["path"]) as picture:
            assert picture.width >= 1280
            assert len(picture.convert("L").getcolors(256) or ()) > 20, f"{shot['path']} is blank"
