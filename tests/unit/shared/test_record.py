"""Bodies: what may be written, what is refused, and what a reader says about strange bytes."""

import hashlib
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.record import (
    KINDS,
    MAX_BODY_BYTES,
    Base64Unreadable,
    Entry,
    EntryUnreadable,
    KindUnknown,
    RecordUnreadable,
    RecordUnwritable,
    Signature,
    SignatureWrong,
    SigningKey,
    base64url_read,
    base64url_write,
    body_hash,
    body_read,
    body_write,
    entry_read,
    entry_write,
    signature_verify,
    signatures_read,
    signatures_write,
)
from shared.record.json_text import JsonRefused, json_read, json_write

KEY = SigningKey.from_bytes(hashlib.sha256(b"test key").digest())
OTHER = SigningKey.from_bytes(hashlib.sha256(b"other key").digest())


def a_body(**changes):
    members = {
        "kind": "recheck",
        "id": "019ab000-0000-7000-8000-000000000001",
        "device": "D-7",
        "seq": 3,
        "prev": "ab" * 32,
        "seen": 12,
        "officer": "O-01",
        "app": "xunan 0.1",
        "form": None,
        "wall": "2026-11-22T01:10:00.123Z",
        "mono": 5000,
        "boot": "b1",
        "server_time": None,
        "server_time_age": None,
        "data": {"note": "已复查"},
    }
    return body_write(**{**members, **changes})


def faults_of(caught):
    return {one.where for one in caught.value.fields}


def test_a_body_is_compact_json_with_its_members_in_order():
    body = a_body()
    assert body.startswith(b'{"v":1,"kind":"recheck","id":"019ab000-')
    assert body.endswith('"data":{"note":"已复查"}}'.encode())
    assert list(json.loads(body))[-1] == "data"


def test_what_was_written_is_read_and_keeps_its_bytes_and_hash():
    body = a_body(seq=4)
    envelope = body_read(body)
    assert (envelope.seq, envelope.data["note"]) == (4, "已复查")
    assert (envelope.body, envelope.hash) == (body, hashlib.sha256(body).hexdigest())
    assert envelope.hash == body_hash(body)


@pytest.mark.parametrize(
    ("changes", "where"),
    [
        ({"kind": "drone"}, "kind"),
        ({"seq": 0}, "seq"),
        ({"prev": "AB" * 32}, "prev"),
        ({"seen": -1}, "seen"),
        ({"wall": "2026-11-22T09:10:00+08:00"}, "wall"),
        ({"server_time": "2026-11-22T01:10:00.123Z"}, "server_time_age"),
        ({"officer": ""}, "officer"),
        ({"device": "D 7"}, "device"),
        ({"form": ""}, "form"),
        ({"data": []}, "data"),
    ],
    ids=lambda one: one if isinstance(one, str) else next(iter(one)),
)
def test_a_member_that_does_not_fit_is_refused_by_name(changes, where):
    with pytest.raises(RecordUnwritable) as caught:
        a_body(**changes)
    assert faults_of(caught) == {where}


def test_a_truth_value_is_no_number():
    with pytest.raises(RecordUnwritable):
        a_body(seq=True)


def test_an_operation_of_the_device_itself_needs_no_officer():
    assert body_read(a_body(kind="device", officer="")).officer == ""


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        (0.35, "float"),
        (float("nan"), "float"),
        ("half \ud83d", "surrogate"),
        ("nul \x00", "NUL"),
        (1 << 53, r"2\^53"),
        (b"bytes", "bytes"),
        ({1: "one"}, "member name"),
    ],
    ids=["float", "nan", "surrogate", "nul", "integer", "bytes", "name"],
)
def test_a_value_json_would_change_is_refused_with_its_place(value, reason):
    with pytest.raises(RecordUnwritable, match=reason) as caught:
        a_body(data={"answers": [{"value": value}]})
    assert "data.answers[0].value" in caught.value.message
    assert caught.value.code == "record_value_refused"


def test_a_pair_of_surrogates_is_an_ordinary_character():
    body = a_body(data={"note": "😀"})
    assert "😀".encode() in body
    assert body_read(body.replace("😀".encode(), b"\\ud83d\\ude00")).data["note"] == "😀"


