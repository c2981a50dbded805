"""Blobs go up whole or on from where they broke; rescue and verify when nothing else helps."""

from pathlib import Path

import pytest

from fieldapp.work import (
    rescue_write,
    sync_once,
    tablet_status,
    tablet_verify,
    work_push,
)
from shared.bundle import bundle_read, organisation_secret_of
from shared.problems import Problem
from shared.record import body_read
from shared.sync import line_read
from tests.ground.field import (
    Field,
    refusal,
    visit_finish,
)


def test_a_broken_upload_goes_on_where_the_server_has_it(field: Field) -> None:
    visit_finish(field.tablet, with_photo=True)
    field.server.faults.extend(["", "cut_upload"])  # the push, then the blob
    pushed = work_push(field.tablet)
    assert pushed.blobs == 1
    asked = [line.split()[0] for line in field.server.asked if "/blobs/" in line]
    assert asked == ["PUT", "HEAD", "PATCH"]


@pytest.mark.parametrize("fault", ["lost_before", "lost_after", "portal", "unsigned", "busy_long"])
def test_a_blob_without_a_receipt_waits(field: Field, fault: str) -> None:
    visit_finish(field.tablet, with_photo=True)
    field.server.faults.extend(["", *[fault] * 40])
    refusal(lambda: work_push(field.tablet))
    assert tablet_status(field.tablet).blobs_waiting == 1
    field.server.faults.clear()
    assert work_push(field.tablet).blobs == 1
    assert tablet_status(field.tablet).blobs_waiting == 0


def test_a_blob_that_is_lost_here_is_told_and_the_others_go(field: Field) -> None:
    for _ in range(2):
        visit_finish(field.tablet, with_photo=True)
    lost = field.tablet.blobs.waiting()[0][0]
    field.tablet.blobs.path(lost).unlink()
    assert refusal(lambda: work_push(field.tablet)).code == "blob_missing"
    assert tablet_status(field.tablet).blobs_waiting == 1
    assert [fault.where for fault in tablet_verify(field.tablet).faults]


def test_a_blob_that_is_damaged_here_keeps_neither_the_others_nor_the_confirmation(
    field: Field,
) -> None:
    for _ in range(2):
        visit_finish(field.tablet, with_photo=True)
    damaged = field.tablet.blobs.path(field.tablet.blobs.waiting()[0][0])
    damaged.write_bytes(damaged.read_bytes()[:-1] + b"?")
    assert refusal(lambda: sync_once(field.tablet)).code == "seal_broken"
    assert tablet_status(field.tablet).blobs_waiting == 1
    assert tablet_status(field.tablet).operations == {"confirmed": 2}


def test_a_rescue_bundle_holds_unsent_work_and_opens_for_the_organisation_alone(
    field: Field, tmp_path: Path
) -> None:
    visit_finish(field.tablet, with_photo=True)
    sync_once(field.tablet)
    visit_finish(field.tablet, with_photo=True)
    file = tmp_path / "stick" / "rescue.zip"
    assert rescue_write(field.tablet, file=file) == 2
    secret = organisation_secret_of(field.server.key.to_bytes())
    with file.open("rb") as opened:
        members = dict(bundle_read(opened, organisation_secret=secret))
    assert sorted(name.split("/")[0] for name in members) == ["blobs", "ops"]
    assert body_read(line_read(members["ops/2"])[1]).seq == 2
    with file.open("rb") as opened, pytest.raises(Problem):
        dict(bundle_read(opened, organisation_secret=bytes(31) + b"\x01"))


def test_a_damaged_photo_is_told_and_does_not_keep_the_rest_from_being_rescued(
    field: Field, tmp_path: Path
) -> None:
    visit_finish(field.tablet, with_photo=True)
    damaged = field.tablet.blobs.path(field.tablet.blobs.to_rescue()[0])
    damaged.write_bytes(damaged.read_bytes()[:-1] + b"?")
    assert rescue_write(field.tablet, file=tmp_path / "rescue.zip") == 1
    assert "未能放入救援包" in field.tablet.notices[-1]


def test_a_rescue_onto_a_place_that_cannot_be_written_says_so(field: Field, tmp_path: Path) -> None:
    visit_finish(field.tablet)
    (tmp_path / "file").write_text("x")
    assert (
        refusal(lambda: rescue_write(field.tablet, file=tmp_path / "file" / "r.zip")).code
        == "rescue_unwritable"
    )


@pytest.mark.parametrize("where", ["outbox", "blobs", "row"])
def test_a_changed_byte_is_found(field: Field, where: str) -> None:
    visit_finish(field.tablet, with_photo=True)
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
