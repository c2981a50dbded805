"""The pair: a real server as processes, a real tablet by its command line, and what both hold."""

import io
import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

from PIL import Image

from fieldapp.cli.running import main
from tests.ground.process import ROOT, Server, command, processes_of, server_start
from tests.ground.visits import ink_png

FIRST, SECOND = "officer-zhang", "officer-li"
SEED = """
from datetime import UTC, datetime, timedelta
from tests.ground.building import *
now = datetime.now(UTC)
people_make(now=now)
district_make(now=now)
sites_make('老王烧烤店', '川味小厨', now=now, checklists=['gas.restaurant_lpg'])
"""
TASK = """
from datetime import UTC, datetime, timedelta
from tests.ground.building import *
now = datetime.now(UTC)
day = now.date()
office('task.file', {
    'id': 'task-1', 'number': '备2026-001', 'ground': '年度检查计划', 'kind': 'daily',
    'site': 'site-1', 'body': BODY, 'officers': list(INSPECTORS),
    'checklists': ['gas.restaurant_lpg'], 'from': (day - timedelta(1)).isoformat(),
    'to': (day + timedelta(7)).isoformat()}, now=now)
"""
COUNTS = """
import json
from server.inspections.models import Visit
from server.hazards.models import Hazard
from server.intake.models import Operation
from server.blobs.models import Blob
print(json.dumps({
    'visits': Visit.objects.count(), 'hazards': Hazard.objects.count(),
    'operations': Operation.objects.count(), 'blobs': Blob.objects.count()}))
"""


def shell(data: Path, words: str) -> str:
    """Run words inside the server's Django."""
    made = command(data, "shell", "-c", words, PYTHONPATH=str(ROOT))
    assert made.returncode == 0, made.stderr
    return made.stdout


def counts(data: Path) -> dict[str, int]:
    """Count what the server holds."""
    return json.loads(shell(data, COUNTS).splitlines()[-1])


class Cli:
    """Run the tablet's commands in this process, which is quick, or as a process that can be killed."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __call__(self, *words: object, ends: int | None = 0) -> list[dict[str, Any]]:
        """Run a command to its end."""
        out, err = io.StringIO(), io.StringIO()
        status = main(["--data", str(self.folder), *map(str, words)], out=out, err=err)
        if ends is not None:
            assert status == ends, f"{words}: {status}\n{err.getvalue()}"
        return [json.loads(line) for line in out.getvalue().splitlines()]

    def start(self, *words: object) -> subprocess.Popen[bytes]:
        """Start a command as a process."""
        given = [sys.executable, "-m", "fieldapp.cli", "--data", str(self.folder), *map(str, words)]
        return subprocess.Popen(given, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def pair_server(data: Path) -> Server:
    """Start a server with two places, the published checklists and a filed task."""
    running = server_start(data)
    shell(running.data, SEED)
    published = command(running.data, "checklists", "publish", "--officer", "officer-office")
    assert published.returncode == 0, published.stderr
    shell(running.data, TASK)
    return running


def enrolled(server: Server, folder: Path, *, label: str, url: str = "") -> Cli:
    """Enrol a tablet for both inspectors, at another address than the server's if told so, and pull."""
    words = ["devices", "code", "--officer", FIRST, SECOND, "--url", url or server.url]
    made = command(server.data, *words)
    cli, pin = Cli(folder / "tablet"), folder / "pin"
    pin.write_text("135790")
    cli("enrol", json.loads(made.stdout)["qr"], "--label", label)
    for officer in (SECOND, FIRST):
        cli("unlock", "--officer", officer, "--pin-file", pin)
    cli("pull")
    return cli


def batch_of_visit(cli: Cli, folder: Path, *, visit: str, fails: str | None) -> Path:
    """Write a batch that makes one whole visit of the restaurant."""
    (folder / "hand.png").write_bytes(ink_png())
    picture = io.BytesIO()
    Image.effect_noise((400, 300), 90).convert("RGB").save(picture, "JPEG")
    (folder / "photo.jpg").write_bytes(picture.getvalue())
    start = ["start", "--checklist", "gas.restaurant_lpg", "--site", "site-1", "--visit", visit]
    run = cli(*start)[0]["run"]
    rows = cli("run", run)
    values = {"verdict": "pass", "number": "1", "text": "无", "date": "2026-11-01"}
    words = [
        ["answer", run, row["item"], values[row["type"]]]
        for row in rows
        if row["type"] in values and row["item"] != fails
    ]
    if fails:
        photo = str(folder / "photo.jpg")
        words.append(
            [
                "answer",
                run,
                fails,
                "fail",
                "--grade",
                "major",
                "--note",
                "地下室有瓶",
                "--photo",
                photo,
            ]
        )
    cli("batch", _batch(folder, words))
    later = [
        ["answer", run, fault["where"], "na"]
        for fault in cli("missing", run)
        if fault["message"] == "未作答。"
    ]
    later += [["confirm", run, fails, "--officer", SECOND]] if fails else []
    if visit.startswith("task:"):
        hand = str(folder / "hand.png")
        later += [["sign", run, "--who", who, "--image", hand] for who in ("site", FIRST, SECOND)]
    return _batch(folder, [*later, ["finish", run]])


def _batch(folder: Path, words: list[list[str]]) -> Path:
    file = folder / "batch.txt"
    file.write_text("\n".join(json.dumps(one) for one in words), encoding="utf-8")
    return file


def web_kill(server: Server) -> None:
    """Kill the server's web processes; `run` starts them again."""
    for number, words in processes_of(server.data).items():
        if " -m server web" in words:
            os.kill(number, signal.SIGKILL)
