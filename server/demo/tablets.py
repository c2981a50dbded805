"""Sample tablets: they sign with real keys, and the server takes their lines in by its real door.

The keys follow from the tablet's name, so that the same load makes the same bytes; therefore every
sample tablet is shut out again when the load is over.
"""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from server.devices.models import Device
from server.intake.accepting import push_accept
from server.intake.entry_make import entry_make
from server.ledger.models import Head
from shared.clock import FixedClock, instant_text
from shared.ids import SequenceIds
from shared.problems import Problem
from shared.record import SigningKey, base64url_write, body_hash, body_write, first_prev
from shared.sync import PushHeader, Result, line_write

APP = "xunan-demo/1"


class DemoRefused(Problem):
    """Say that the server did not take what a sample tablet sent: the load is stopped there."""

    def __init__(self, device: str, result: Result) -> None:
        super().__init__(
            "demo_refused",
            f"{device} seq {result.seq}: {result.outcome} {result.code}: {result.remedy}",
            "Report this: the sample no longer fits the rules of the server.",
        )


def _key(seed: int, name: str) -> SigningKey:
    return SigningKey.from_bytes(hashlib.sha256(f"demo {seed} {name}".encode()).digest())


def _seen() -> int:
    """Give how far a tablet that has just pulled would have read."""
    return Head.objects.values_list("position", flat=True).first() or 0


class DemoTablet:
    """Write, sign and push one operation after the other."""

    def __init__(
        self, device: str, officers: Sequence[str], *, seed: int, clock: FixedClock, epoch: str
    ) -> None:
        self.device, self.officers, self.clock, self.epoch = device, tuple(officers), clock, epoch
        self.ids = SequenceIds(f"{seed} {device}")
        self._key = _key(seed, device)
        self._keys = {officer: _key(seed, f"{officer} on {device}") for officer in officers}
        self._seq, self._prev = 0, first_prev(self._key.public)

    def enrol(self, *, by: str) -> None:
        """Enrol with its own key and the keys of its officers."""
        now = self.clock.now()
        data = {
            "id": self.device, "label": f"演示平板 {self.device.removeprefix('demo-')}",
            "key": base64url_write(self._key.public), "app": APP, "officers": list(self.officers),
        }  # fmt: skip
        entry_make(origin="office", name="device.enrol", data=data, officer=by, now=now)
        for officer, key in self._keys.items():
            data = {"device": self.device, "officer": officer, "key": base64url_write(key.public)}
            entry_make(origin="office", name="device.officer_key", data=data, officer=by, now=now)

    def push(
        self, kind: str, data: Mapping[str, Any], *, id: str, signers: Sequence[str], at: datetime
    ) -> Result:
        """Push one operation made at `at`; raise DemoRefused unless it took effect."""
        age = max(0, (self.clock.now() - at) // timedelta(milliseconds=1))
        body = body_write(
            kind=kind, id=id, device=self.device, seq=self._seq + 1, prev=self._prev, seen=_seen(),
            officer=signers[0], app=APP, form=None, wall=instant_text(at),
            mono=self.clock.monotonic() - age, boot=self.clock.boot(), server_time=None,
            server_time_age=None, data=data,
        )  # fmt: skip
        keys = [self._key, *(self._keys[officer] for officer in signers)]
        line = line_write([key.sign(body) for key in keys], body)
        header = PushHeader(self.device, self.epoch, self._seq + 1, self._prev, 1)
        answer = push_accept(
            device=Device.objects.get(id=self.device), header=header, lines=[line.removesuffix(b"\n")],
            now=self.clock.now(),
        )  # fmt: skip
        self._seq, self._prev = self._seq + 1, body_hash(body)
        result = answer.results[0]
        if result.outcome not in ("applied", "applied_with_conflict"):
            raise DemoRefused(self.device, result)
        return result

    def revoke(self, *, by: str) -> None:
        """Shut the tablet out: nobody may sign with keys that follow from a name."""
        data = {"device": self.device}
        entry_make(
            origin="office", name="device.revoke", data=data, officer=by, now=self.clock.now()
        )
