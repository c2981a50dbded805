"""Push and pull over real HTTP: lost, repeated, cut and forged answers cost a repeat and nothing else."""

import hashlib
import io
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from PIL import Image

from fieldapp.config import NetworkLimits
from fieldapp.sync.client import ServerClient
from fieldapp.work import (
    answer_save,
    changes_pull,
    operations_list,
    rescue_write,
    run_finish,
    sites_find,
    sync_once,
    tablet_status,
    tablet_verify,
    work_push,
)
from fieldapp.work.tablet import tablet_contact
from shared.bundle import bundle_read, organisation_secret_of
from shared.problems import Problem
from shared.record import SigningKey, base64url_write, body_read
from shared.sync import Result, line_read
from tests.ground.field import QUICK, Field, run_answer, run_begin, site_data
from tests.ground.field_server import TIME, Said

OPS = "/api/v1/sync/ops"


def photo(colour: str = "red") -> bytes:
    written = io.BytesIO()
    Image.effect_noise((300, 200), 90).convert("RGB").save(written, "JPEG", quality=95)
    return written.getvalue() + colour.encode()


def finish_one(field: Field, *, with_photo: bool = False) -> None:
    run = run_begin(field.tablet)
    run_answer(field.tablet, run, photo=photo() if with_photo else None)
    run_finish(field.tablet, run=run)


def states(field: Field) -> list[str]:
    return [row.state for row in reversed(operations_list(field.tablet))]


def refusal(deed) -> Problem:
    with pytest.raises(Problem) as error:
        deed()
    return error.value


def test_push_then_pull_confirms(field: Field) -> None:
    finish_one(field, with_photo=True)
    pushed = work_push(field.tablet)
    assert (pushed.sent, pushed.outcomes, pushed.blobs, pushed.waiting) == (1, {"applied": 1}, 1, 0)
    assert states(field) == ["applied"]  # an answer alone confirms nothing
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
    finish_one(field)
    field.server.faults.extend([fault] * 4)
    assert refusal(lambda: work_push(field.tablet)).code == code
    assert states(field) == ["sent"]
    field.server.faults.clear()
    sync_once(field.tablet)
    assert states(field) == ["confirmed"]
    assert len(field.server.effects) == 1


@pytest.mark.parametrize("fault", ["lost_before", "lost_after", "cut_answer", "busy"])
def test_a_short_fault_is_ridden_out(field: Field, fault: str) -> None:
    finish_one(field)
    field.server.faults.extend([fault] * 2)
    assert work_push(field.tablet).outcomes == {"applied": 1}
    assert len(field.server.effects) == 1


def test_a_server_that_is_gone_is_named(field: Field) -> None:
    finish_one(field)
    field.tablet.ring.identity_change(url="http://127.0.0.1:9")
    problem = refusal(lambda: sync_once(field.tablet))
    assert problem.code == "network_unreachable"
    assert "http://127.0.0.1:9" in problem.message
    assert "保存在本机" in problem.remedy


def test_a_session_that_ran_out_is_opened_again(field: Field) -> None:
    finish_one(field)
    field.server.refuse[OPS] = Said.problem(401, "session_over")
    assert work_push(field.tablet).sent == 1
    assert field.server.asked.count("POST /api/v1/sync/session") == 4  # two steps, twice


def test_a_large_batch_goes_in_parts(field: Field) -> None:
    for _ in range(3):
        finish_one(field)
    field.server.refuse[OPS] = Said.problem(413, "push_too_large")
    assert work_push(field.tablet).sent == 3
    assert states(field) == ["applied"] * 3


def test_a_server_that_misses_operations_gets_them_from_where_it_asks(field: Field) -> None:
    for _ in range(3):
        finish_one(field)
    work_push(field.tablet)
    del field.server.operations[3], field.server.operations[2]
    field.server.effects.clear()
    finish_one(field)
    sync_once(field.tablet)
    assert states(field) == ["confirmed"] * 4
    assert len(field.server.effects) == 3


def test_a_server_with_another_history_is_a_fork_and_nothing_is_touched(field: Field) -> None:
    finish_one(field)
    field.server.refuse[OPS] = Said.problem(409, "chain_gap", expected=1, prev="ab" * 32)
    problem = refusal(lambda: work_push(field.tablet))
    assert problem.code == "device_forked"
    assert "rescue" in problem.remedy
    assert states(field) == ["sent"]


def test_a_copy_that_came_damaged_is_sent_again_whole(field: Field) -> None:
    finish_one(field)
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
    assert states(field) == ["applied"]


@pytest.mark.parametrize(
    ("outcome", "owner"),
    [("held", "office"), ("rejected", "you"), ("applied_with_conflict", "office")],
)
def test_each_outcome_has_its_owner_and_remedy(field: Field, outcome: str, owner: str) -> None:
    field.server.decide = lambda made: replace(made, outcome=outcome, code="why", remedy="做什么")
    finish_one(field)
    work_push(field.tablet)
    row = operations_list(field.tablet)[0]
    assert (row.state, row.owner, row.code, row.remedy) == (outcome, owner, "why", "做什么")


