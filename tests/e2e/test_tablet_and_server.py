"""The pair: the real command line of a tablet against a real server, also while either one dies."""

import os
import random
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.ground.pair import batch_of_visit, counts, enrolled, pair_server, web_kill
from tests.ground.process import Server, command

pytestmark = pytest.mark.e2e


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    running = pair_server(tmp_path_factory.mktemp("server") / "var")
    yield running
    running.stop()


def test_a_filed_visit_goes_from_the_task_to_the_hazard_and_back_confirmed(
    server: Server, tmp_path: Path
) -> None:
    cli = enrolled(server, tmp_path, label="T07")
    before = counts(server.data)
    cli("batch", batch_of_visit(cli, tmp_path, visit="task:task-1", fails="G05"))
    assert [row["state"] for row in cli("operations")] == ["queued"]
    synced = cli("sync")[0]
    assert (synced["push"]["outcomes"], synced["confirmed"]) == ({"applied": 1}, 1)
    assert [row["state"] for row in cli("operations")] == ["confirmed"]
    after = counts(server.data)
    assert (after["visits"] - before["visits"], after["hazards"] - before["hazards"]) == (1, 1)
    assert after["blobs"] - before["blobs"] == 4  # a photo, a hand, a record, an order
    hazards = cli("site", "site-1")[0]["hazards"]
    assert [(one["item"], one["grade"]) for one in hazards] == [("G05", "major")]
    assert cli("tasks") == []
    again = cli("push")[0]
    assert (again["sent"], again["blobs"], counts(server.data)) == (0, 0, after)


def test_whoever_dies_in_the_middle_every_visit_arrives_once(
    server: Server, tmp_path: Path
) -> None:
    cli = enrolled(server, tmp_path, label="T08")
    for _ in range(4):
        cli("batch", batch_of_visit(cli, tmp_path, visit="patrol", fails=None))
    before, chance = counts(server.data), random.Random(20261122)
    for _ in range(4):
        pushing = cli.start("sync")
        time.sleep(chance.uniform(0.5, 1.6))
        os.kill(pushing.pid, signal.SIGKILL)
        pushing.communicate()
    web_kill(server)
    cli("sync", ends=None)  # it may meet the server while it starts again
    until = time.monotonic() + 60
    while any(row["state"] != "confirmed" for row in cli("operations")):
        assert time.monotonic() < until
        cli("sync", ends=None)
    after = counts(server.data)
    grown = {name: after[name] - before[name] for name in ("visits", "operations")}
    assert grown == {"visits": 4, "operations": 4}
    assert cli("verify")[0]["faults"] == []


def test_a_tablet_that_is_shut_out_hands_over_its_work_and_gets_nothing(
    server: Server, tmp_path: Path
) -> None:
    cli = enrolled(server, tmp_path, label="T09")
    cli("batch", batch_of_visit(cli, tmp_path, visit="patrol", fails=None))
    device = cli("status")[0]["device"]
    revoked = command(server.data, "devices", "revoke", device, "--officer", "officer-office")
    assert revoked.returncode == 0, revoked.stderr
    pushed = cli("push")[0]
    assert (pushed["sent"], pushed["waiting"]) == (1, 0)
    assert [row["state"] for row in cli("operations")] == ["held"]
    cli("pull", ends=1)
