"""Push over real HTTP: lost, repeated, cut and forged answers cost a repeat and nothing else."""

import hashlib
from dataclasses import replace
from datetime import timedelta

import pytest

from fieldapp.config import NetworkLimits
from fieldapp.sync.client import ServerClient
from fieldapp.work import (
    answer_save,
    changes_pull,
    operations_list,
    run_finish,
    sync_once,
    tablet_status,
    work_push,
)
from shared.record import body_read
from shared.sync import Result, line_read
from tests.ground.field import (
    QUICK,
    Field,
    refusal,
    run_answer,
    run_begin,
    states,
    visit_finish,
)
from tests.ground.field_server import Said

OPS = "/api/v1/sync/ops"


def test_push_then_pull_confirms(field: Field) -> None:
    visit_finish(field.tablet, with_photo=True)
    pushed = work_push(field.tablet)
    assert (pushed.sent, pushed.outcomes, pushed.blobs, pushed.waiting) == (1, {"applied": 1}, 1, 0)
    assert states(field.tablet) == ["applied"]  # an answer alone confirms nothing
    changes_pull(field.tablet)
    row = operations_list(field.tablet)[0]
    assert (row.state, row.owner, row.blobs, row.blobs_received) == ("confirmed", "nobody", 1, 1)


def test_nothing_to_send_asks_nothing(field: Field) -> None:
    field.server.asked.clear()
    assert work_push(field.tablet).sent == 0
    assert field.server.asked == []


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        ("lost_before", "network_unreachable"),
        ("lost_after", "network_unreachable"),
        ("cut_upload", "network_unreachable"),
        ("cut_answer", "network_unreachable"),
        ("busy", "server_busy"),
        ("busy_long", "server_busy"),
        ("portal", "server_signature_wrong"),
        ("unsigned", "server_signature_wrong"),
        ("other_key", "server_signature_wrong"),
        ("changed_byte", "server_signature_wrong"),
        ("redirect", "network_portal"),
        ("forbidden", "network_portal"),
        ("bomb", "server_unexpected"),
    ],
)
def test_a_fault_of_the_network_marks_nothing_and_the_next_push_applies_once(
    field: Field, fault: str, code: str
) -> None:
    visit_finish(field.tablet)
    field.server.faults.extend([fault] * 4)
    assert refusal(lambda: work_push(field.tablet)).code == code
    assert states(field.tablet) == ["sent"]
    field.server.faults.clear()
    sync_once(field.tablet)
    assert states(field.tablet) == ["confirmed"]
    assert len(field.server.effects) == 1


@pytest.mark.parametrize("fault", ["lost_before", "lost_after", "cut_answer", "busy"])
def test_a_short_fault_is_ridden_out(field: Field, fault: str) -> None:
    visit_finish(field.tablet)
    field.server.faults.extend([fault] * 2)
    assert work_push(field.tablet).outcomes == {"applied": 1}
    assert len(field.server.effects) == 1


def test_a_server_that_is_gone_is_named(field: Field) -> None:
    visit_finish(field.tablet)
    field.tablet.ring.identity_change(url="http://127.0.0.1:9")
    problem = refusal(lambda: sync_once(field.tablet))
    assert problem.code == "network_unreachable"
    assert "http://127.0.0.1:9" in problem.message
    assert "保存在本机" in problem.remedy


def test_what_never_left_for_want_of_a_connection_is_shown_as_queued(field: Field) -> None:
    sync_once(field.tablet)  # so that a session is open and the push itself is what fails
    visit_finish(field.tablet)
    field.tablet.ring.identity_change(url="http://127.0.0.1:9")
    refusal(lambda: work_push(field.tablet))
    assert states(field.tablet) == ["queued"]


def test_a_session_that_ran_out_is_opened_again(field: Field) -> None:
    visit_finish(field.tablet)
    field.server.refuse[OPS] = Said.problem(401, "session_over")
    assert work_push(field.tablet).sent == 1
    assert field.server.asked.count("POST /api/v1/sync/session") == 4  # two steps, twice


def test_a_large_batch_goes_in_parts(field: Field) -> None:
    for _ in range(3):
        visit_finish(field.tablet)
    field.server.refuse[OPS] = Said.problem(413, "push_too_large")
    assert work_push(field.tablet).sent == 3
    assert states(field.tablet) == ["applied"] * 3


def test_a_server_that_misses_operations_gets_them_from_where_it_asks(field: Field) -> None:
    for _ in range(3):
        visit_finish(field.tablet)
    work_push(field.tablet)
    del field.server.operations[3], field.server.operations[2]
    field.server.effects.clear()
    visit_finish(field.tablet)
    sync_once(field.tablet)
    assert states(field.tablet) == ["confirmed"] * 4
    assert len(field.server.effects) == 3


def test_a_server_with_another_history_is_a_fork_and_nothing_is_touched(field: Field) -> None:
    visit_finish(field.tablet)
    field.server.refuse[OPS] = Said.problem(409, "chain_gap", expected=1, prev="ab" * 32)
    problem = refusal(lambda: work_push(field.tablet))
    assert problem.code == "device_forked"
    assert "rescue" in problem.remedy
    assert states(field.tablet) == ["sent"]