def test_a_held_operation_is_confirmed_when_it_is_released(field: Field) -> None:
    field.server.decide = lambda made: replace(
        made, outcome="held", waits_for="site:s", position=None
    )
    finish_one(field)
    sync_once(field.tablet)
    assert states(field) == ["held"]
    field.server.result(
        replace(field.server.results[1], outcome="applied", waits_for=None, position=40)
    )
    changes_pull(field.tablet)
    assert states(field) == ["confirmed"]


def test_a_rejected_operation_stays_in_sight_after_the_feed_said_so_too(field: Field) -> None:
    field.server.decide = lambda made: replace(
        made, outcome="rejected", code="forbidden", remedy="请更正"
    )
    finish_one(field)
    sync_once(field.tablet)
    assert states(field) == ["rejected"]
    assert tablet_status(field.tablet).operations == {"rejected": 1}


def test_a_rejected_operation_does_not_keep_the_next_from_going(field: Field) -> None:
    field.server.decide = lambda made: replace(made, outcome="rejected") if made.seq == 1 else None
    finish_one(field)
    work_push(field.tablet)
    finish_one(field)
    sync_once(field.tablet)
    assert states(field) == ["rejected", "confirmed"]


def test_a_restored_server_gets_what_it_may_have_lost_and_everything_is_read_anew(
    field: Field,
) -> None:
    finish_one(field, with_photo=True)
    sync_once(field.tablet)
    field.clock.advance(timedelta(days=40))
    finish_one(field)
    sync_once(field.tablet)
    server = field.server
    server.epoch = "epoch-2"
    del server.operations[2]
    server.rows = [row for row in server.rows if (row.kind, row.id) != ("result", "2")]
    server.effects.clear()
    server.blobs.clear()
    changes_pull(field.tablet)
    assert tablet_status(field.tablet).epoch == "epoch-2"
    assert states(field) == ["confirmed", "queued"]  # forty days old, and new
    sync_once(field.tablet)
    assert states(field) == ["confirmed", "confirmed"]
    assert (len(server.effects), len(server.blobs)) == (1, 1)
    assert "恢复" in tablet_status(field.tablet).notices[-1]


def test_the_same_answer_played_again_answers_nothing_of_ours(field: Field) -> None:
    finish_one(field)
    old: list[Said] = []
    ops = field.server.ops

    def remember(zipped: bytes) -> Said:
        old.append(ops(zipped))
        return old[0]

    field.server.ops = remember  # type: ignore[method-assign]
    work_push(field.tablet)
    finish_one(field)
    assert refusal(lambda: work_push(field.tablet)).code == "answer_unreadable"
    assert states(field) == ["applied", "sent"]


# --- pull -----------------------------------------------------------------------------------


def test_a_pull_in_pages_gets_everything(field: Field) -> None:
    for n in range(30):
        field.server.put("street/1", "site", f"s-{n}", site_data(f"小店{n}"))
    field.server.page = 7
    pulled = changes_pull(field.tablet)
    assert (pulled.rows, pulled.pages) == (30, 5)
    assert len(sites_find(field.tablet, query="小店", limit=99)) == 30


def test_a_broken_pull_goes_on_where_it_stopped(field: Field) -> None:
    for n in range(30):
        field.server.put("street/1", "site", f"s-{n}", site_data(f"小店{n}"))
    field.server.page = 10
    field.server.faults.extend(["", *["changed_byte"] * 4])
    refusal(lambda: changes_pull(field.tablet))
    field.server.faults.clear()
    assert len(sites_find(field.tablet, query="小店", limit=99)) == 10
    assert changes_pull(field.tablet).rows == 20


def test_a_place_that_moves_is_in_its_new_street_only(field: Field) -> None:
    field.server.scopes.append("street/2")
    field.server.put("street/2", "site", "site-2", site_data("川味小厨", street="2"))
    field.server.put("street/1", "site", "site-2", {}, gone=True)
    changes_pull(field.tablet)
    assert [row.street for row in sites_find(field.tablet, query="川味")] == ["2"]


def test_a_scope_that_is_taken_away_takes_its_rows(field: Field) -> None:
    field.server.scopes.remove("street/1")
    pulled = changes_pull(field.tablet)
    assert pulled.left == ("street/1",)
    assert sites_find(field.tablet) == ()
    assert tablet_status(field.tablet).scopes == ("device/device-1", "district")


def test_rows_that_differ_from_the_servers_are_read_anew(field: Field) -> None:
    with field.tablet.database.writing() as db:
        db.execute("DELETE FROM mirror WHERE id = 'site-2'")
        db.execute("DELETE FROM place WHERE site = 'site-2'")
    changes_pull(field.tablet)
    assert len(sites_find(field.tablet)) == 2


