"""What a past day left behind is read by today's code and by the stand-alone check, byte for byte."""

import io
import json
import subprocess
import sys
from pathlib import Path

import pytest

from shared.bundle import bundle_header, bundle_read, organisation_secret_of
from shared.inspection import visit_read
from shared.record import (
    base64url_read,
    body_read,
    chain_check,
    key_id,
    signature_verify,
)
from shared.sync import (
    changes_answer_read,
    changes_answer_write,
    line_read,
    push_read,
    push_unzip,
    push_write,
    scope_checksum,
)
from tests.ground.golden import Golden, day_name, goldens

ROOT = Path(__file__).resolve().parents[3]
every_day = pytest.mark.parametrize("golden", goldens(), ids=day_name)


def keys_of(golden: Golden) -> dict[str, bytes]:
    """Give the public keys of the tablet and its officers by their ids."""
    written = [golden.facts["device_key"], *golden.facts["officers"].values()]
    return {key_id(public): public for public in map(base64url_read, written)}


@every_day
def test_its_push_is_read_and_written_back_to_the_same_bytes(golden: Golden) -> None:
    raw = golden.read("push.bin")
    header, lines = push_read(raw)
    assert push_unzip(push_write(header, lines)) == raw
    assert (header.device, header.n) == (golden.facts["device"], len(golden.facts["operations"]))


@every_day
def test_its_operations_are_signed_chained_and_understood(golden: Golden) -> None:
    _, lines = push_read(golden.read("push.bin"))
    keys, envelopes = keys_of(golden), []
    for line in lines:
        signatures, body = line_read(line)
        for signature in signatures:
            signature_verify(message=body, signature=signature, public_key=keys[signature.key])
        envelopes.append(body_read(body))
    assert chain_check(envelopes, public_key=base64url_read(golden.facts["device_key"])) == ()
    assert [one.kind for one in envelopes] == [kind for kind, _ in golden.facts["operations"]]
    visits = {one.id: visit_read(one.data) for one in envelopes if one.kind == "visit"}
    inspection = visits[golden.facts["runs"]["inspection"]]
    assert {paper.kind for paper in inspection.papers} == {"record", "order"}
    assert [one.item for one in inspection.findings if one.grade == "major"] == ["G03"]
    assert {answer.item for answer in inspection.answers} >= {"G04", "G05", "G06", "G07", "C1"}


@every_day
def test_its_feed_page_is_read_and_written_back_to_the_same_bytes(golden: Golden) -> None:
    raw = golden.read("feed.json.xz")
    page = changes_answer_read(raw)
    assert changes_answer_write(page) == raw
    assert {row.kind for row in page.rows} >= {
        "area", "authority", "calendar", "checklist", "documents", "hazard", "model", "officer",
        "result", "site", "task",
    }  # fmt: skip
    for scope, checksum in page.checksums.items():
        rows = [row for row in page.rows if row.scope == scope]
        assert scope_checksum(rows) == checksum, scope


@every_day
def test_its_evidence_bundle_proves_itself_without_us(golden: Golden, tmp_path: Path) -> None:
    bundle = tmp_path / "evidence.zip"
    bundle.write_bytes(golden.read("evidence.zip.xz"))
    server = key_id(base64url_read(golden.facts["server_key"]))
    words = ["--key", server, "--seal", golden.facts["seal"]]
    checked = subprocess.run(
        [sys.executable, ROOT / "tools/verify.py", bundle, *words],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert checked.returncode == 0, checked.stdout
    assert checked.stdout.splitlines()[-1] == "ALL CHECKS HOLD."


@every_day
def test_its_rescue_bundle_opens_with_the_servers_key(golden: Golden) -> None:
    secret = organisation_secret_of(bytes.fromhex(golden.facts["server_secret"]))
    file = io.BytesIO(golden.read("rescue.xunan"))
    assert bundle_header(file).device == golden.facts["device"]
    members = dict(bundle_read(file, organisation_secret=secret))
    _, lines = push_read(golden.read("push.bin"))
    unsent = [n for n, (_, state) in enumerate(golden.facts["operations"], 1) if state == "queued"]
    assert {name for name in members if name.startswith("ops/")} == {f"ops/{n}" for n in unsent}
    for seq in unsent:
        assert members[f"ops/{seq}"].removesuffix(b"\n") == lines[seq - 1]
        data = json.loads(line_read(lines[seq - 1])[1])["data"]
        named = {one for answer in data["answers"] for one in answer["blobs"]}
        assert named <= {name.removeprefix("blobs/") for name in members}
