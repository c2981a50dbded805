"""A tablet that signs with real keys and writes real lines, without a store: for tests of the server."""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from server.devices.models import Device
from server.intake.accepting import Answer, push_accept
from server.intake.entry_make import entry_make
from shared.clock import FixedClock, instant_text
from shared.ids import SequenceIds
from shared.record import SigningKey, base64url_write, body_hash, body_write, first_prev
from shared.sync import PushHeader, Result, line_write

EPOCH = "epoch-of-a-test"


def key_of(name: str) -> SigningKey:
    """Give the same key for the same name each time."""
    return SigningKey.from_bytes(hashlib.sha256(name.encode()).digest())


class Tablet:
    """Write operations one after the other, and push them."""

    def __init__(self, device: str, officers: Sequence[str], clock: FixedClock) -> None:
        self.device = device
        self.clock = clock
        self.key = key_of(device)
        self.keys = {officer: key_of(f"{officer} on {device}") for officer in officers}
        self.ids = SequenceIds(device)
        self.seq = 0
        self.hashes = [first_prev(self.key.public)]
        self.heard: datetime | None = None

    def register_key(self, officer: str) -> None:
        """Register an officer's key on this tablet."""
        key = base64url_write(self.keys[officer].public)
        data = {"device": self.device, "officer": officer, "key": key}
        entry_make(origin="office", name="device.officer_key", data=data, now=self.clock.now())

    def body(self, kind: str, data: Mapping[str, Any], *, officer: str, **members: Any) -> bytes:
        """Write the next body, without going on to the one after."""
        heard = self.heard
        age = None if heard is None else (self.clock.now() - heard) // timedelta(milliseconds=1)
        return body_write(
            **{
                "kind": kind, "id": self.ids.new(), "device": self.device, "seq": self.seq + 1,
                "prev": self.hashes[-1], "seen": 0, "officer": officer, "app": "test/1", "form": None,
                "wall": instant_text(self.clock.now()), "mono": self.clock.monotonic(),
                "boot": self.clock.boot(), "server_time": heard and instant_text(heard),
                "server_time_age": age, "data": data,
                **members,
            }
        )  # fmt: skip

    def sign(self, body: bytes, *, signers: Sequence[str]) -> bytes:
        """Sign a body with the device's key and the named officers' keys; give the line."""
        keys = [self.key, *(self.keys[officer] for officer in signers)]
        return line_write([key.sign(body) for key in keys], body)

    def line(self, kind: str, data: Mapping[str, Any], *, officer: str, also: Sequence[str] = (),
             **members: Any) -> bytes:  # fmt: skip
        """Write and sign the next operation, and go on."""
        body = self.body(kind, data, officer=officer, **members)
        self.go_on(body)
        return self.sign(body, signers=[officer, *also] if officer else list(also))

    def intent(self, name: str, data: Mapping[str, Any], *, officer: str, **members: Any) -> bytes:
        """Write and sign an intent, and go on."""
        return self.line("intent", {"name": name, "data": dict(data)}, officer=officer, **members)

    def go_on(self, body: bytes) -> None:
        """Take a body as written: the next follows it."""
        self.seq += 1
        self.hashes.append(body_hash(body))

    def header(self, lines: Sequence[bytes], *, first: int) -> PushHeader:
        """Give line 0 of a push that starts at `first`."""
        return PushHeader(self.device, EPOCH, first, self.hashes[first - 1], len(lines))

    def push(self, *lines: bytes, first: int | None = None, now: datetime | None = None) -> Answer:
        """Push lines, by default the latest that were written; the server takes them in for real."""
        start = self.seq - len(lines) + 1 if first is None else first
        return push_accept(
            device=Device.objects.get(id=self.device),
            header=self.header(lines, first=start),
            lines=lines,
            now=now or self.clock.now(),
        )

    def results(self, *lines: bytes, **where: Any) -> tuple[Result, ...]:
        """Push lines and give what became of each."""
        return self.push(*lines, **where).results