def test_contact_is_remembered_on_the_clock_nobody_can_set(field: Field) -> None:
    field.clock.advance(timedelta(hours=2))
    field.clock.set_wall(field.clock.now() - timedelta(days=365))
    assert tablet_contact(field.tablet) == (TIME, 2 * 3600 * 1000)
    field.clock.restart("boot-2")
    assert tablet_contact(field.again()) == (None, None)


def test_a_new_server_key_is_believed_when_the_old_one_signs_for_it(field: Field) -> None:
    new = SigningKey.generate()
    field.server.commands = [{"name": "server_key", "key": base64url_write(new.public)}]
    changes_pull(field.tablet)
    field.server.commands, field.server.key = [], new
    assert changes_pull(field.tablet).server_time == TIME


def test_an_order_this_app_does_not_know_is_shown(field: Field) -> None:
    field.server.commands = [{"name": "dance"}]
    changes_pull(field.tablet)
    assert "dance" in tablet_status(field.tablet).notices[-1]


# --- blobs ----------------------------------------------------------------------------------


def test_a_broken_upload_goes_on_where_the_server_has_it(field: Field) -> None:
    finish_one(field, with_photo=True)
    field.server.faults.extend(["", "cut_upload"])  # the push, then the blob
    pushed = work_push(field.tablet)
    assert pushed.blobs == 1
    asked = [line.split()[0] for line in field.server.asked if "/blobs/" in line]
    assert asked == ["PUT", "HEAD", "PATCH"]


@pytest.mark.parametrize("fault", ["lost_before", "lost_after", "portal", "unsigned", "busy_long"])
def test_a_blob_without_a_receipt_waits(field: Field, fault: str) -> None:
    finish_one(field, with_photo=True)
    field.server.faults.extend(["", *[fault] * 40])
    refusal(lambda: work_push(field.tablet))
    assert tablet_status(field.tablet).blobs_waiting == 1
    field.server.faults.clear()
    assert work_push(field.tablet).blobs == 1
    assert tablet_status(field.tablet).blobs_waiting == 0


def test_a_blob_that_is_lost_here_is_told_and_the_others_go(field: Field) -> None:
    for colour in ("red", "blue"):
        run = run_begin(field.tablet)
        run_answer(field.tablet, run, photo=photo(colour))
        run_finish(field.tablet, run=run)
    lost = field.tablet.blobs.waiting()[0][0]
    field.tablet.blobs.path(lost).unlink()
    assert refusal(lambda: work_push(field.tablet)).code == "blob_missing"
    assert tablet_status(field.tablet).blobs_waiting == 1
    assert [fault.where for fault in tablet_verify(field.tablet).faults]


# --- rescue and verify ------------------------------------------------------------------------


def test_a_rescue_bundle_holds_unsent_work_and_opens_for_the_organisation_alone(
    field: Field, tmp_path: Path
) -> None:
    finish_one(field, with_photo=True)
    sync_once(field.tablet)
    finish_one(field, with_photo=True)
    file = tmp_path / "stick" / "rescue.zip"
    assert rescue_write(field.tablet, file=file) == 2
    secret = organisation_secret_of(field.server.key.to_bytes())
    with file.open("rb") as opened:
        members = dict(bundle_read(opened, organisation_secret=secret))
    assert sorted(name.split("/")[0] for name in members) == ["blobs", "ops"]
    assert body_read(line_read(members["ops/2"])[1]).seq == 2
    with file.open("rb") as opened, pytest.raises(Problem):
        dict(bundle_read(opened, organisation_secret=bytes(31) + b"\x01"))


def test_a_rescue_onto_a_place_that_cannot_be_written_says_so(field: Field, tmp_path: Path) -> None:
    finish_one(field)
    (tmp_path / "file").write_text("x")
    assert (
        refusal(lambda: rescue_write(field.tablet, file=tmp_path / "file" / "r.zip")).code
        == "rescue_unwritable"
    )


@pytest.mark.parametrize("where", ["outbox", "blobs", "row"])
def test_a_changed_byte_is_found(field: Field, where: str) -> None:
    finish_one(field, with_photo=True)
    assert tablet_verify(field.tablet).faults == ()
    if where == "row":
        sealed = bytearray(field.tablet.database.row("SELECT sealed FROM operation")[0])
        sealed[-1] ^= 1
        with field.tablet.database.writing() as db:
            db.execute("UPDATE operation SET sealed = ?", (bytes(sealed),))
    else:
        path = next(path for path in (field.folder / where).rglob("*") if path.is_file())
        content = bytearray(path.read_bytes())
        content[40] ^= 1
        path.write_bytes(content)
    assert tablet_verify(field.tablet).faults


# --- waiting ----------------------------------------------------------------------------------


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
