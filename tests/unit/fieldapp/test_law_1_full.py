"""Law 1: a full disk refuses the next answer in words and touches nothing that was acknowledged."""

import json
import resource
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

from fieldapp.work import Tablet
from shared.clock import SystemClock
from tests.ground.field import field_open, run_begin
from tests.ground.promises import Promises

ROOT = Path(__file__).resolve().parents[3]
ROOM = 64 * 1024  # bytes that files may still grow


def limited(size: int) -> Any:
    """Return what makes a child meet the end of its room: no file beyond `size` bytes."""

    def limit() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))

    return limit


def test_a_store_that_can_grow_no_more_says_so_and_keeps_what_it_said_it_had(
    tmp_path: Path,
) -> None:
    folder, promises = tmp_path / "tablet", Promises()
    with field_open(folder, clock=SystemClock()) as field:
        run = run_begin(field.tablet)
    promises.started(run)
    words = [
        ["answer", run, f"C1#瓶{n}", "pass", "--note", f"{n}" + "好" * 200] for n in range(300)
    ]
    ran = subprocess.run(
        [sys.executable, "-m", "fieldapp.cli", "--data", str(folder), "batch", "-"],
        input="\n".join(json.dumps(one) for one in words),
        cwd=ROOT, capture_output=True, text=True, check=False,
        preexec_fn=limited((folder / "store.db").stat().st_size + ROOM),
    )  # fmt: skip
    problem = json.loads(ran.stderr.splitlines()[0])
    assert ran.returncode == 4
    assert problem["code"] in ("disk_full", "storage_failed")
    assert "没有保存" in problem["message"]
    assert "之前保存的内容不受影响" in problem["message"]
    said = [json.loads(line) for line in ran.stdout.splitlines()]
    assert 10 < len(said) < len(words)
    for row in said:
        key = (row["item"], tuple(row["at"]))
        number = row["at"][0].removeprefix("瓶")
        promises.answered(run, key, "pass", number + "好" * 200)
    with Tablet.open(folder) as tablet:
        assert promises.broken(tablet) == []
