"""The server as its operator runs it: processes of their own on the demo's data folder."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import IO, Any

from shared.problems import Problem
from tools.demo.journal import ROOT

STOP_SECONDS = 30
TAIL = 6  # lines of a log that a failure shows


class ServerFailed(Problem):
    """Say that a server command ended with a fault; shows the end of what it said."""

    def __init__(self, words: Sequence[str], said: str, log: Path) -> None:
        super().__init__(
            "server_failed",
            f"python -m server {' '.join(words)} failed: {said.strip() or 'it said nothing'}",
            f"The whole log is {log}.",
        )


class ServerProcess:
    """Run the server of one data folder."""

    def __init__(self, data: Path) -> None:
        self.data, self.log = data, data / "server.log"
        self.url = ""
        self._process: subprocess.Popen[str] | None = None

    @property
    def port(self) -> int:
        """Give the port it listens on."""
        return int(self.url.rpartition(":")[2])

    def start(self) -> None:
        """Start on a free port and wait for its line. Raises ServerFailed."""
        self.data.mkdir(parents=True, exist_ok=True)
        words = ["run", "--port", "0"]
        with self.log.open("a") as log:
            # A session of its own: Ctrl-C reaches the demo, which then ends the server in order.
            self._process = subprocess.Popen(
                _words(words), cwd=ROOT, env=self._environment(), stdout=subprocess.PIPE,
                stderr=log, text=True, start_new_session=True,
            )  # fmt: skip
        line = _stream(self._process.stdout).readline()
        if not line.startswith("listening http://"):
            self.stop()
            raise ServerFailed(words, self._tail(), self.log)
        self.url = line.split()[1]

    def stop(self) -> None:
        """Stop it with its database; again is no fault."""
        process, self._process = self._process, None
        if process is None:
            return
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        _stream(process.stdout).close()

    def wait(self) -> int:
        """Wait until it ends by itself."""
        return self._process.wait() if self._process else 0

    def say(self, *words: str) -> list[dict[str, Any]]:
        """Run a command and give the JSON lines it printed. Raises ServerFailed."""
        done = subprocess.run(
            _words(words), cwd=ROOT, env=self._environment(), capture_output=True, text=True,
            check=False,
        )  # fmt: skip
        if done.returncode:
            raise ServerFailed(words, done.stderr, self.log)
        return [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]

    def load(self, *words: str, tell: Callable[[str], None]) -> list[dict[str, Any]]:
        """Run `load_demo`, telling its progress as it comes. Raises ServerFailed."""
        words = ("load_demo", *words)
        with subprocess.Popen(
            _words(words), cwd=ROOT, env=self._environment(), stdout=subprocess.PIPE,
            stderr=subprocess.PIPE, text=True, start_new_session=True,
        ) as process:  # fmt: skip
            try:
                said = _told(_stream(process.stderr), tell)
                found = _stream(process.stdout).read()
            except BaseException:
                process.kill()
                raise
        if process.returncode:
            raise ServerFailed(words, " / ".join(said[-TAIL:]), self.log)
        return [json.loads(line) for line in found.splitlines() if line.startswith("{")]

    def _environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("XUNAN_")}
        for name in ("DATABASE_URL", "DJANGO_SETTINGS_MODULE"):
            kept.pop(name, None)
        return {**kept, "XUNAN_DATA": str(self.data)}

    def _tail(self) -> str:
        return " / ".join(self.log.read_text("utf-8", "replace").strip().splitlines()[-TAIL:])


def _words(words: Sequence[str]) -> list[str]:
    return [sys.executable, "-m", "server", *words]


def _stream(stream: IO[str] | None) -> IO[str]:
    if stream is None:
        raise TypeError("the process was started without this pipe")
    return stream


def _told(stream: IO[str], tell: Callable[[str], None]) -> list[str]:
    lines = []
    for line in stream:
        lines.append(line.strip())
        tell(line.strip())
    return lines
