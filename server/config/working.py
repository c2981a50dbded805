"""Let followers read on and sweeps run when they are due; one that fails waits, the others go on."""

import logging
import threading
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import InterfaceError, OperationalError, connection

from shared.clock import Clock

PAUSE_S = 0.5
FIRST_WAIT = timedelta(seconds=5)
LONGEST_WAIT = timedelta(minutes=5)
logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Sweep:
    """Something time itself brings about; `run` is given the instant and says how much it did."""

    name: str
    every: timedelta
    run: Callable[[datetime], object]


@dataclass(slots=True)
class Job:
    """A follower or a sweep with its times."""

    name: str
    run: Callable[[datetime], int]
    every: timedelta
    due: datetime | None = None
    wait: timedelta = FIRST_WAIT


class Worker:
    """Turn over all jobs, again and again."""

    def __init__(
        self,
        *,
        followers: Sequence[Any],
        sweeps: Sequence[Sweep],
        clock: Clock,
        follow: Callable[..., int],
    ) -> None:
        self.clock = clock
        self.jobs = [
            *(Job(one.name, _following(follow, one), timedelta()) for one in followers),
            *(Job(one.name, _sweeping(one), one.every) for one in sweeps),
        ]

    def run(self, stopping: threading.Event) -> None:
        """Work until told to stop; pause when a turn found nothing to do."""
        logger.info("worker follows: %s", ", ".join(job.name for job in self.jobs) or "nothing")
        while not stopping.is_set():
            if not self.turn(stopping):
                stopping.wait(PAUSE_S)
        logger.info("worker stopped")

    def turn(self, stopping: threading.Event | None = None) -> int:
        """Run each job that is due once; say how much was done."""
        done = 0
        for job in self.jobs:
            if stopping is not None and stopping.is_set():
                break
            now = self.clock.now()
            if job.due is None or job.due <= now:
                done += self._try(job, now)
        return done

    def _try(self, job: Job, now: datetime) -> int:
        try:
            done = job.run(now)
        except Exception as error:
            self._failed(job, now, error)
            return 0
        job.wait = FIRST_WAIT
        job.due = now + job.every if job.every else None
        return done

    def _failed(self, job: Job, now: datetime, error: Exception) -> None:
        job.due = now + job.wait
        job.wait = min(job.wait * 2, LONGEST_WAIT)
        if isinstance(error, OperationalError | InterfaceError):
            logger.error(
                "%s waits, the database refused: %s", job.name, " ".join(str(error).split())
            )
            connection.close()
        else:
            logger.exception("%s failed and tries again at %s", job.name, job.due)


def _following(follow: Callable[..., int], follower: Any) -> Callable[[datetime], int]:
    return lambda now: follow(follower, now=now)


def _sweeping(sweep: Sweep) -> Callable[[datetime], int]:
    def run(now: datetime) -> int:
        # Of many workers one sweeps. A sweep never counts as work, so that a pause always follows.
        with _only_here(sweep.name) as mine:
            if mine:
                sweep.run(now)
        return 0

    return run


@contextmanager
def _only_here(name: str) -> Iterator[bool]:
    key = zlib.crc32(f"xunan sweep {name}".encode())
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [key])
        mine = bool(cursor.fetchone()[0])
    try:
        yield mine
    finally:
        if mine and connection.connection is not None:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [key])
