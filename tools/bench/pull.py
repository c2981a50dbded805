"""The first pull of a whole street over real HTTP: the tablet's code here, the web in a process of its own."""

import os
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any
from unittest.mock import patch
from urllib.error import URLError
from urllib.request import urlopen

from fieldapp.sync.client import ServerClient
from fieldapp.work import Tablet, changes_pull, officer_unlock, tablet_enrol
from shared.clock import SystemClock
from tools.bench import server_ground as ground
from tools.bench.bench import Bench
from tools.bench.register import SIZES
from tools.bench.timing import median, seconds

ROOT = Path(__file__).resolve().parents[2]
ROUNDS = 3
START_S = 60
PIN = "135790"


def measure(bench: Bench) -> None:
    """Pull a thousand and ten thousand places, by turns, each time with a new tablet."""
    from tests.ground.field import pin_cheap

    with ExitStack() as stack:
        stack.enter_context(patch("fieldapp.store.keyring.pin_parameters", pin_cheap))
        urls = {name: stack.enter_context(web(name)) for name in SIZES}
        taken: dict[str, list[float]] = {name: [] for name in SIZES}
        for number in range(ROUNDS):
            for name, url in urls.items():
                folder = bench.folder / f"{name}-{number}"
                with tablet_new(folder, name, url) as tablet:
                    taken[name].append(seconds(lambda one=tablet: changes_pull(one)))
                    rows = sum(tablet.mirror.counts().values())
        found = {name: statistics.median(values) for name, values in taken.items()}
        bench.put(
            "tablet.pull.1e4",
            found["many"] * 1e3,
            note=f"{rows} 行 rows，每秒 {rows / found['many']:.0f} a second",
        )
        bench.put("tablet.pull.growth", found["many"] / found["thousand"])
        bench.put("tablet.open.1e4", median(lambda: _open(folder), rounds=5) * 1e3)
        _one_row(bench, folder)


@contextmanager
def web(database: str) -> Iterator[str]:
    """Run the web process on one database of the cluster; give its address."""
    from django.db import connection

    host = connection.settings_dict["HOST"]
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    around = {**os.environ, "DATABASE_URL": f"postgresql://xunan@/{database}?host={host}"}
    process = subprocess.Popen(
        [sys.executable, "-m", "server", "web", "--port", str(port)], cwd=ROOT, env=around
    )
    try:
        _wait(f"http://127.0.0.1:{port}/healthz")
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(30)


def _wait(address: str) -> None:
    until = time.monotonic() + START_S
    while True:
        try:
            with urlopen(address, timeout=5):
                return
        except (URLError, ConnectionError):
            if time.monotonic() > until:
                raise
            time.sleep(0.2)


@contextmanager
def tablet_new(folder: Path, database: str, url: str) -> Iterator[Tablet]:
    """Enrol a new tablet of both inspectors at the web process."""
    from server.devices.codes import code_make
    from tests.ground.building import INSPECTORS

    ground.database_use(database)
    now = SystemClock().now()
    code = code_make(
        officers=INSPECTORS, label="bench", url=url, now=now, valid=timedelta(minutes=9)
    )
    with Tablet.open(folder) as tablet:
        tablet_enrol(tablet, url=url, code=code.code)
        for officer in INSPECTORS:
            officer_unlock(tablet, officer=officer, pin=PIN)
        yield tablet


def _open(folder: Path) -> None:
    Tablet.open(folder).close()


def _one_row(bench: Bench, folder: Path) -> None:
    """Change one place in the office and count what the tablet asks to learn of it."""
    from tests.ground.building import office

    ground.database_use("many")
    changes = {"site": "site-7", "changes": {"phone": "0431-7"}}
    office("site.patch", changes, now=SystemClock().now())
    asked: list[str] = []
    once: Any = ServerClient._once

    def counted(self: ServerClient, method: str, path: str, *words: Any) -> Any:
        asked.append(path)
        return once(self, method, path, *words)

    with Tablet.open(folder) as tablet, patch.object(ServerClient, "_once", counted):
        report = changes_pull(tablet)
    if report.rows != 1:
        raise AssertionError(f"{report.rows} rows came")
    bench.put("sync.changes.one.requests", len(asked))
