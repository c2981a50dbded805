"""A push is taken whole or not at all, and its answer binds the bytes that were sent."""

import gzip
import hashlib
import io
import json

import pytest
from django.db import OperationalError

from server.intake.devices import device_revoke
from server.intake.models import Operation
from server.ledger.models import Entry
from server.sync import pushing
from server.sync.doors import TabletView
from shared.record import first_prev
from shared.sync import MAX_BYTES, PushHeader, push_unzip, push_write
from tests.ground.building import INSPECTORS, people_make
from tests.ground.doors import code_for, stranger
from tests.ground.tablet import Tablet

pytestmark = [pytest.mark.django_db, pytest.mark.urls("server.sync.urls")]
OPS = "/api/v1/sync/ops"


class Pair:
    """A tablet at the door, and the hand that writes its operations."""

    def __init__(self, clock) -> None:
        from server.config.keys import server_key

        self.door = stranger("tablet-1")
        made = code_for(*INSPECTORS, clock=clock)
        self.door.enrol(made.code, trusted=(server_key().public,))
        self.door.open()
        self.hand = Tablet(self.door.device, INSPECTORS, clock)
        self.hand.key, self.hand.hashes = self.door.key, [first_prev(self.door.key.public)]
        for officer, key in self.hand.keys.items():
            assert self.door.officer_key(officer, key, code=made.code).status_code == 201

    def line(self) -> bytes:
        return self.hand.line(
            "attempt", {"site": "site-1", "reason": "closed"}, officer=INSPECTORS[0]
        )

    def zipped(self, *lines: bytes) -> bytes:
        header = PushHeader(
            self.door.device, self.door.epoch, 1, first_prev(self.door.key.public), len(lines)
        )
        return push_write(header, lines)


@pytest.fixture
def pair(clock, monkeypatch) -> Pair:
    monkeypatch.setattr(TabletView, "clock", clock)
    people_make(now=clock.now())
    return Pair(clock)


def problem(answer) -> tuple[int, str]:
    return answer.status_code, json.loads(answer.content)["code"]


def nothing_was_taken() -> bool:
    return not Operation.objects.exists() and not Entry.objects.filter(origin="device").exists()


def test_the_answer_names_the_push_it_answers_and_a_result_for_each_line(pair) -> None:
    zipped = pair.zipped(pair.line(), pair.line())
    header, results = pair.door.results(pair.door.ask("POST", OPS, zipped))
    assert header.request_sha256 == hashlib.sha256(push_unzip(zipped)).hexdigest()
    assert (header.device, header.epoch) == (pair.door.device, pair.door.epoch)
    assert header.server_time == "2026-11-22T01:10:00.000Z"
    assert [result.seq for result in results] == [1, 2]
    assert Operation.objects.count() == 2


def test_the_same_push_again_gets_the_same_results(pair) -> None:
    zipped = pair.zipped(pair.line())
    first = pair.door.results(pair.door.ask("POST", OPS, zipped))[1]
    again = pair.door.results(pair.door.ask("POST", OPS, zipped))[1]
    assert again == first
    assert Entry.objects.filter(origin="device").count() == 1


def test_a_push_that_was_cut_is_refused_whole(pair) -> None:
    zipped = pair.zipped(pair.line(), pair.line())
    short = pair.door.ask("POST", OPS, zipped[:-9])
    assert problem(short) == (400, "push_unreadable")
    assert nothing_was_taken()


def test_a_push_shorter_than_announced_is_refused_whole(pair) -> None:
    zipped = pair.zipped(pair.line())
    answer = pair.door.client.generic(
        "POST", OPS, zipped, CONTENT_LENGTH=str(len(zipped) + 100), **{"wsgi.input": io.BytesIO(zipped)},
        headers={"Authorization": f"Bearer {pair.door.token}"},
    )  # fmt: skip
    assert problem(answer) == (400, "body_cut")
    assert nothing_was_taken()


def test_a_push_of_unknown_length_is_refused(pair) -> None:
    answer = pair.door.client.generic(
        "POST", OPS, pair.zipped(pair.line()), CONTENT_LENGTH="",
        headers={"Authorization": f"Bearer {pair.door.token}"},
    )  # fmt: skip
    assert problem(answer) == (411, "length_missing")


@pytest.mark.parametrize(
    "body",
    [
        gzip.compress(
            b"x" * (MAX_BYTES + 1)
        ),  # a small parcel that unpacks to more than is allowed
        b"\0" * (MAX_BYTES + (1 << 17)),
    ],
)
def test_a_push_too_large_is_told_the_limit(pair, body) -> None:
    answer = pair.door.ask("POST", OPS, body)
    assert problem(answer) == (413, "push_too_large")
    assert "bytes" in json.loads(pair.door.believe(answer))["message"] + answer.content.decode()
    assert nothing_was_taken()


def test_a_gap_is_answered_with_where_to_go_on(pair) -> None:
    pair.line()
    answer = pair.door.push(pair.line(), first=2, prev="0" * 64)
    assert problem(answer) == (409, "chain_gap")
    found = json.loads(pair.door.believe(answer))
    assert (found["expected"], found["prev"]) == (1, first_prev(pair.door.key.public))


def test_one_line_nobody_can_read_keeps_no_other_back(pair) -> None:
    first, _, third = pair.line(), pair.line(), pair.line()
    answer = pair.door.push(
        first, b"this is no line", third, first=1, prev=first_prev(pair.door.key.public)
    )
    results = pair.door.results(answer)[1]
    assert [result.outcome == "held" and result.code for result in results][1] == "line_unreadable"
    assert len(results) == 3


def test_a_push_in_the_name_of_another_tablet_is_refused(pair) -> None:
    header = PushHeader("device-other", pair.door.epoch, 1, "0" * 64, 0)
    answer = pair.door.ask("POST", OPS, push_write(header, []))
    assert problem(answer) == (403, "push_of_other_device")


def test_what_a_revoked_tablet_hands_over_is_kept_for_the_office(pair, clock) -> None:
    line = pair.line()
    device_revoke(device=pair.door.device, officer="", now=clock.now())
    pair.door.token = ""
    pair.door.open()
    _, results = pair.door.results(
        pair.door.push(line, first=1, prev=first_prev(pair.door.key.public))
    )
    assert [(result.outcome, result.code) for result in results] == [("held", "device_revoked")]


def test_a_database_that_refuses_says_when_to_come_back(pair, monkeypatch) -> None:
    def refuse(**_):
        raise OperationalError("canceling statement due to lock timeout")

    monkeypatch.setattr(pushing, "push_accept", refuse)
    answer = pair.door.ask("POST", OPS, pair.zipped(pair.line()))
    assert problem(answer) == (503, "server_busy")
    assert int(answer.headers["Retry-After"]) > 0


def test_a_long_answer_is_zipped_and_signed_over_what_it_unzips_to(pair) -> None:
    lines = [pair.line() for _ in range(20)]
    answer = pair.door.ask("POST", OPS, pair.zipped(*lines), Accept_Encoding="gzip")
    assert answer.headers["Content-Encoding"] == "gzip"
    assert int(answer.headers["Content-Length"]) == len(answer.content)
    answer.content = gzip.decompress(answer.content)
    assert len(pair.door.results(answer)[1]) == 20
