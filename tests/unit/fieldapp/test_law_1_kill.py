"""Law 1: an acknowledged answer survives kill -9, on the real command line, at random instants."""

import io
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from shared.clock import SystemClock
from tests.ground.field import field_open

ROOT = Path(__file__).resolve().parents[3]
SEED = 20261122


def kill_loop(tmp_path: Path, *, seconds: float, bug: str = "") -> dict[str, Any]:
    folder = tmp_path / "tablet"
    with field_open(folder, clock=SystemClock()):
        picture = io.BytesIO()
        Image.new("RGB", (64, 48), "red").save(picture, "JPEG")
        (tmp_path / "photo.jpg").write_bytes(picture.getvalue())
    words = ["-m", "tests.ground.kill_loop", str(folder), str(seconds), str(SEED), bug]
    ran = subprocess.run(
        [sys.executable, *words], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert ran.returncode == 0, ran.stderr
    return json.loads(ran.stdout.splitlines()[-1])


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_nothing_acknowledged_is_lost_whenever_the_tablet_is_killed(tmp_path: Path) -> None:
    result = kill_loop(tmp_path, seconds=12)
    assert result["broken"] == []
    assert result["kills"] >= 12, result
    assert result["acknowledged"] >= 100, result


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_a_tablet_that_says_saved_before_it_is_would_be_caught(tmp_path: Path) -> None:
    result = kill_loop(tmp_path, seconds=20, bug="ack_before_commit")
    assert result["broken"], result
