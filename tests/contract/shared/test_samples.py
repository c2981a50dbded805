"""Read what version 1 wrote, for ever: bytes → object → the same bytes."""

import hashlib
import json
from pathlib import Path

import pytest

from shared.inspection import visit_read
from shared.record import (
    KindUnknown,
    SignatureWrong,
    base64url_read,
    body_hash,
    body_read,
    body_write,
    chain_check,
    entry_hash,
    entry_read,
    entry_write,
    first_seal,
    key_id,
    seal_hash,
    signature_verify,
    signatures_write,
)
from shared.sync import (
    answer_read,
    answer_write,
    challenge_verify,
    changes_answer_read,
    changes_answer_write,
    changes_request_read,
    changes_request_write,
    enrolment_qr_read,
    enrolment_qr_write,
    line_read,
    line_write,
    officer_proof_check,
    push_read,
    push_unzip,
    push_write,
    server_signature_check,
    token_read,
)

FOLDER = Path(__file__).with_name("samples")
LIST = FOLDER / "samples.sha256"
KINDS = ("visit", "recheck", "intent", "device")
EPOCH = "2b6f0cc904d137be2e1730235f5664094b831186"
MEMBERS = (
    "v", "kind", "id", "device", "seq", "prev", "seen", "officer", "app", "form", "wall", "mono",
    "boot", "server_time", "server_time_age", "data",
)  # fmt: skip


def sample(name):
    return (FOLDER / name).read_bytes()


def key(name):
    return bytes.fromhex(json.loads(sample("v1-keys.json"))[name])


def test_every_sample_is_listed_and_none_was_changed():
    listed = dict(
        reversed(line.split("  ")) for line in LIST.read_text(encoding="utf-8").splitlines()
    )
    found = {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in FOLDER.iterdir()
        if path != LIST
    }
    assert found == listed


@pytest.mark.parametrize("kind", KINDS)
def test_a_body_reads_and_writes_as_the_same_bytes(kind):
    body = sample(f"v1-body-{kind}.json")
    envelope = body_read(body)
    assert (envelope.kind, envelope.device, envelope.v) == (kind, "D-7", 1)
    assert body_write(**{name: getattr(envelope, name) for name in MEMBERS}) == body


def test_the_bodies_are_one_chain_from_the_devices_key():
    chain = [body_read(sample(f"v1-body-{kind}.json")) for kind in KINDS]
    assert chain_check(chain, public_key=key("device")) == ()
    assert chain_check(chain[:1] + chain[2:])


def test_the_data_of_a_visit_reads_in_the_second_step():
    visit = visit_read(body_read(sample("v1-body-visit.json")).data)
    assert (visit.kind, visit.site, visit.officers) == ("enforcement", "S-000123", ("O-01", "O-02"))
    assert visit.findings[0].grade == "major"
    assert visit.answers[1].note == "气瓶间与明火距离 0.8 m，“未分隔”😀"


def test_a_member_of_a_later_version_is_left_alone():
    later = body_read(sample("v1-body-later-member.json"))
    assert later.data == body_read(sample("v1-body-visit.json")).data


def test_an_unknown_kind_keeps_its_envelope():
    with pytest.raises(KindUnknown) as caught:
        body_read(sample("v1-body-unknown-kind.json"))
    assert (caught.value.envelope.kind, caught.value.envelope.seq) == ("drone", 1)


def test_a_line_reads_and_writes_as_the_same_bytes_and_its_signatures_hold():
    line = sample("v1-line.bin")
    signatures, body = line_read(line)
    assert line_write(signatures, body) == line
    assert body == sample("v1-body-visit.json")
    for signature, who in zip(signatures, ("officer", "second", "device"), strict=True):
        signature_verify(message=body, signature=signature, public_key=key(who))
        with pytest.raises(SignatureWrong):
            signature_verify(message=body + b" ", signature=signature, public_key=key(who))


def test_a_push_reads_and_writes_as_the_same_lines():
    plain = push_unzip(sample("v1-push.gz"))
    header, lines = push_read(plain)
    assert (header.device, header.epoch, header.first, header.n) == ("D-7", EPOCH, 1, 4)
    # gzip may pack differently elsewhere; what is read is what was unpacked.
    assert push_unzip(push_write(header, lines)) == plain
    bodies = [line_read(line)[1] for line in lines]
    assert bodies == [sample(f"v1-body-{kind}.json") for kind in KINDS]


def test_an_answer_reads_and_writes_as_the_same_bytes_and_the_server_signed_it():
    raw = sample("v1-answer.bin")
    header, results = answer_read(raw)
    assert answer_write(header, results) == raw
    assert [one.outcome for one in results] == [
        "applied",
        "applied_with_conflict",
        "held",
        "rejected",
    ]
    assert results[2].waits_for == "site:S-000999"
    server_signature_check(sample("v1-answer.signature.txt").decode(), raw, [key("server")])


def test_a_request_for_changes_reads_and_writes_as_the_same_bytes():
    raw = sample("v1-changes-request.json")
    assert changes_request_write(changes_request_read(raw)) == raw


def test_a_page_of_changes_reads_and_writes_as_the_same_bytes():
    raw = sample("v1-changes-answer.json")
    answer = changes_answer_read(raw)
    assert changes_answer_write(answer) == raw
    assert [row.gone for row in answer.rows] == [False, False, True]
    assert token_read(answer.cursors["district"]).position == 4302


def test_an_enrolment_qr_reads_and_writes_as_the_same_text():
    text = sample("v1-enrol-qr.txt").decode()
    qr = enrolment_qr_read(text)
    assert enrolment_qr_write(qr) == text
    assert qr.fingerprint == key_id(key("server"))


def test_the_proof_of_an_officer_holds():
    told = json.loads(sample("v1-enrol-officer.json"))
    assert base64url_read(told["key"]) == key("officer")
    assert officer_proof_check(
        told["proof"],
        code_sha256=hashlib.sha256(b"K7QM-2XWP").digest(),
        officer=told["officer"],
        device="D-7",
        key=told["key"],
    )


def test_a_session_message_opens_with_the_devices_key():
    told = json.loads(sample("v1-session.json"))
    challenge_verify(public_key=key("device"), **told)
    with pytest.raises(SignatureWrong):
        challenge_verify(public_key=key("officer"), **told)


@pytest.mark.parametrize("kind", KINDS)
def test_an_entry_reads_and_writes_as_the_same_bytes_and_binds_body_and_signatures(kind):
    text = sample(f"v1-entry-{kind}.json")
    entry = entry_read(text)
    assert entry_write(entry) == text
    assert entry.body == body_hash(sample(f"v1-body-{kind}.json"))
    lines = push_read(push_unzip(sample("v1-push.gz")))[1]
    signatures, _ = line_read(lines[KINDS.index(kind)])
    assert entry.signatures == hashlib.sha256(signatures_write(signatures)).hexdigest()


def test_the_seal_covers_the_entries_in_order():
    seal = json.loads(sample("v1-seal.json"))
    hashes = [entry_hash(sample(f"v1-entry-{kind}.json")) for kind in KINDS]
    assert seal["prev"] == first_seal(EPOCH)
    assert seal["hash"] == seal_hash(seal["prev"], hashes)
    assert seal["hash"] != seal_hash(seal["prev"], hashes[::-1])
    assert (seal["first"], seal["last"]) == (4301, 4304)
