"""A file counts when its hash is verified and it is safe on disk; what broke off goes on from there."""

import errno
import hashlib
import io
import json
import os

import pytest

from server.blobs import folder as folder_module
from server.blobs.folder import BlobFolder, BlobRefused
from server.blobs.models import Blob
from server.blobs.services import blob_folder
from server.ledger.models import Entry
from server.sync import blob_storing
from server.sync.doors import TabletView
from tests.ground.building import people_make
from tests.ground.doors import blob_path, enrolled

pytestmark = [pytest.mark.django_db, pytest.mark.urls("server.sync.urls")]


@pytest.fixture
def photo() -> bytes:
    return os.urandom(200_000)


@pytest.fixture
def tablet(clock, monkeypatch):
    monkeypatch.setattr(TabletView, "clock", clock)
    people_make(now=clock.now())
    return enrolled(clock=clock)


def send(
    tablet, method: str, photo: bytes, part: bytes, *, length: int | None = None, **headers: str
):
    """Send a part; with a greater length the line breaks after the part."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return tablet.client.generic(
        method, blob_path(photo), part, content_type="application/octet-stream",
        headers={"Authorization": f"Bearer {tablet.token}", **named},
        CONTENT_LENGTH=str(len(part) if length is None else length), **{"wsgi.input": io.BytesIO(part)},
    )  # fmt: skip


def problem(answer) -> tuple[int, str]:
    return answer.status_code, json.loads(answer.content)["code"]


def offset(tablet, photo: bytes) -> str | None:
    return send(tablet, "HEAD", photo, b"").headers.get("Upload-Offset")


def test_a_file_is_receipted_when_it_is_here_and_its_arrival_is_an_entry(tablet, photo) -> None:
    answer = send(tablet, "PUT", photo, photo)
    assert answer.status_code == 201
    receipt = json.loads(tablet.believe(answer))
    assert receipt == {
        "sha256": hashlib.sha256(photo).hexdigest(), "size": len(photo), "device": tablet.device,
        "server_time": "2026-11-22T01:10:00.000Z",
    }  # fmt: skip
    assert blob_folder().read(receipt["sha256"]) == photo
    assert Blob.objects.get().size == len(photo)
    assert Entry.objects.get(name="blob.arrived").origin == "clock"


def test_the_same_file_again_is_a_success_and_no_second_entry(tablet, photo) -> None:
    send(tablet, "PUT", photo, photo)
    again = send(tablet, "PUT", photo, photo)
    assert again.status_code == 200
    assert json.loads(tablet.believe(again))["size"] == len(photo)
    assert Entry.objects.filter(name="blob.arrived").count() == 1


def test_a_file_that_broke_off_is_kept_and_goes_on_from_there(tablet, photo) -> None:
    broken = send(tablet, "PUT", photo, photo[:70_000], length=len(photo))
    assert problem(broken) == (400, "body_cut")
    assert offset(tablet, photo) == "70000"
    assert not Blob.objects.exists()
    rest = send(tablet, "PATCH", photo, photo[70_000:], Upload_Offset="70000")
    assert rest.status_code == 201
    assert blob_folder().read(hashlib.sha256(photo).hexdigest()) == photo
    assert not list(blob_folder().root.glob("partial/*"))


def test_a_file_may_break_off_many_times(tablet, photo) -> None:
    send(tablet, "PUT", photo, photo[:10], length=len(photo))
    at = 10
    while at < len(photo):
        part = photo[at : at + 60_000]
        answer = send(tablet, "PATCH", photo, part, length=len(photo) - at, Upload_Offset=str(at))
        at += len(part)
        assert offset(tablet, photo) == str(at)
    assert answer.status_code == 201


def test_going_on_at_another_place_is_told_the_right_one(tablet, photo) -> None:
    send(tablet, "PUT", photo, photo[:70_000], length=len(photo))
    wrong = send(tablet, "PATCH", photo, photo[90_000:], Upload_Offset="90000")
    assert problem(wrong) == (409, "offset_wrong")
    assert wrong.headers["Upload-Offset"] == "70000"
    assert offset(tablet, photo) == "70000"


def test_a_whole_file_gives_its_receipt_for_an_empty_end(tablet, photo) -> None:
    send(tablet, "PUT", photo, photo)
    end = send(tablet, "PATCH", photo, b"", Upload_Offset=str(len(photo)))
    assert json.loads(tablet.believe(end))["size"] == len(photo)


def test_bytes_that_are_not_the_file_they_claim_to_be_are_dropped(tablet, photo) -> None:
    answer = send(tablet, "PUT", photo, photo[:-1] + bytes([photo[-1] ^ 1]))
    assert problem(answer) == (422, "blob_hash_wrong")
    assert offset(tablet, photo) is None
    assert not Blob.objects.exists()
    assert send(tablet, "PUT", photo, photo).status_code == 201


def test_a_file_nobody_sent_is_not_here(tablet, photo) -> None:
    assert send(tablet, "HEAD", photo, b"").status_code == 404


def test_the_parts_of_two_tablets_do_not_mix(tablet, photo, clock) -> None:
    other = enrolled(clock=clock, name="tablet-2")
    send(tablet, "PUT", photo, photo[:70_000], length=len(photo))
    assert offset(other, photo) is None
    assert send(other, "PUT", photo, photo).status_code == 201
    assert offset(tablet, photo) == str(len(photo))


@pytest.mark.parametrize("name", ["x", "ab" * 31, "AB" * 32, "..%2F..%2Fserver.key"])
def test_a_name_that_is_no_hash_is_nowhere(tablet, name) -> None:
    answer = tablet.ask("PUT", f"/api/v1/blobs/{name}", b"x")
    assert answer.status_code == 404


def test_an_empty_file_is_refused(tablet) -> None:
    assert problem(send(tablet, "PUT", b"", b"")) == (422, "blob_empty")


def test_a_file_too_large_is_refused_before_it_is_read(tablet, photo) -> None:
    answer = send(tablet, "PUT", photo, b"", length=(25 << 20) + 1)
    assert problem(answer) == (413, "blob_too_large")
    assert offset(tablet, photo) is None


def test_a_full_disk_keeps_the_tablet_waiting_and_its_file(tablet, photo, monkeypatch) -> None:
    def full(*_, **__):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(BlobFolder, "append", full)
    answer = send(tablet, "PUT", photo, photo)
    assert problem(answer) == (503, "server_disk_full")
    assert answer.headers["Retry-After"] == "300"
    assert blob_storing.DiskFull().wait == 300


def test_a_disk_that_fills_up_at_the_last_step_keeps_what_came(tablet, photo, monkeypatch) -> None:
    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(folder_module, "_copy", full)
        assert problem(send(tablet, "PUT", photo, photo)) == (503, "server_disk_full")
    assert offset(tablet, photo) == str(len(photo))
    end = send(tablet, "PATCH", photo, b"", Upload_Offset=str(len(photo)))
    assert end.status_code == 201


def test_of_two_uploads_at_once_the_slower_is_receipted_too(tmp_path, photo) -> None:
    folder, name = BlobFolder(tmp_path), hashlib.sha256(photo).hexdigest()
    folder.append(name, "tablet", offset=0, chunks=[photo], limit=1 << 20)
    assert folder.complete(name, "tablet") == folder.complete(name, "tablet") == len(photo)


def test_a_slow_second_upload_cannot_write_into_what_was_verified(tmp_path, photo) -> None:
    folder, name = BlobFolder(tmp_path), hashlib.sha256(photo).hexdigest()

    def slow():
        yield photo[:100_000]
        folder.append(name, "tablet", offset=0, chunks=[photo], limit=1 << 20)
        folder.complete(name, "tablet")
        yield b"\0" * 100_000  # the first upload goes on, into a file that is no longer there

    folder.append(name, "tablet", offset=0, chunks=slow(), limit=1 << 20)
    assert folder.read(name) == photo


def test_more_than_was_allowed_is_not_written(tmp_path) -> None:
    folder, name = BlobFolder(tmp_path), "0" * 64
    with pytest.raises(BlobRefused) as refused:
        folder.append(name, "tablet", offset=0, chunks=[b"x" * 11], limit=10)
    assert refused.value.status == 413
