"""The server as its operator runs it: processes of their own on the demo's data folder."""

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import IO, Any

from shared.problems import Problem
from tools.demo.journal import ROOT

STOP_SECONDS = 30
RUN = ("run", "--port", "0")
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

    def begin(self) -> None:
        """Start on a free port; `ready` waits until it listens."""
        self.data.mkdir(parents=True, exist_ok=True)
        with self.log.open("a") as log:
            # A session of its own: Ctrl-C reaches the demo, which then ends the server in order.
            self._process = subprocess.Popen(
                _words(RUN), cwd=ROOT, env=self._environment(), stdout=subprocess.PIPE,
                stderr=log, text=True, start_new_session=True,
            )  # fmt: skip

    def ready(self) -> None:
        """Wait for the line that tells its address. Raises ServerFailed."""
        line = _stream(self._process.stdout).readline() if self._process else ""
        if not line.startswith("listening http://"):
            self.stop()
            raise ServerFailed(RUN, self._tail(), self.log)
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
        return _json_lines(done.stdout)

    def load_begin(self, *words: str, tell: Callable[[str], None]) -> "Loading":
        """Start `load_demo`; its progress is told as it comes."""
        return Loading(("load_demo", *words), self._environment(), self.log, tell)

    def _environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("XUNAN_")}
        for name in ("DATABASE_URL", "DJANGO_SETTINGS_MODULE"):
            kept.pop(name, None)
        return {**kept, "XUNAN_DATA": str(self.data)}

    def _tail(self) -> str:
        return " / ".join(self.log.read_text("utf-8", "replace").strip().splitlines()[-TAIL:])


class Loading:
    """A load that runs beside us."""

    def __init__(
        self,
        words: Sequence[str],
        environment: dict[str, str],
        log: Path,
        tell: Callable[[str], None],
    ) -> None:
        self._words, self._log = words, log
        self._process = subprocess.Popen(
            _words(words), cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            text=True, start_new_session=True,
        )  # fmt: skip
        self._said: list[str] = []
        self._teller = threading.Thread(target=self._listen, args=(tell,), daemon=True)
        self._teller.start()

    def finish(self) -> list[dict[str, Any]]:
        """Wait for its end and give the JSON lines it printed. Raises ServerFailed."""
        found = _stream(self._process.stdout).read()
        self._process.wait()
        self._teller.join()
        if self._process.returncode:
            raise ServerFailed(self._words, " / ".join(self._said[-TAIL:]), self._log)
        return _json_lines(found)

    def stop(self) -> None:
        """End it; one that has ended is no fault."""
        self._process.kill()
        self._process.wait()

    def _listen(self, tell: Callable[[str], None]) -> None:
        for line in _stream(self._process.stderr):
            self._said.append(line.strip())
            tell(line.strip())


def _json_lines(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines() if line.startswith("{")]


def _words(words: Sequence[str]) -> list[str]:
    return [sys.executable, "-m", "server", *words]


def _stream(stream: IO[str] | None) -> IO[str]:
    if stream is None:
        raise TypeError("the process was started without this pipe")
    return stream
