"""An exported inspection proves itself: the stand-alone check holds, and finds every changed byte."""

import subprocess
import sys
from datetime import timedelta
from io import BytesIO, StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from server.blobs.services import blob_folder
from server.config.keys import server_key
from server.inspections.models import Visit
from server.intake.evidence import InspectionUnknown, evidence_write
from server.intake.sweeping import seals_sweep
from server.ledger.models import Seal
from shared.evidence_bundle import BundleUnwritable
from tests.ground.visiting import Field

ROOT = Path(__file__).resolve().parents[3]
PHOTO = b"\xff\xd8\xff a photo"


@pytest.fixture
def field(db, clock, tmp_path, settings) -> Field:
    settings.DATA_DIR = tmp_path
    server_key()
    return Field(clock)


def sealed(field: Field) -> None:
    field.clock.advance(timedelta(minutes=2))
    seals_sweep(now=field.clock.now())


def written(field: Field) -> bytes:
    file = BytesIO()
    evidence_write(inspection=Visit.objects.get().id, file=file, now=field.clock.now())
    return file.getvalue()


def checked(content: bytes, tmp_path: Path, *words: str) -> subprocess.CompletedProcess[str]:
    path = tmp_path / "bundle.zip"
    path.write_bytes(content)
    return subprocess.run(
        [sys.executable, ROOT / "tools/verify.py", path, *words],
        capture_output=True,
        text=True,
        check=False,
    )


def visit(field: Field) -> None:
    sha256 = blob_folder().store(PHOTO)
    field.office("blob.arrived", sha256=sha256, size=len(PHOTO), device=field.tablet.device)
    assert field.visit({"A2": {"blobs": (sha256,)}}).outcome == "applied"


def test_the_stand_alone_check_holds(field, tmp_path):
    visit(field)
    sealed(field)
    seal = Seal.objects.latest("number")
    done = checked(written(field), tmp_path, "--key", server_key().key_id, "--seal", seal.digest)
    assert done.returncode == 0, done.stdout
    assert "ALL CHECKS HOLD" in done.stdout


def test_an_inspection_released_later_carries_its_release(field, tmp_path):
    assert field.patrol(site="site-9").outcome == "held"
    row = {"id": "site-9", "name": "新店", "kind": "restaurant"}
    field.office("site.import", sites=[row])
    sealed(field)
    done = checked(written(field), tmp_path)
    assert done.returncode == 0, done.stdout


def test_a_changed_byte_is_found(field, tmp_path):
    visit(field)
    sealed(field)
    content = written(field)
    for place in range(5, len(content), len(content) // 25):
        changed = bytearray(content)
        changed[place] ^= 1
        assert checked(bytes(changed), tmp_path).returncode == 1, place


def test_the_same_inspection_gives_the_same_bytes(field):
    visit(field)
    sealed(field)
    assert written(field) == written(field)


def test_what_is_not_sealed_yet_proves_nothing_and_is_refused(field):
    visit(field)
    with pytest.raises(BundleUnwritable) as refused:
        written(field)
    assert refused.value.code == "bundle_unsealed"


def test_the_command_writes_the_file_whole_or_not_at_all(field, tmp_path):
    visit(field)
    path, said = tmp_path / "out.zip", StringIO()
    call_command("evidence", Visit.objects.get().id, str(path), stdout=said)
    assert path.exists()
    assert "manifest" in said.getvalue()
    with pytest.raises(InspectionUnknown):
        call_command("evidence", "no-such", str(tmp_path / "other.zip"))
    assert not list(tmp_path.glob("*.part"))
    assert not (tmp_path / "other.zip").exists()
    with pytest.raises(CommandError, match="cannot be written"):
        call_command("evidence", Visit.objects.get().id, str(tmp_path / "no" / "folder.zip"))
