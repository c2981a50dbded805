"""The server says today what it said when the samples were made.

A sample is never changed, for tablets in the field were built to read it; an answer may gain members, and its
sentences may be put better, nothing else. A new sample is written by XUNAN_WRITE_SAMPLES=1 pytest
tests/contract/server/test_door_samples.py, which touches none that exists.
"""

import itertools
import json
import os
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from server.config.keys import server_key
from server.devices import codes, sessions
from server.intake.devices import device_revoke
from server.sync.doors import TabletView
from shared.record import base64url_write, first_prev
from shared.sync import push_unzip, server_signature_check
from tests.ground.building import INSPECTORS, district_make, people_make, sites_make
from tests.ground.door_samples import FOLDER, Sample, names, sample
from tests.ground.doors import DoorTablet, blob_path, code_for
from tests.ground.tablet import Tablet, key_of

pytestmark = [pytest.mark.django_db, pytest.mark.urls("server.sync.urls")]
SENTENCES = {"message", "remedy", "detail"}
PLACES = {"position", "cursors", "checksums"}
PHOTO = "一张照片的字节。".encode()
# One value for every random id of the database: tags of commits and the epoch.
FIXED = (
    "CREATE FUNCTION public.gen_random_uuid() RETURNS uuid LANGUAGE sql AS"
    " $$ SELECT '0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0'::uuid $$"
)


class Recording(DoorTablet):
    """A tablet that keeps what passed the door."""

    def __init__(self, *args, **values) -> None:
        super().__init__(*args, **values)
        self.kept: dict[str, Sample] = {}
        self.name = ""

    def ask(self, method, path, body=b"", **headers):
        answer = super().ask(method, path, body, **headers)
        if self.name:
            plain = push_unzip(body) if path.endswith("/ops") else body
            signature = answer.headers["Xunan-Signature"]
            self.kept[f"{self.name}.txt"] = Sample(
                f"{method} {path}", plain, answer.status_code, signature, answer.content
            )
        return answer

    def keep(self, name: str) -> "Recording":
        self.name = name
        return self


@pytest.fixture
def nothing_by_chance(clock, monkeypatch, settings, tmp_path) -> None:
    settings.DATA_DIR = tmp_path
    (tmp_path / "server.key").write_text(base64url_write(key_of("the samples' server").to_bytes()))
    monkeypatch.setattr(TabletView, "clock", clock)
    tokens = itertools.count(1)
    monkeypatch.setattr(sessions.secrets, "token_urlsafe", lambda _: f"chance-{next(tokens):02}")
    monkeypatch.setattr(codes.secrets, "choice", lambda alphabet: alphabet[0])
    with connection.cursor() as cursor:
        cursor.execute(FIXED)
        cursor.execute("SET LOCAL search_path = public, pg_catalog")


@pytest.fixture
def said(nothing_by_chance, clock) -> dict[str, Sample]:
    """Play a tablet's talk with the server."""
    people_make(now=clock.now())
    tablet = Recording(Client(), key_of("the samples' tablet"))
    code = code_for(*INSPECTORS, clock=clock).code
    tablet.keep("v1-enrol").enrol(code, trusted=(server_key().public,))
    tablet.keep("v1-enrol-code-wrong").say(
        "/api/v1/enrol", code="WRONGWRONG", app="test/1", device_key=base64url_write(b"k" * 32)
    )
    tablet.keep("v1-session-challenge").say("/api/v1/sync/session", device=tablet.device)
    tablet.keep("v1-session-token").open()
    hand = Tablet(tablet.device, INSPECTORS, clock)
    hand.key, hand.hashes = tablet.key, [first_prev(tablet.key.public)]
    tablet.keep("v1-enrol-officer").officer_key(INSPECTORS[0], hand.keys[INSPECTORS[0]], code=code)
    lines = [
        hand.intent("magic.do", {"n": number}, officer=officer)
        for number, officer in enumerate(INSPECTORS)
    ]
    tablet.keep("v1-ops").push(*lines, b"no line", first=1, prev=hand.hashes[0])
    tablet.keep("v1-ops-gap").push(lines[1], first=9, prev="0" * 64)
    tablet.keep("v1-blob").ask("PUT", blob_path(PHOTO), PHOTO)
    tablet.keep("v1-blob-offset-wrong").ask("PATCH", blob_path(PHOTO), b"x", Upload_Offset="7")
    district_make(now=clock.now())
    sites_make("老王烧烤", now=clock.now())
    tablet.keep("v1-changes").changes()
    asked = {"device/of-somebody-else": "", "district": "0f1e2d3c.5.of-another-history"}
    tablet.keep("v1-changes-epoch").changes(asked)
    device_revoke(device=tablet.device, officer="", now=clock.now())
    tablet.keep("v1-session-over").changes()
    tablet.keep("")
    tablet.open()
    tablet.keep("v1-changes-revoked").changes()
    return tablet.kept


def test_the_server_says_what_it_always_said(said) -> None:
    if os.environ.get("XUNAN_WRITE_SAMPLES"):
        FOLDER.mkdir(exist_ok=True)
        for name, one in said.items():
            if not (FOLDER / name).exists():
                (FOLDER / name).write_bytes(one.write())
    assert names() == sorted(said)
    for name, one in said.items():
        then = sample(name)
        assert (one.line, one.request, one.status) == (then.line, then.request, then.status), name
        server_signature_check(one.signature, one.body, [server_key().public])
        assert different(members_of(then), members_of(one), name) == []


def members_of(one: Sample) -> list[Any]:
    return [json.loads(line) for line in one.body.splitlines()]


def different(then: Any, now: Any, where: str) -> list[str]:
    """List what an answer lost or says otherwise; sentences and places in the ledger may differ."""
    name = where.rpartition(".")[2]
    if name in SENTENCES or name in PLACES:
        return [] if type(then) is type(now) else [where]
    if isinstance(then, dict) and isinstance(now, dict):
        lost = [f"{where}.{member}" for member in then if member not in now]
        kept = [member for member in then if member in now]
        return lost + [
            one for key in kept for one in different(then[key], now[key], f"{where}.{key}")
        ]
    if isinstance(then, list) and isinstance(now, list) and len(then) == len(now):
        pairs = enumerate(zip(then, now, strict=True))
        return [one for at, (a, b) in pairs for one in different(a, b, f"{where}[{at}]")]
    return [] if then == now else [where]


@pytest.mark.parametrize(
    "change",
    [
        lambda answer: answer[0].pop("epoch"),
        lambda answer: answer[0].update(v=2),
        lambda answer: answer[1].update(outcome="applied"),
        lambda answer: answer.pop(),
    ],
    ids=["a member less", "another version", "another outcome", "a line less"],
)
def test_a_changed_answer_is_noticed(change) -> None:
    then, now = members_of(sample("v1-ops.txt")), members_of(sample("v1-ops.txt"))
    change(now)
    assert different(then, now, "v1-ops.txt")