def test_a_copy_that_came_damaged_is_sent_again_whole(field: Field) -> None:
    visit_finish(field.tablet)
    wrong = Result(1, hashlib.sha256(b"damaged").hexdigest(), "held", "line_unreadable", "…")
    ops, damaged = field.server.ops, [wrong]

    def once_damaged(zipped: bytes) -> Said:
        said = ops(zipped)
        if damaged:
            head, _, rest = said.body.partition(b"\n")
            good = field.server.results[1].hash.encode()
            return replace(
                said, body=head + b"\n" + rest.replace(good, damaged.pop().hash.encode())
            )
        return said

    field.server.ops = once_damaged  # type: ignore[method-assign]
    work_push(field.tablet)
    assert states(field.tablet) == ["applied"]


@pytest.mark.parametrize(
    ("outcome", "owner"),
    [("held", "office"), ("rejected", "you"), ("applied_with_conflict", "office")],
)
def test_each_outcome_has_its_owner_and_remedy(field: Field, outcome: str, owner: str) -> None:
    field.server.decide = lambda made: replace(made, outcome=outcome, code="why", remedy="做什么")
    visit_finish(field.tablet)
    work_push(field.tablet)
    row = operations_list(field.tablet)[0]
    assert (row.state, row.owner, row.code, row.remedy) == (outcome, owner, "why", "做什么")


def test_a_held_operation_is_confirmed_when_it_is_released(field: Field) -> None:
    field.server.decide = lambda made: replace(
        made, outcome="held", waits_for="site:s", position=None
    )
    visit_finish(field.tablet)
    sync_once(field.tablet)
    assert states(field.tablet) == ["held"]
    field.server.result(
        replace(field.server.results[1], outcome="applied", waits_for=None, position=40)
    )
    changes_pull(field.tablet)
    assert states(field.tablet) == ["confirmed"]


def test_a_rejected_operation_stays_in_sight_after_the_feed_said_so_too(field: Field) -> None:
    field.server.decide = lambda made: replace(
        made, outcome="rejected", code="forbidden", remedy="请更正"
    )
    visit_finish(field.tablet)
    sync_once(field.tablet)
    assert states(field.tablet) == ["rejected"]
    assert tablet_status(field.tablet).operations == {"rejected": 1}


def test_a_rejected_operation_does_not_keep_the_next_from_going(field: Field) -> None:
    field.server.decide = lambda made: replace(made, outcome="rejected") if made.seq == 1 else None
    visit_finish(field.tablet)
    work_push(field.tablet)
    visit_finish(field.tablet)
    sync_once(field.tablet)
    assert states(field.tablet) == ["rejected", "confirmed"]


def test_a_restored_server_gets_what_it_may_have_lost_and_everything_is_read_anew(
    field: Field,
) -> None:
    visit_finish(field.tablet, with_photo=True)
    sync_once(field.tablet)
    field.clock.advance(timedelta(days=40))
    visit_finish(field.tablet)
    sync_once(field.tablet)
    server = field.server
    server.epoch = "epoch-2"
    del server.operations[2]
    server.rows = [row for row in server.rows if (row.kind, row.id) != ("result", "2")]
    server.effects.clear()
    server.blobs.clear()
    changes_pull(field.tablet)
    assert tablet_status(field.tablet).epoch == "epoch-2"
    assert states(field.tablet) == ["confirmed", "queued"]  # forty days old, and new
    sync_once(field.tablet)
    assert states(field.tablet) == ["confirmed", "confirmed"]
    assert (len(server.effects), len(server.blobs)) == (1, 1)
    assert "恢复" in tablet_status(field.tablet).notices[-1]


def test_the_same_answer_played_again_answers_nothing_of_ours(field: Field) -> None:
    visit_finish(field.tablet)
    old: list[Said] = []
    ops = field.server.ops

    def remember(zipped: bytes) -> Said:
        old.append(ops(zipped))
        return old[0]

    field.server.ops = remember  # type: ignore[method-assign]
    work_push(field.tablet)
    visit_finish(field.tablet)
    assert refusal(lambda: work_push(field.tablet)).code == "answer_unreadable"
    assert states(field.tablet) == ["applied", "sent"]


def test_waits_double_with_jitter_and_obey_retry_after(field: Field) -> None:
    waited: list[float] = []
    client = ServerClient(
        field.server.url,
        keys=lambda: (field.server.key.public,),
        limits=NetworkLimits(backoff_first=1, command_most=8, tries=5),
        sleep=waited.append,
        jitter=lambda: 1.0,
    )
    field.server.faults.extend(["lost_before"] * 4)
    client.ask_json("POST", "/api/v1/sync/session", {"device": "device-1"})
    assert waited == [1, 2, 4, 8]


def test_the_tests_network_is_the_tablets_with_shorter_waits() -> None:
    assert QUICK.tries == NetworkLimits().tries


def test_a_second_answer_to_an_item_is_sent_as_the_last_one(field: Field) -> None:
    run = run_begin(field.tablet)
    run_answer(field.tablet, run)
    answer_save(field.tablet, run=run, item="G11", value="0.8")
    run_finish(field.tablet, run=run)
    work_push(field.tablet)
    line = field.server.operations[1][1]
    answers = {a["item"]: a["value"] for a in body_read(line_read(line)[1]).data["answers"]}
    assert answers["G11"] == "0.8"


def test_a_damaged_row_is_sent_from_its_outbox_file(field: Field) -> None:
    visit_finish(field.tablet)
    database = field.tablet.database
    (sealed,) = database.row("SELECT sealed FROM operation") or (b"",)
    with database.writing() as db:
        db.execute("UPDATE operation SET sealed = ?", (sealed[:-1] + bytes([sealed[-1] ^ 1]),))
    sync_once(field.tablet)
    assert tablet_status(field.tablet).operations == {"confirmed": 1}
