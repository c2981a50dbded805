"""Two writers at once keep one order; a busy or missing database is told plainly and loses nothing."""

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime
from itertools import pairwise

import psycopg
import pytest
from django.apps import apps
from django.db import IntegrityError, OperationalError, connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from server.accounts.models import Body
from server.api.problems import problem_of
from server.config.keys import server_key
from server.intake.comparing import ASIDE, ROOMS, compared_models
from server.ledger import writing
from server.ledger.models import Commit, Entry, Feed, Head
from server.ledger.sealing import minutes_seal
from server.ledger.verifying import entries_verify
from server.ledger.writing import Writer, ledger_writing
from tests.ground.building import INSPECTORS, office, people_make, tablet_make
from tests.ground.database import NOW

ZHANG = INSPECTORS[0]


def register(name: str, now: datetime) -> None:
    office("body.import", {"bodies": [{"id": name, "name": name}]}, now=now)


def in_threads(*deeds) -> list:
    """Run deeds at the same time, each with its own connection; give what each returned or raised."""
    gate = threading.Barrier(len(deeds))

    def run(deed):
        gate.wait()
        try:
            return deed()
        except Exception as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(deeds)) as pool:
        return list(pool.map(run, deeds))


@pytest.mark.django_db(transaction=True)
class TestAtOnce:
    def test_no_entry_is_lost_and_none_shares_a_position(self, now):
        def many(writer: str):
            return lambda: [register(f"{writer}-{number}", now) for number in range(25)]

        assert all(isinstance(done, list) for done in in_threads(many("a"), many("b"), many("c")))
        assert Body.objects.count() == Entry.objects.count() == 75
        assert list(entries_verify(keys={"": _server_keys()})) == [75]

    def test_without_the_lock_this_test_would_notice(self, now, monkeypatch):
        unlocked = writing._LOCK_HEAD.replace(" FOR UPDATE", "")
        monkeypatch.setattr(writing, "_LOCK_HEAD", unlocked)
        register("first", now)

        def many(writer: str):
            return lambda: [register(f"{writer}-{number}", now) for number in range(25)]

        done = in_threads(many("a"), many("b"), many("c"))
        assert any(isinstance(one, IntegrityError) for one in done)

    def test_positions_are_taken_in_the_order_of_commits(self, now):
        """Whoever commits first holds the lower positions: a reader never misses what comes below its token."""
        seen: list[list[int]] = []
        stop = threading.Event()

        def watch() -> None:
            while not stop.is_set():
                positions = Entry.objects.order_by("position").values_list("position", flat=True)
                seen.append(list(positions))
            connection.close()

        def many(writer: str):
            return lambda: [register(f"{writer}-{number}", now) for number in range(25)]

        watcher = threading.Thread(target=watch)
        watcher.start()
        in_threads(many("a"), many("b"))
        stop.set()
        watcher.join()
        for before, after in pairwise(seen):
            assert after[: len(before)] == before

    def test_the_same_push_sent_twice_at_once_is_taken_in_once(self, clock, notes):
        people_make(now=clock.now())
        tablet = tablet_make(clock=clock)
        lines = [
            tablet.line("attempt", {"note": f"n{n}"}, officer=ZHANG, id=f"id-{n}") for n in range(8)
        ]
        one, two, three = in_threads(*[lambda: tablet.results(*lines)] * 3)
        assert one == two == three
        assert Entry.objects.filter(device=tablet.device).count() == 8

    def test_a_writer_that_waits_too_long_is_told_and_nothing_is_kept(self, now, settings):
        settings.OPTIONS = _with(settings.OPTIONS, lock_timeout_ms=200)
        register("first", now)
        with ledger_writing(now=now):
            (error,) = in_threads(lambda: register("second", now))
        assert isinstance(error, OperationalError)
        assert (problem_of(error).status, problem_of(error).code) == (503, "server_busy")
        assert not Body.objects.filter(id="second").exists()
        register("second", now)

    def test_a_connection_cut_in_the_middle_keeps_nothing(self, now):
        register("first", now)
        head = Head.objects.get().position
        with pytest.raises(OperationalError):
            _cut_in_the_middle(now)
        connection.close()
        assert Head.objects.get().position == head
        register("second", now)


def test_a_database_that_is_gone_is_told_with_a_remedy(db, now):
    gone = OperationalError("connection refused")
    problem = problem_of(gone)
    assert problem.status == 503
    assert problem.remedy


def test_a_failed_transaction_leaves_no_row_of_any_kind(db, now):
    register("first", now)
    head = Head.objects.get()
    with pytest.raises(RuntimeError):
        _fail_in_the_middle(now)
    assert Head.objects.get().position == head.position
    assert not Feed.objects.filter(kind="x").exists()
    assert Commit.objects.count() == 1


@pytest.mark.parametrize("table", ["ledger_entry", "ledger_seal", "ledger_commit"])
@pytest.mark.parametrize("statement", ["UPDATE {} SET position = 2", "DELETE FROM {}"])
def test_the_database_itself_refuses_to_change_the_ledger(db, now, table, statement):
    register("first", now)
    minutes_seal(now=now.replace(hour=23), key=server_key())
    change = statement.format(table).replace("position", "first" if "seal" in table else "position")
    with (
        pytest.raises(IntegrityError, match="never changed or deleted"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(change)


def test_every_table_is_either_compared_in_a_replay_or_named_aside():
    labels = {
        model._meta.label for room in ROOMS for model in apps.get_app_config(room).get_models()
    }
    assert labels >= ASIDE
    assert {model._meta.label for model in compared_models()} == labels - ASIDE


@given(st.lists(st.booleans(), max_size=8))
def test_falling_back_forgets_exactly_what_came_after_the_mark(failures):
    writer = Writer(now=NOW, epoch="e", position=5, chain="0" * 64, first=6)
    kept = 0
    for number, fails in enumerate(failures):
        mark = writer.mark()
        writer.feed(scope="s", kind="k", id=str(number), data={"n": number})
        writer.arrived(f"x:{number}")
        if fails:
            writer.fall_back(mark)
        kept += not fails
    assert (writer.position, len(writer.feeds), len(writer.arrivals)) == (5 + kept, kept, kept)


def _server_keys() -> dict[str, bytes]:
    return {server_key().key_id: server_key().public}


def _with(options, **changes):
    return replace(options, **changes)


def _cut_in_the_middle(now: datetime) -> None:
    with ledger_writing(now=now):
        _terminate(connection.connection.info.backend_pid)
        Body.objects.create(id="x", name="x", position=1)


def _fail_in_the_middle(now: datetime) -> None:
    with ledger_writing(now=now) as writer:
        writer.feed(scope="district", kind="x", id="1", data={})
        Body.objects.create(id="x", name="x", position=1)
        raise RuntimeError("a fault of ours")


def _terminate(pid: int) -> None:
    """End a connection as an administrator or a power cut would."""
    params = connection.get_connection_params()
    place = {name: params[name] for name in ("dbname", "user", "host", "port") if params.get(name)}
    with psycopg.connect(**place, password=params.get("password"), autocommit=True) as other:
        other.execute("SELECT pg_terminate_backend(%s)", [pid])
