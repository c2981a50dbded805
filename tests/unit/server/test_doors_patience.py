"""A body is read to its announced end, or it is broken; it is never short without a word."""

import io

import pytest

from server.config.patience import PIECE, BodyBroken, PatientInput, patient
from server.config.settings import OPTIONS


class Line:
    """A line that brings its bytes in pieces, as granian's does, and then breaks or ends."""

    def __init__(self, *pieces: bytes, then: Exception | None = None) -> None:
        self.pieces = list(pieces)
        self.then = then

    def read(self, size: int) -> bytes:
        if not self.pieces:
            if self.then:
                raise self.then
            return b""
        piece = self.pieces.pop(0)
        if len(piece) > size:
            self.pieces.insert(0, piece[size:])
        return piece[:size]


def test_a_body_is_given_whole_however_it_comes() -> None:
    content = bytes(range(256)) * 300
    line = Line(*(content[at : at + 1000] for at in range(0, len(content), 1000)))
    assert PatientInput(line, length=len(content)).read() == content


def test_reading_in_pieces_ends_with_the_body() -> None:
    body = PatientInput(Line(b"a" * 30, b"b" * 30), length=60)
    assert [body.read(25), body.read(25), body.read(25), body.read(25)] == [
        b"a" * 25, b"a" * 5 + b"b" * 20, b"b" * 10, b"",
    ]  # fmt: skip


def test_what_stands_behind_the_body_is_not_read() -> None:
    assert PatientInput(Line(b"12345"), length=3).read() == b"123"


def test_who_asks_for_all_of_a_short_body_gets_nothing() -> None:
    with pytest.raises(BodyBroken):
        PatientInput(Line(b"a" * 30), length=60).read()


def test_who_reads_in_pieces_gets_what_came_before_the_break() -> None:
    body = PatientInput(Line(b"a" * (PIECE + 30)), length=PIECE * 9)
    assert len(body.read(PIECE)) == PIECE
    assert body.read(PIECE) == b"a" * 30
    with pytest.raises(BodyBroken):
        body.read(PIECE)


def test_a_line_that_breaks_is_a_broken_body() -> None:
    with pytest.raises(OSError):
        PatientInput(Line(b"a", then=ConnectionResetError()), length=60).read()


def test_lines_are_read_as_lines() -> None:
    body = PatientInput(Line(b"one\ntw", b"o\nthree"), length=13)
    assert [body.readline(), body.readline(), body.readline(), body.readline()] == [
        b"one\n", b"two\n", b"three", b"",
    ]  # fmt: skip


def test_a_body_says_since_when_it_waits_only_while_it_does() -> None:
    seen = []

    class Looking(Line):
        def read(self, size: int) -> bytes:
            seen.append(body.waits_since)
            return super().read(size)

    body = PatientInput(Looking(b"abc"), length=3)
    body.read()
    assert seen[0] is not None
    assert body.waits_since is None


def test_a_request_without_a_body_is_passed_on_as_it_is() -> None:
    seen = {}

    def application(environ, start_response):
        seen.update(environ)
        return [b""]

    raw = io.BytesIO()
    patient(application, quiet_s=1)({"wsgi.input": raw, "CONTENT_LENGTH": ""}, lambda *_: None)
    assert seen["wsgi.input"] is raw


def test_the_patience_is_a_setting() -> None:
    assert OPTIONS.body_quiet_s == 30
