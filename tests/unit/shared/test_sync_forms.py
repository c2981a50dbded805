"""What travels between tablet and server: limits, cuts, and everything that must be refused."""

import gzip
import hashlib
import json
from dataclasses import replace

import pytest

from shared.record import SignatureWrong, SigningKey, base64url_write, signatures_write
from shared.sync import (
    MAX_BYTES,
    MAX_OPERATIONS,
    AnswerHeader,
    AnswerUnreadable,
    ChangeRow,
    ChangesAnswer,
    ChangesRequest,
    ChangesUnreadable,
    EnrolmentQr,
    LineUnreadable,
    Outcome,
    PushHeader,
    PushTooLarge,
    PushUnreadable,
    QrUnreadable,
    Result,
    ServerSignatureWrong,
    Token,
    TokenUnreadable,
    answer_read,
    answer_write,
    challenge_sign,
    challenge_verify,
    changes_answer_read,
    changes_answer_write,
    changes_request_read,
    changes_request_write,
    enrolment_qr_read,
    enrolment_qr_write,
    line_read,
    line_write,
    officer_proof,
    officer_proof_check,
    push_read,
    push_unzip,
    push_write,
    scope_checksum,
    server_signature_check,
    server_signature_header,
    token_read,
)

KEY = SigningKey.from_bytes(b"k" * 32)
SERVER = SigningKey.from_bytes(b"s" * 32)
HASH = "ab" * 32
NOW = "2026-11-22T02:00:00.000Z"
HEADER = PushHeader("D-7", "epoch-1", 1, HASH, 2)
LINES = [line_write([KEY.sign(body)], body) for body in (b'{"a":1}', b'{"b":2}')]


def plain_push(header=HEADER, lines=LINES):
    return push_unzip(push_write(header, lines))


# Lines


def test_a_line_gives_back_signatures_and_body_untouched():
    body = '{"note":"“未分隔”😀 with spaces"}'.encode()
    signatures, read = line_read(line_write([KEY.sign(body)], body))
    assert (read, signatures) == (body, (KEY.sign(body),))


def test_a_body_with_a_raw_line_feed_is_no_line():
    with pytest.raises(LineUnreadable, match="换行"):
        line_write([KEY.sign(b"")], b'{"a":\n1}')
    with pytest.raises(LineUnreadable, match="换行"):
        line_read(LINES[0][:-1] + b"\n1\n")


def head(raw):
    return base64url_write(raw).encode()


@pytest.mark.parametrize(
    "line",
    [
        b"",
        b"\n",
        LINES[0][:10],
        LINES[0].partition(b" ")[0] + b" ",
        b"!!! {}",
        "签名 {}".encode(),
        head(b"[]") + b" {}",
        head(b"{") + b" {}",
        head(signatures_write([KEY.sign(b"m")] * 17)) + b" {}",
    ],
    ids=["empty", "feed", "cut", "no_body", "alphabet", "letters", "unsigned", "no_json", "many"],
)
def test_a_line_that_is_cut_or_strange_is_refused_with_a_remedy(line):
    with pytest.raises(LineUnreadable) as caught:
        line_read(line)
    assert caught.value.remedy


def test_a_lone_surrogate_in_a_body_does_not_stop_its_line():
    body = b'{"note":"\\ud83d"}'
    assert line_read(line_write([KEY.sign(body)], body))[1] == body


# Pushes


def test_the_same_push_is_the_same_bytes():
    assert push_write(HEADER, LINES) == push_write(HEADER, LINES)
    assert push_read(plain_push()) == (HEADER, [line[:-1] for line in LINES])


