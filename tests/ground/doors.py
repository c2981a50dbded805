"""A tablet that knocks at the server's doors over HTTP, and believes only what is signed."""

import hashlib
import json
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.http import HttpResponse
from django.test import Client

from server.config.keys import server_key
from server.devices.codes import MadeCode, code_make
from shared.clock import FixedClock
from shared.record import SigningKey, base64url_write
from shared.sync import (
    SIGNATURE_HEADER,
    AnswerHeader,
    ChangesAnswer,
    ChangesRequest,
    PushHeader,
    Result,
    answer_read,
    challenge_sign,
    changes_answer_read,
    changes_request_write,
    officer_proof,
    push_write,
    server_signature_check,
)
from tests.ground.building import INSPECTORS
from tests.ground.tablet import key_of


@dataclass
class DoorTablet:
    """Hold a client, the tablet's key and what it was told at enrolment."""

    client: Client
    key: SigningKey
    server_keys: tuple[bytes, ...] = ()
    device: str = ""
    epoch: str = ""
    token: str = ""
    address: str = "10.0.0.7"

    def ask(self, method: str, path: str, body: bytes = b"", **headers: str) -> HttpResponse:
        """Send bytes with the tablet's token; the answer is not judged here."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        if self.token:
            named.setdefault("Authorization", f"Bearer {self.token}")
        return self.client.generic(
            method, path, body, content_type="application/octet-stream", headers=named,
            REMOTE_ADDR=self.address,
        )  # fmt: skip

    def say(self, path: str, **members: Any) -> HttpResponse:
        """Post a JSON object."""
        return self.ask("POST", path, json.dumps(members).encode())

    def believe(self, answer: HttpResponse, *keys: bytes) -> bytes:
        """Give an answer's bytes once the server's signature over them is right."""
        server_signature_check(
            answer.headers.get(SIGNATURE_HEADER), answer.content, keys or self.server_keys
        )
        return answer.content

    def enrol(
        self, code: str, *, label: str = "一号平板", trusted: tuple[bytes, ...]
    ) -> dict[str, Any]:
        """Enrol, and remember who the tablet is now."""
        answer = self.say(
            "/api/v1/enrol", code=code, label=label, app="test/1",
            device_key=base64url_write(self.key.public),
        )  # fmt: skip
        assert answer.status_code == 200, answer.content.decode()
        found = json.loads(self.believe(answer, *trusted))
        self.server_keys, self.device, self.epoch = trusted, found["device"], found["epoch"]
        return found

    def open(self) -> str:
        """Open a session by signing the challenge."""
        challenge = json.loads(self.believe(self.say("/api/v1/sync/session", device=self.device)))
        sig = challenge_sign(self.key, device=self.device, challenge=challenge["challenge"])
        answer = self.say(
            "/api/v1/sync/session", device=self.device, challenge=challenge["challenge"], sig=sig
        )
        assert answer.status_code == 200, answer.content.decode()
        self.token = json.loads(self.believe(answer))["token"]
        return self.token

    def officer_key(self, officer: str, key: SigningKey, *, code: str) -> HttpResponse:
        """Register an officer's key with the proof of the code."""
        public = base64url_write(key.public)
        proof = officer_proof(code, officer, self.device, public)
        return self.say("/api/v1/enrol/officer", officer=officer, proof=proof, key=public)

    def push(self, *lines: bytes, first: int, prev: str) -> HttpResponse:
        """Push lines as a tablet does."""
        header = PushHeader(self.device, self.epoch, first, prev, len(lines))
        return self.ask("POST", "/api/v1/sync/ops", push_write(header, lines))

    def results(self, answer: HttpResponse) -> tuple[AnswerHeader, tuple[Result, ...]]:
        """Read the answer to a push."""
        assert answer.status_code == 200, answer.content.decode()
        return answer_read(self.believe(answer))

    def pull(self, cursors: dict[str, str] | None = None, *, limit: int = 2000) -> ChangesAnswer:
        """Ask for what is new."""
        answer = self.changes(cursors, limit=limit)
        assert answer.status_code == 200, answer.content.decode()
        return changes_answer_read(self.believe(answer))

    def changes(self, cursors: dict[str, str] | None = None, *, limit: int = 2000) -> HttpResponse:
        """Ask for what is new; the answer is not judged here."""
        request = ChangesRequest(self.epoch, limit, cursors or {})
        return self.ask("POST", "/api/v1/sync/changes", changes_request_write(request))


def blob_path(content: bytes) -> str:
    """Give the address of a file."""
    return f"/api/v1/blobs/{hashlib.sha256(content).hexdigest()}"


def code_for(*officers: str, clock: FixedClock, minutes: int = 30) -> MadeCode:
    """Make a one-time code for officers who exist."""
    return code_make(
        officers=officers, label="一号平板", url="https://xunan.example",
        now=clock.now(), valid=timedelta(minutes=minutes),
    )  # fmt: skip


def stranger(name: str = "a tablet nobody knows") -> DoorTablet:
    """Give a tablet that was never enrolled."""
    return DoorTablet(Client(), key_of(name), server_keys=(server_key().public,))


def enrolled(*officers: str, clock: FixedClock, name: str = "tablet-1") -> DoorTablet:
    """Enrol a tablet for officers, and open its session."""
    tablet = stranger(name)
    code = code_for(*(officers or INSPECTORS), clock=clock).code
    tablet.enrol(code, trusted=(server_key().public,))
    tablet.open()
    return tablet
