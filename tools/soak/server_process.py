"""A server that is killed and started again, on one data folder and one port."""

import json
import os
import random
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.request import urlopen

from tests.ground.process import command, environment, processes_of
from tools.bench.reporting import ROOT

START_S = 120
TARGETS = {
    "web worker": 4,
    "connection": 4,
    "database": 2,
    "web": 1,
    "worker": 1,
    "supervisor": 1,
}  # what is killed, and how often beside the others


class Killed:
    """Run `python -m server run`, kill parts of it, see it come back."""

    def __init__(self, data: Path) -> None:
        self.data = data
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self.kills: dict[str, int] = {}
        self.restarts = 0
        self.longest = 0.0
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it and wait until it is ready."""
        self.data.mkdir(parents=True, exist_ok=True)
        with (self.data / "server.log").open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "server", "run", "--port", str(self.port)],
                cwd=ROOT, env=environment(self.data), stdout=log, stderr=log, start_new_session=True,
            )  # fmt: skip

    def stop(self) -> None:
        """Stop it in order, with its database."""
        if self._process is not None:
            self._process.send_signal(signal.SIGTERM)
            self._process.wait(START_S)

    def is_ready(self) -> bool:
        """Say whether it can work."""
        with suppress(OSError), urlopen(f"{self.url}/readyz", timeout=5) as answer:
            return bool(json.load(answer)["ready"])
        return False

    def ready_wait(self) -> float:
        """Wait until it is ready, starting it again where its supervisor is gone; give the seconds."""
        begun = time.monotonic()
        while not self.is_ready():
            if time.monotonic() - begun > START_S:
                raise TimeoutError((self.data / "server.log").read_text("utf-8", "replace")[-3000:])
            if self._process is None or self._process.poll() is not None:
                self._again()
            time.sleep(0.1)
        return time.monotonic() - begun

    def _again(self) -> None:
        """Start it again as an operator's service manager does: once what is left of it has gone."""
        while any(" -m server " in words for words in processes_of(self.data).values()):
            time.sleep(0.1)
        self.restarts += self._process is not None
        self.start()

    def kill(self, chance: random.Random) -> None:
        """Kill -9 one part at once; the next look waits until it is ready again."""
        target = chance.choices(list(TARGETS), list(TARGETS.values()))[0]
        victims = self._victims(target)
        if not victims:
            return
        with suppress(ProcessLookupError):
            os.kill(chance.choice(victims), signal.SIGKILL)
        self.kills[target] = self.kills.get(target, 0) + 1
        time.sleep(0.05)
        self.longest = max(self.longest, self.ready_wait())

    def _victims(self, target: str) -> list[int]:
        if target == "supervisor":
            return [self._process.pid] if self._process else []
        if target in ("database", "connection"):
            with suppress(FileNotFoundError, ValueError, IndexError):
                master = int((self.data / "postgres/data/postmaster.pid").read_text().split()[0])
                return [master] if target == "database" else _children(master, b"xunan xunan")
            return []
        name = target.split()[0]
        running = [
            pid for pid, words in processes_of(self.data).items() if words.split()[-1] == name
        ]
        workers = [child for pid in running for child in _children(pid, b" -m server ")]
        return workers if target == "web worker" else [pid for pid in running if pid not in workers]

    def ask(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Run a command of the server to its end."""
        return command(self.data, *words)

    def deed(self, name: str) -> dict[str, Any]:
        """Run one of `server_deeds` inside the server; give what it printed."""
        done = self.ask("shell", "-c", f"from tools.soak.server_deeds import {name}; {name}()")
        if done.returncode:
            raise RuntimeError(
                f"{name}: exit {done.returncode} {done.stdout[-500:]} {done.stderr[-2000:]}"
            )
        lines = [line for line in done.stdout.splitlines() if line.startswith("{")]
        return json.loads(lines[-1]) if lines else {}


def _children(parent: int, words: bytes) -> list[int]:
    """Give the living children of a process whose command line holds these words."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            own = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
            said = (folder / "cmdline").read_bytes().replace(b"\0", b" ")
            if own == parent and words in said:
                found.append(int(folder.name))
    return found