def test_sixty_four_operations_go_and_sixty_five_do_not():
    most = [LINES[0]] * MAX_OPERATIONS
    header = replace(HEADER, n=MAX_OPERATIONS)
    assert len(push_read(plain_push(header, most))[1]) == MAX_OPERATIONS
    with pytest.raises(PushTooLarge):
        push_write(replace(HEADER, n=65), [*most, LINES[0]])
    forced = json.dumps({**json.loads(plain_push().split(b"\n")[0]), "n": 65}).encode()
    with pytest.raises(PushTooLarge) as caught:
        push_read(forced + b"\n" + LINES[0] * 65)
    assert (caught.value.status, "64" in caught.value.remedy) == (413, True)


def test_a_mebibyte_goes_and_a_byte_more_does_not():
    room = MAX_BYTES - len(plain_push(replace(HEADER, n=1), [b""]))
    full = plain_push(replace(HEADER, n=1), [b"x" * room])
    assert len(full) == MAX_BYTES
    assert push_read(full)[0].n == 1
    with pytest.raises(PushTooLarge):
        push_write(replace(HEADER, n=1), [b"x" * (room + 1)])
    with pytest.raises(PushTooLarge):
        push_read(full[:-1] + b"x\n")


def test_a_bomb_is_refused_before_it_is_unpacked_in_full():
    bomb = gzip.compress(b"0" * (64 * MAX_BYTES), mtime=0)
    assert len(bomb) < MAX_BYTES
    with pytest.raises(PushTooLarge):
        push_unzip(bomb)


def test_gzip_cut_at_any_byte_is_refused():
    zipped = push_write(HEADER, LINES)
    for length in range(len(zipped)):
        with pytest.raises(PushUnreadable):
            push_unzip(zipped[:length])


@pytest.mark.parametrize(
    "zipped",
    [b"", b"plain text", push_write(HEADER, LINES) + b"more", push_write(HEADER, LINES) * 2],
    ids=["empty", "plain", "tail", "twice"],
)
def test_what_is_not_one_gzip_is_refused(zipped):
    with pytest.raises(PushUnreadable):
        push_unzip(zipped)


def test_a_flipped_byte_inside_gzip_is_refused():
    zipped = bytearray(push_write(HEADER, LINES))
    zipped[len(zipped) // 2] ^= 0xFF
    with pytest.raises((PushUnreadable, PushTooLarge)):
        push_unzip(bytes(zipped))


def lines_of(**changes):
    told = {**json.loads(plain_push().split(b"\n")[0]), **changes}
    return json.dumps(told).encode() + b"\n" + b"".join(LINES)


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (b"", "cut"),
        (plain_push()[:-1], "cut"),
        (b"{}\n", "v is not"),
        (b"[]\n", "no JSON object"),
        (lines_of(v=2), "v is 2"),
        (lines_of(n=3), "announces 3"),
        (lines_of(n=1), "announces 1"),
        (lines_of(first=0), "first"),
        (lines_of(prev="xyz"), "prev"),
        (lines_of(device=""), "device"),
        (lines_of(n=2.0), "float"),
    ],
    ids=["empty", "cut", "bare", "list", "version", "more", "fewer", "first", "prev", "device",
         "float"],
)  # fmt: skip
def test_a_push_whose_header_or_count_does_not_hold_is_refused_whole(raw, reason):
    with pytest.raises(PushUnreadable, match=reason):
        push_read(raw)


def test_a_faulty_line_does_not_stop_the_push():
    lines = [b"complete nonsense", LINES[1]]
    assert push_read(plain_push(HEADER, lines))[1] == [b"complete nonsense", LINES[1][:-1]]


# Answers


ANSWER = AnswerHeader("D-7", "epoch-1", HASH, 7, NOW, ({"name": "wipe"},))
RESULTS = (
    Result.of(Outcome.applied(), seq=1, hash=HASH, position=7),
    Result.of(
        Outcome.rejected(code="forked", remedy="请联系安全办公室。"), seq=1, hash="cd" * 32,
        position=None,
    ),
)  # fmt: skip


def test_an_answer_reads_what_it_wrote_forked_twins_included():
    assert answer_read(answer_write(ANSWER, RESULTS)) == (ANSWER, RESULTS)