def test_a_body_past_its_size_is_refused_on_both_sides():
    with pytest.raises(RecordUnwritable, match=str(MAX_BODY_BYTES)):
        a_body(data={"note": "字" * (MAX_BODY_BYTES // 3)})
    body = a_body()
    padded = body[:-1] + b" " * MAX_BODY_BYTES + b"}"
    with pytest.raises(RecordUnreadable) as caught:
        body_read(padded)
    assert caught.value.code == "record_too_large"


def broken(old, new):
    return a_body().replace(old, new, 1)


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", "record_not_json"),
        (a_body()[:-5], "record_not_json"),
        (b"[]", "record_not_json"),
        (b"\xff" + a_body(), "record_not_json"),
        (broken(b'"seen":12', b'"seen":12.5'), "record_not_json"),
        (broken(b'"seen":12', b'"seen":NaN'), "record_not_json"),
        (broken(b'"seen":12', b'"seen":12,"seen":13'), "record_not_json"),
        (broken(b'"seen":12', b'"seen":\n12'), "record_not_json"),
        (broken(b'"note":"', b'"note":"\\ud83d'), "record_not_json"),
        (broken(b'"note":"', b'"note":"\\u0000'), "record_not_json"),
        (broken(b'"data":{', b'"data":{"n":12345678901234567890,'), "record_not_json"),
        (broken(b'"data":{', b'"data":{"n":' + b"[" * 40 + b"]" * 40 + b","), "record_not_json"),
        (broken(b'"data":{', b'"data":{"n":' + b"[" * 9000 + b"]" * 9000 + b","), "record_not_json"),
        (broken(b'"v":1', b'"v":2'), "record_version_unknown"),
        (broken(b'"v":1', b'"v":"1"'), "record_faulty"),
        (broken(b'"seq":3,', b""), "record_faulty"),
    ],
    ids=["empty", "cut", "list", "latin", "float", "nan", "twice", "line_feed", "surrogate", "nul",
         "integer", "deep", "deepest", "version", "version_text", "missing"],
)  # fmt: skip
def test_bytes_that_are_no_operation_are_refused_and_never_crash(body, code):
    with pytest.raises(RecordUnreadable) as caught:
        body_read(body)
    assert caught.value.code == code
    assert caught.value.remedy


def test_every_missing_member_is_told_at_once():
    with pytest.raises(RecordUnreadable) as caught:
        body_read(b'{"v":1}')
    assert len(caught.value.fields) == 15


def test_an_unknown_kind_keeps_its_envelope_so_that_its_place_is_known():
    with pytest.raises(KindUnknown) as caught:
        body_read(broken(b'"recheck"', b'"drone"'))
    assert (caught.value.envelope.kind, caught.value.envelope.seq) == ("drone", 3)
    assert "drone" not in KINDS


@settings(max_examples=400, deadline=None, derandomize=True)
@given(st.binary(max_size=80))
def test_no_bytes_crash_the_reader(noise):
    for body in (noise, a_body()[:40] + noise, a_body()[:-1] + noise + b"}"):
        try:
            body_read(body)
        except RecordUnreadable:
            continue


json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53) + 1, 2**53 - 1)
    | st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"])),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("abc"), inner),
    max_leaves=8,
)


@settings(max_examples=300, deadline=None, derandomize=True)
@given(json_values)
def test_json_reads_what_it_wrote_without_a_raw_line_feed(value):
    text = json_write(value)
    assert b"\n" not in text
    assert json_read(text) == value


def test_json_refuses_a_float_even_when_it_is_whole():
    with pytest.raises(JsonRefused):
        json_read(b'{"a":1.0}')
    with pytest.raises(JsonRefused):
        json_read(b'{"a":1e3}')


def test_a_signature_holds_for_its_message_and_key_alone():
    signature = KEY.sign(b"message")
    signature_verify(message=b"message", signature=signature, public_key=KEY.public)
    for message, key in ((b"massage", KEY), (b"message", OTHER)):
        with pytest.raises(SignatureWrong):
            signature_verify(message=message, signature=signature, public_key=key.public)


@pytest.mark.parametrize(
    "wrong",
    [
        Signature("rsa", KEY.key_id, KEY.sign(b"m").sig),
        Signature("ed25519-sha256", KEY.key_id, KEY.sign(b"m").sig + "="),
        Signature("ed25519-sha256", KEY.key_id, KEY.sign(b"m").sig[:-4]),
        Signature("ed25519-sha256", KEY.key_id, OTHER.sign(b"m").sig),
    ],
    ids=["algorithm", "padding", "cut", "other_key"],
)
def test_a_signature_of_another_form_is_refused(wrong):
    with pytest.raises(SignatureWrong):
        signature_verify(message=b"m", signature=wrong, public_key=KEY.public)


def test_a_key_keeps_through_its_bytes():
    assert SigningKey.from_bytes(KEY.to_bytes()).key_id == KEY.key_id
    assert SigningKey.generate().key_id != SigningKey.generate().key_id
    with pytest.raises(ValueError):
        SigningKey.from_bytes(b"short")


def test_signatures_read_what_they_wrote_and_refuse_the_rest():
    signatures = (KEY.sign(b"m"), OTHER.sign(b"m"))
    assert signatures_read(signatures_write(signatures)) == signatures
    many = signatures_write([KEY.sign(b"m")] * 17)
    for text in (
        b"",
        b"[]",
        b"{}",
        b'[{"alg":"a","key":"k"}]',
        b'[{"alg":1,"key":"","sig":""}]',
        many,
    ):
        with pytest.raises(SignatureWrong):
            signatures_read(text)


@settings(max_examples=200, deadline=None, derandomize=True)
@given(st.binary(max_size=40))
def test_base64url_reads_what_it_wrote(data):
    assert base64url_read(base64url_write(data)) == data


@pytest.mark.parametrize("text", ["YQ==", "YR", "Y", "Y Q", "é", None, "YQ\n"])
def test_base64url_refuses_every_second_spelling(text):
    with pytest.raises(Base64Unreadable):
        base64url_read(text)


def an_entry(**changes):
    members = {
        "position": 7,
        "origin": "device",
        "kind": "visit",
        "body": "ab" * 32,
        "signatures": "cd" * 32,
        "happened_at": "2026-11-22T01:10:00.123Z",
        "uncertainty_ms": 40,
        "received_at": "2026-11-22T02:10:00.123Z",
    }
    return Entry(**{**members, **changes})


def test_an_entry_reads_what_it_wrote():
    assert entry_read(entry_write(an_entry())) == an_entry()


@pytest.mark.parametrize(
    "changes",
    [{"position": 0}, {"origin": "cloud"}, {"body": ""}, {"uncertainty_ms": -1}, {"v": 2},
     {"happened_at": "yesterday"}],
    ids=["position", "origin", "body", "uncertainty", "version", "instant"],
)  # fmt: skip
def test_an_entry_no_reader_would_take_is_not_written(changes):
    with pytest.raises(EntryUnreadable, match=next(iter(changes))):
        entry_write(an_entry(**changes))


@pytest.mark.parametrize("text", [b"", b"[]", b"{}", entry_write(an_entry())[:-1]])
def test_bytes_that_are_no_entry_are_refused(text):
    with pytest.raises(EntryUnreadable):
        entry_read(text)
