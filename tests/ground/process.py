"""Run the server as an operator does: as processes of their own, on a data folder of their own."""

import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
START_S = 60


def environment(data: Path, **more: str) -> dict[str, str]:
    """Give the environment of a server on a data folder."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("XUNAN_")}
    kept.pop("DATABASE_URL", None)
    kept.pop("DJANGO_SETTINGS_MODULE", None)
    return {**kept, "XUNAN_DATA": str(data), **more}


def command(data: Path, *words: str, **more: str) -> subprocess.CompletedProcess[str]:
    """Run one command to its end."""
    return subprocess.run(
        [sys.executable, "-m", "server", *words],
        cwd=ROOT, env=environment(data, **more), capture_output=True, text=True, timeout=120,
    )  # fmt: skip


@dataclass
class Server:
    """A running `python -m server run`."""

    data: Path
    process: subprocess.Popen[str]
    url: str

    @property
    def port(self) -> int:
        """Give the port it listens on."""
        return int(self.url.rpartition(":")[2])

    def stop(self, number: int = signal.SIGTERM) -> int:
        """Send a signal and give the exit status."""
        self.process.send_signal(number)
        status = self.process.wait(60)
        if self.process.stdout:
            self.process.stdout.close()
        return status


def server_start(data: Path, **more: str) -> Server:
    """Start a server on a free port and wait for its line; its log goes to <data>/server.log."""
    data.mkdir(parents=True, exist_ok=True)
    with (data / "server.log").open("a") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "server", "run", "--port", "0"],
            cwd=ROOT, env=environment(data, **more), stdout=subprocess.PIPE, stderr=log, text=True,
        )  # fmt: skip
    line = process.stdout.readline()
    if not line.startswith("listening http://"):
        process.terminate()
        process.communicate(timeout=60)
        raise AssertionError(f"{line!r}\n{(data / 'server.log').read_text()}")
    return Server(data, process, line.split()[1])


def processes_of(data: Path) -> dict[int, str]:
    """Give every living process that serves this data folder, zombies too: number → command line."""
    found = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            words = (
                (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode("utf-8", "replace")
            )
            around = (folder / "environ").read_bytes()
        except OSError:
            continue
        serves = f"XUNAN_DATA={data}".encode() in around.split(b"\0") and " -m server " in words
        if serves or f"{data}/postgres" in words:
            found[int(folder.name)] = words.strip()
    return found


def gone(data: Path, *, within: float = 20) -> bool:
    """Wait until no process serves the data folder."""
    until = time.monotonic() + within
    while processes_of(data):
        if time.monotonic() > until:
            return False
        time.sleep(0.1)
    return True