@pytest.mark.parametrize("cut", [1, 5, 80])
def test_a_cut_answer_is_never_a_success(cut):
    with pytest.raises(AnswerUnreadable):
        answer_read(answer_write(ANSWER, RESULTS)[:-cut])


@pytest.mark.parametrize(
    "raw",
    [b"<html>login</html>\n", answer_write(replace(ANSWER, v=2), ()),
     answer_write(replace(ANSWER, request_sha256="x"), ()),
     answer_write(ANSWER, [replace(RESULTS[0], outcome="lost")]),
     answer_write(ANSWER, [replace(RESULTS[0], hash="x")])],
    ids=["portal", "version", "request", "outcome", "hash"],
)  # fmt: skip
def test_an_answer_in_another_form_is_refused(raw):
    with pytest.raises(AnswerUnreadable, match="答复"):
        answer_read(raw)


def test_an_outcome_nobody_knows_cannot_be_made():
    with pytest.raises(ValueError, match="lost"):
        Outcome("lost")


def test_only_a_known_server_key_signs_an_answer():
    raw = answer_write(ANSWER, RESULTS)
    header = server_signature_header(SERVER, raw)
    server_signature_check(header, raw, [KEY.public, SERVER.public])
    wrong = [
        (None, raw, [SERVER.public]),
        ("", raw, [SERVER.public]),
        ("key only", raw, [SERVER.public]),
        (header, raw + b" ", [SERVER.public]),
        (header, raw, [KEY.public]),
        (header, raw, []),
        (server_signature_header(KEY, raw), raw, [SERVER.public]),
    ]
    for told, body, keys in wrong:
        with pytest.raises(ServerSignatureWrong):
            server_signature_check(told, body, keys)


# Changes and tokens


def a_row(kind="site", id="S-1", position=3):
    return ChangeRow("street/220103002", kind, id, position, False, {"name": "老王饺子馆"})


def test_changes_read_what_they_wrote_and_leave_out_what_says_nothing():
    answer = ChangesAnswer("epoch-1", NOW, (a_row(),), {"district": "t"}, more=True)
    raw = changes_answer_write(answer)
    assert changes_answer_read(raw) == answer
    assert not {"checksums", "scopes", "scope_left"} & set(json.loads(raw))


def test_no_scopes_at_all_differs_from_scopes_not_told():
    answer = ChangesAnswer("epoch-1", NOW, (), {}, more=False, scopes=())
    assert changes_answer_read(changes_answer_write(answer)).scopes == ()


def test_a_request_for_too_many_rows_gets_as_many_as_there_may_be():
    raw = changes_request_write(ChangesRequest("epoch-1", 10**6, {"district": ""}))
    assert changes_request_read(raw).limit == 2000


@pytest.mark.parametrize(
    "raw",
    [b"", b"[]", b'{"epoch":"e","limit":0,"cursors":{}}', b'{"epoch":"e","limit":9,"cursors":[]}',
     b'{"epoch":"","limit":9,"cursors":{}}', b'{"epoch":"e","limit":9,"cursors":{"a":1}}'],
    ids=["empty", "list", "limit", "cursors", "epoch", "token"],
)  # fmt: skip
def test_a_request_in_another_form_is_a_client_error(raw):
    with pytest.raises(ChangesUnreadable) as caught:
        changes_request_read(raw)
    assert caught.value.status == 400


def test_a_page_in_another_form_is_refused():
    good = json.loads(changes_answer_write(ChangesAnswer("e", NOW, (a_row(),), {}, more=False)))
    rows = [{**good["rows"][0], "position": 0}]
    for wrong in ({"server_time": "now"}, {"rows": rows}, {"more": 1}, {"rows": None}):
        with pytest.raises(ChangesUnreadable):
            changes_answer_read(json.dumps({**good, **wrong}).encode())


