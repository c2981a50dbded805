"""A tablet reads every answer of the door that was ever sampled, and believes only the server's own."""

import json

import pytest

from shared.clock import instant_read
from shared.record import SigningKey, base64url_read, key_id
from shared.sync import (
    ServerSignatureWrong,
    answer_read,
    challenge_sign,
    changes_answer_read,
    changes_request_read,
    officer_proof,
    push_read,
    scope_checksum,
    server_signature_check,
    token_read,
)
from tests.ground.door_samples import names, sample

ENROL = sample("v1-enrol.txt")
KEY = base64url_read(json.loads(ENROL.body)["server_keys"][0])
PORTAL = b"<html><body>\xe8\xaf\xb7\xe5\x85\x88\xe7\x99\xbb\xe5\xbd\x95</body></html>"


@pytest.mark.parametrize("name", names())
def test_every_answer_is_signed_by_the_server_the_tablet_enrolled_at(name) -> None:
    one = sample(name)
    server_signature_check(one.signature, one.body, [KEY])


@pytest.mark.parametrize("name", names())
def test_an_answer_changed_in_one_bit_is_not_believed(name) -> None:
    one = sample(name)
    changed = one.body[:-2] + bytes([one.body[-2] ^ 1]) + one.body[-1:]
    with pytest.raises(ServerSignatureWrong):
        server_signature_check(one.signature, changed, [KEY])


@pytest.mark.parametrize("header", [None, "", ENROL.signature, "a, b", f"{key_id(KEY)}, "])
def test_the_page_of_a_captive_portal_is_never_a_success(header) -> None:
    with pytest.raises(ServerSignatureWrong):
        server_signature_check(header, PORTAL, [KEY])


def test_an_answer_of_another_server_is_not_believed() -> None:
    other = SigningKey.generate().public
    with pytest.raises(ServerSignatureWrong):
        server_signature_check(ENROL.signature, ENROL.body, [other])


def test_an_enrolment_tells_the_tablet_all_it_needs() -> None:
    found = json.loads(ENROL.body)
    assert set(found) >= {"device", "epoch", "server_keys", "officers", "server_time"}
    assert [one["id"] for one in found["officers"]] == ["officer-li", "officer-zhang"]
    assert found["officers"][0]["certificates"][0]["until"] == "2029-12-31"
    instant_read(found["server_time"])


def test_the_proof_in_the_sample_is_made_by_the_code_in_the_sample() -> None:
    code = json.loads(ENROL.request)["code"]
    asked = json.loads(sample("v1-enrol-officer.txt").request)
    device = json.loads(ENROL.body)["device"]
    assert asked["proof"] == officer_proof(code, asked["officer"], device, asked["key"])


def test_a_challenge_is_answered_by_a_token() -> None:
    challenge = json.loads(sample("v1-session-challenge.txt").body)
    token = json.loads(sample("v1-session-token.txt").body)
    assert challenge["challenge"]
    assert challenge_sign(SigningKey.generate(), device="d", challenge=challenge["challenge"])
    hours = instant_read(token["expires"]) - instant_read(token["server_time"])
    assert (token["token"] != "", hours.total_seconds()) == (True, 8 * 3600)


def test_the_answer_to_a_push_has_a_result_for_every_line() -> None:
    one = sample("v1-ops.txt")
    header, results = answer_read(one.body)
    pushed, lines = push_read(one.request)
    assert (header.device, header.epoch) == (pushed.device, pushed.epoch)
    assert [result.seq for result in results] == list(
        range(pushed.first, pushed.first + len(lines))
    )
    assert [result.code for result in results] == [
        "record_kind_unknown", "officer_key_unknown", "line_unreadable",
    ]  # fmt: skip


def test_a_gap_says_where_to_go_on() -> None:
    one = sample("v1-ops-gap.txt")
    found = json.loads(one.body)
    assert (one.status, found["code"], found["expected"]) == (409, "chain_gap", 4)
    assert isinstance(found["prev"], str)


def test_changes_bring_rows_of_the_scopes_and_where_to_go_on() -> None:
    one = sample("v1-changes.txt")
    asked, answer = changes_request_read(one.request), changes_answer_read(one.body)
    assert set(answer.cursors) == set(answer.scopes) >= {row.scope for row in answer.rows}
    assert {token_read(text).epoch for text in answer.cursors.values()} == {asked.epoch}
    for scope, checksum in answer.checksums.items():
        assert scope_checksum([row for row in answer.rows if row.scope == scope]) == checksum


@pytest.mark.parametrize(
    ("name", "status", "code"),
    [
        ("v1-enrol-code-wrong.txt", 403, "code_wrong"),
        ("v1-session-over.txt", 401, "session_over"),
        ("v1-changes-epoch.txt", 409, "epoch_changed"),
        ("v1-changes-revoked.txt", 403, "device_revoked"),
        ("v1-blob-offset-wrong.txt", 409, "offset_wrong"),
    ],
)
def test_a_refusal_has_a_code_and_a_remedy(name, status, code) -> None:
    one = sample(name)
    found = json.loads(one.body)
    assert (one.status, found["code"], found["status"]) == (status, code, status)
    assert found["message"]
    assert found["remedy"]


def test_a_receipt_names_the_file_and_its_size() -> None:
    one = sample("v1-blob.txt")
    receipt = json.loads(one.body)
    assert one.line.endswith(receipt["sha256"])
    assert receipt["size"] == len(one.request)
