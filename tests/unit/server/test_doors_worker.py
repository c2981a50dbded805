"""The worker drives followers and sweeps; one that fails waits, the others go on."""

import logging
import threading
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import pairwise

import pytest
from django.db import OperationalError

from server.config.followers import follow, followers, sweeps
from server.config.working import Sweep, Worker
from server.ledger.models import Entry, Seal
from tests.ground.building import people_make

pytestmark = pytest.mark.django_db


@dataclass
class Reader:
    """A follower that notes what it was handed."""

    name: str = "reader"
    seen: list[int] = field(default_factory=list)

    def apply(self, entries, *, writer, now) -> None:
        self.seen += [entry.position for entry in entries]


def counting(name: str, every: timedelta, runs: list) -> Sweep:
    return Sweep(name, every, runs.append)


def test_a_follower_sees_every_entry_once_in_order(clock) -> None:
    people_make(now=clock.now())
    reader = Reader()
    worker = Worker(followers=[reader], sweeps=[], clock=clock, follow=follow)
    while worker.turn():
        pass
    assert reader.seen == list(
        Entry.objects.order_by("position").values_list("position", flat=True)
    )
    assert worker.turn() == 0


def test_a_sweep_runs_when_it_is_due_and_not_before(clock) -> None:
    runs: list = []
    worker = Worker(
        followers=[],
        sweeps=[counting("sweep", timedelta(minutes=1), runs)],
        clock=clock,
        follow=follow,
    )
    for _ in range(3):
        worker.turn()
    assert len(runs) == 1
    clock.advance(timedelta(seconds=61))
    worker.turn()
    assert len(runs) == 2


def test_what_fails_waits_longer_each_time_and_keeps_nobody(clock, caplog) -> None:
    tries, runs = [], []

    def fail(now):
        tries.append(now)
        raise ValueError("a bug of ours")

    worker = Worker(
        followers=[],
        sweeps=[
            Sweep("faulty", timedelta(seconds=1), fail),
            counting("well", timedelta(seconds=1), runs),
        ],
        clock=clock,
        follow=follow,
    )
    for _ in range(20):
        worker.turn()
        clock.advance(timedelta(seconds=1))
    assert len(runs) == 20
    assert [int((b - a).total_seconds()) for a, b in pairwise(tries)] == [5, 10]
    assert "a bug of ours" in caplog.text


def test_a_database_that_is_gone_is_one_line_in_the_log(clock, caplog) -> None:
    def gone(now):
        raise OperationalError("connection\nrefused")

    caplog.set_level(logging.ERROR)
    Worker(
        followers=[], sweeps=[Sweep("gone", timedelta(seconds=1), gone)], clock=clock, follow=follow
    ).turn()
    [record] = caplog.records
    assert record.getMessage() == "gone waits, the database refused: connection refused"
    assert record.exc_info is None


def test_the_worker_stops_between_two_pieces_of_work(clock) -> None:
    stopping, runs = threading.Event(), []

    def first(now):
        runs.append("first")
        stopping.set()

    Worker(
        followers=[],
        sweeps=[
            Sweep("first", timedelta(minutes=1), first),
            Sweep("second", timedelta(minutes=1), lambda now: runs.append("second")),
        ],
        clock=clock,
        follow=follow,
    ).run(stopping)
    assert runs == ["first"]


def test_the_real_sweeps_seal_what_came(clock) -> None:
    people_make(now=clock.now())
    clock.advance(timedelta(minutes=2))
    worker = Worker(followers=followers(), sweeps=sweeps(), clock=clock, follow=follow)
    worker.turn()
    assert Seal.objects.latest("number").last == Entry.objects.latest("position").position