def test_a_checksum_is_over_kind_id_and_position_in_code_point_order():
    rows = [a_row(), a_row("hazard", "H-2", 9), a_row("hazard", "H-10", 4)]
    text = "hazard\nH-10\n4\nhazard\nH-2\n9\nsite\nS-1\n3\n"
    assert scope_checksum(rows) == hashlib.sha256(text.encode()).hexdigest()
    assert scope_checksum(rows[::-1]) == scope_checksum(rows)


def test_a_token_reads_what_it_wrote():
    assert token_read(Token("epoch-1", 12, "c0ffee").text()) == Token("epoch-1", 12, "c0ffee")
    assert Token.start("e").text() == "e.0.0"


@pytest.mark.parametrize("text", ["", "e.1", "e.01.t", "e.-1.t", "e.1.t.x", "e.1.", "é.1.t", None])
def test_a_text_that_is_no_token_is_a_client_error(text):
    with pytest.raises(TokenUnreadable) as caught:
        token_read(text)
    assert caught.value.status == 400


def test_a_token_that_could_not_be_read_back_is_not_given():
    with pytest.raises(TokenUnreadable):
        Token("an epoch", 1, "t").text()


# Enrolment and session


QR = EnrolmentQr("https://xunan.example.gov.cn:8443/x", "K7QM-2XWP", SERVER.key_id)


def test_a_qr_reads_what_it_wrote_and_forgives_blanks_around_it():
    assert enrolment_qr_read(f" {enrolment_qr_write(QR)}\n") == QR


@pytest.mark.parametrize(
    "text",
    ["", "https://evil.example/", "xunan:2;u;c;f", enrolment_qr_write(QR) + ";more",
     enrolment_qr_write(QR)[:-1], enrolment_qr_write(QR).replace("https", "ftp"),
     enrolment_qr_write(QR).replace("K7QM-2XWP", "K7")],
    ids=["empty", "url", "version", "more", "cut", "scheme", "code"],
)  # fmt: skip
def test_a_text_that_is_no_qr_of_ours_is_refused(text):
    with pytest.raises(QrUnreadable) as caught:
        enrolment_qr_read(text)
    assert "二维码" in caught.value.message


def test_a_qr_nobody_could_read_is_not_made():
    with pytest.raises(QrUnreadable):
        enrolment_qr_write(replace(QR, url="https://a;b"))


def test_a_proof_holds_for_its_code_officer_device_and_key_alone():
    code_sha256 = hashlib.sha256(b"K7QM-2XWP").digest()
    told = {"officer": "O-01", "device": "D-7", "key": "pk"}
    proof = officer_proof("K7QM-2XWP", **told)
    assert officer_proof_check(proof, code_sha256=code_sha256, **told)
    wrong = [
        officer_proof("K7QM-2XWQ", **told),
        officer_proof("K7QM-2XWP", **{**told, "officer": "O-02"}),
        officer_proof("K7QM-2XWP", **{**told, "device": "D-8"}),
        officer_proof("K7QM-2XWP", **{**told, "key": "pk2"}),
        proof[:-1],
        "",
        "\ud800",
    ]
    assert not any(officer_proof_check(one, code_sha256=code_sha256, **told) for one in wrong)


def test_a_challenge_opens_for_its_device_key_alone():
    sig = challenge_sign(KEY, device="D-7", challenge="c")
    challenge_verify(public_key=KEY.public, device="D-7", challenge="c", sig=sig)
    for key, device, challenge in ((SERVER, "D-7", "c"), (KEY, "D-8", "c"), (KEY, "D-7", "d")):
        with pytest.raises(SignatureWrong):
            challenge_verify(public_key=key.public, device=device, challenge=challenge, sig=sig)


def test_the_signature_of_a_challenge_never_passes_for_one_of_an_operation():
    sig = challenge_sign(KEY, device="D-7", challenge="c")
    assert sig != KEY.sign(b"c").sig
    assert sig != KEY.sign(b"D-7\nc").sig
