"""Keep the web and the worker running as children of one process, and leave none behind.

A child that ends is started again; one that ends within its first seconds ends everything, because
starting it again would only hide what is wrong.
"""

import ctypes
import logging
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
EARLY_S = 8.0
GRACE_S = 25.0
PAUSE_S = 1.0  # before a child that ended at once is started again
LOOK_S = 1.0  # between two looks at what else must be kept running
_SIGNAL_OF_DEAD_PARENT = 1  # PR_SET_PDEATHSIG
logger = logging.getLogger(__name__)


@dataclass(slots=True)
class Child:
    """One process and the words that start it."""

    name: str
    words: Sequence[str]
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0

    def start(self) -> None:
        """Start it in a session of its own, so that Ctrl-C reaches it through us only."""
        self.process = subprocess.Popen(
            [sys.executable, "-m", "server", *self.words],
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            preexec_fn=_end_with_parent,
        )
        self.started = time.monotonic()

    def status(self) -> int | None:
        """Give its exit status, or None while it runs."""
        return self.process.poll() if self.process else None

    def send(self, number: int) -> None:
        """Send it a signal if it runs."""
        if self.process and self.process.poll() is None:
            self.process.send_signal(number)

    def clear(self) -> None:
        """Kill what it may have left in its session."""
        if self.process:
            try:
                os.killpg(self.process.pid, signal.SIGKILL)
            except ProcessLookupError:
                return


@dataclass(slots=True)
class Supervisor:
    """Start children, watch them, stop them; `keep` looks after what runs beside them, every second.

    Until all has been up once, a child that ends at once ends everything. Later it may be the database that is
    away for a moment, so the child is started again and again.
    """

    children: Sequence[Child]
    keep: Callable[[], None] = lambda: None
    stopping: threading.Event = field(default_factory=threading.Event)

    def run(self, *, started: Callable[[], bool]) -> int:
        """Serve until told to stop; give the exit status. `started` is asked until it says yes."""
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, lambda *_: self.stopping.set())
        try:
            for child in self.children:
                child.start()
            return self._watch(started)
        finally:
            self._stop()

    def _watch(self, started: Callable[[], bool]) -> int:
        told, looked = False, time.monotonic()
        while not self.stopping.wait(0.1):
            told = told or started()
            if time.monotonic() - looked >= LOOK_S:
                self.keep()
                looked = time.monotonic()
            for child in self.children:
                status = child.status()
                if status is not None and (ended := self._ended(child, status, told)):
                    return ended
        return 0

    def _ended(self, child: Child, status: int, has_been_up: bool) -> int:
        child.clear()
        is_early = time.monotonic() - child.started < EARLY_S
        if is_early and not has_been_up:
            logger.error("%s ended with %s right after its start; stopping", child.name, status)
            return status if 0 < status < 126 else 1
        logger.error("%s ended with %s; starting it again", child.name, status)
        if is_early:
            self.stopping.wait(PAUSE_S)
        child.start()
        return 0

    def _stop(self) -> None:
        for child in self.children:
            child.send(signal.SIGTERM)
        until = time.monotonic() + GRACE_S
        for child in self.children:
            if child.process is None:
                continue
            try:
                child.process.wait(max(0.1, until - time.monotonic()))
            except subprocess.TimeoutExpired:
                logger.error("%s did not stop in %.0f s; killing it", child.name, GRACE_S)
            child.clear()
            child.process.wait()


def _end_with_parent() -> None:
    # Even a killed supervisor must not leave a web that holds the port. Linux only; elsewhere signals do.
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_SIGNAL_OF_DEAD_PARENT, signal.SIGTERM)
