"""What takes long (network, PIN hashing) runs off the drawing thread, one job at a time."""

import queue
import threading
from collections.abc import Callable
from typing import Any, Protocol

from shared.problems import Problem

Deliver = Callable[[Callable[[], None]], None]


class Background(Protocol):
    """Run a job and bring back its result or its problem."""

    def run(
        self,
        job: Callable[[Callable[[Any], None]], Any],
        *,
        done: Callable[[Any], None],
        failed: Callable[[Problem], None],
        progress: Callable[[Any], None] | None = None,
    ) -> None:
        """Call job(report), then done(result) or failed(problem)."""


class AtOnce:
    """Run jobs where they are asked for: scripts and tests."""

    def run(
        self,
        job: Callable[[Callable[[Any], None]], Any],
        *,
        done: Callable[[Any], None],
        failed: Callable[[Problem], None],
        progress: Callable[[Any], None] | None = None,
    ) -> None:
        """Call job(report), then done(result) or failed(problem)."""
        try:
            result = job(progress or _nothing)
        except Problem as problem:
            failed(problem)
            return
        done(result)


class OneThread:
    """Run jobs one after the other on one thread; `deliver` carries calls to the drawing thread."""

    def __init__(self, deliver: Deliver) -> None:
        self._deliver = deliver
        self._jobs: queue.SimpleQueue[Callable[[], None] | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._work, name="fieldapp-background", daemon=True)
        self._thread.start()

    def run(
        self,
        job: Callable[[Callable[[Any], None]], Any],
        *,
        done: Callable[[Any], None],
        failed: Callable[[Problem], None],
        progress: Callable[[Any], None] | None = None,
    ) -> None:
        """Queue the job; done, failed and progress are called on the drawing thread."""
        tell = progress or _nothing

        def work() -> None:
            try:
                result = job(lambda news: self._deliver(lambda: tell(news)))
            except Problem as problem:
                caught = problem
                self._deliver(lambda: failed(caught))
                return
            except Exception as error:
                unexpected = Problem("unexpected", f"{type(error).__name__}: {error}", "")
                self._deliver(lambda: failed(unexpected))
                return
            self._deliver(lambda: done(result))

        self._jobs.put(work)

    def close(self) -> None:
        """Let the job at hand end and start no other."""
        self._jobs.put(None)
        self._thread.join(timeout=5)

    def _work(self) -> None:
        while (job := self._jobs.get()) is not None:
            job()


def _nothing(_news: Any) -> None:
    """Drop progress nobody asked for."""
