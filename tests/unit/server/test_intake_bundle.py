"""A rescue bundle goes through the same door as a push, and as often as somebody tries."""

import hashlib
from io import BytesIO, StringIO

import pytest
from django.core.management import CommandError, call_command

from server.accounts.models import Body
from server.blobs.models import Blob
from server.blobs.services import blob_folder
from server.config.keys import server_key
from server.intake.bundle_import import BundleRefused, bundle_import
from server.intake.models import Operation
from shared.bundle import (
    BundleUnreadable,
    bundle_write,
    organisation_key_of,
    organisation_secret_of,
)
from tests.ground.building import INSPECTORS, people_make, tablet_make
from tests.ground.tablet import Tablet

ZHANG = INSPECTORS[0]
PHOTO = b"a photo"
NAME = f"blobs/{hashlib.sha256(PHOTO).hexdigest()}"


@pytest.fixture
def tablet(db, clock, notes, tmp_path, settings) -> Tablet:
    settings.DATA_DIR = tmp_path
    people_make(now=clock.now())
    return tablet_make(clock=clock)


def bundle(tablet: Tablet, *members: tuple[str, bytes]) -> BytesIO:
    file, count = BytesIO(), iter(range(1, 100))
    bundle_write(
        file,
        organisation=organisation_key_of(server_key().public),
        device=tablet.device,
        epoch="e",
        made="2026-11-22T01:10:00.000Z",
        members=members,
        random=lambda length: bytes([next(count)]) * length,
    )
    return file


def take(file: BytesIO, now):
    secret = organisation_secret_of(server_key().to_bytes())
    return bundle_import(file=file, organisation_secret=secret, now=now)


def note(tablet: Tablet, name: str, **more: object) -> bytes:
    return tablet.line("attempt", {"note": name, **more}, officer=ZHANG)


def test_its_operations_and_files_are_taken_in(tablet, now):
    file = bundle(tablet, ("ops/1", note(tablet, "a")), ("ops/2", note(tablet, "b")), (NAME, PHOTO))
    imported = take(file, now)
    assert imported.outcomes() == {"applied": 2}
    assert (imported.blobs, imported.faults) == (1, [])
    assert blob_folder().read(Blob.objects.get().sha256) == PHOTO


def test_a_second_time_changes_nothing(tablet, now):
    file = bundle(tablet, ("ops/1", note(tablet, "a")), (NAME, PHOTO))
    take(file, now)
    imported = take(file, now)
    assert (imported.outcomes(), imported.blobs, imported.blobs_known) == ({"applied": 1}, 0, 1)
    assert Operation.objects.count() == 1


def test_what_was_pushed_meanwhile_is_recognised(tablet, now):
    first, second = note(tablet, "a"), note(tablet, "b")
    tablet.push(first, first=1)
    take(bundle(tablet, ("ops/1", first), ("ops/2", second)), now)
    assert Body.objects.filter(id__in=["a", "b"]).count() == 2


def test_many_operations_are_taken_in_by_the_same_limits_as_pushes(tablet, now):
    members = [(f"ops/{number}", note(tablet, f"n{number}")) for number in range(1, 70)]
    assert take(bundle(tablet, *members), now).outcomes() == {"applied": 69}


def test_a_damaged_line_is_held_and_the_others_go_on(tablet, now):
    members = [("ops/1", note(tablet, "a")[:50]), ("ops/2", note(tablet, "b"))]
    assert take(bundle(tablet, *members), now).outcomes() == {"held": 1, "applied": 1}


def test_operations_before_it_must_be_here(tablet, now):
    note(tablet, "a")
    with pytest.raises(BundleRefused) as refused:
        take(bundle(tablet, ("ops/2", note(tablet, "b"))), now)
    assert refused.value.code == "bundle_gap"
    assert "第 1 号" in refused.value.message


def test_a_file_that_is_not_what_its_name_says_is_told_and_left_out(tablet, now):
    imported = take(bundle(tablet, (NAME, b"another"), ("ops/1", note(tablet, "a"))), now)
    assert len(imported.faults) == 1
    assert imported.outcomes() == {"applied": 1}
    assert not Blob.objects.exists()


def test_a_bundle_of_an_unknown_device_is_refused(tablet, clock, now):
    stranger = Tablet("device-9", [ZHANG], clock)
    with pytest.raises(BundleRefused) as refused:
        take(bundle(stranger), now)
    assert refused.value.code == "bundle_device_unknown"


def test_a_changed_bundle_is_refused_whole(tablet, now):
    content = bytearray(bundle(tablet, ("ops/1", note(tablet, "a"))).getvalue())
    content[len(content) // 2] ^= 1
    with pytest.raises(BundleUnreadable):
        take(BytesIO(bytes(content)), now)
    assert not Operation.objects.exists()


def test_the_command_says_what_became_of_it(tablet, tmp_path):
    path, said = tmp_path / "rescue", StringIO()
    path.write_bytes(bundle(tablet, ("ops/1", note(tablet, "a", needs="b"))).getvalue())
    call_command("import_bundle", str(path), stdout=said)
    assert "seq 1: held body_unknown" in said.getvalue()
    assert "1 operations (1 held)" in said.getvalue()
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("import_bundle", str(tmp_path / "nothing"), stdout=said)
