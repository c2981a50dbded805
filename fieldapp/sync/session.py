"""A session of eight hours, opened by the device's signature; a lost one is opened again once."""

from collections.abc import Mapping
from typing import Any

from fieldapp.sync.client import Reply, ServerClient, ServerUnexpected
from fieldapp.sync.store import SyncStore
from shared.clock import instant_text
from shared.record import Base64Unreadable, base64url_read
from shared.record.json_text import json_write
from shared.sync import challenge_sign

SESSION = "/api/v1/sync/session"
KEPT = "session"


def server_keys_of(identity: Mapping[str, Any]) -> tuple[bytes, ...]:
    """Return the server's known public keys. Raises ServerUnexpected."""
    try:
        return tuple(base64url_read(key, length=32) for key in identity["server_keys"])
    except (Base64Unreadable, KeyError, TypeError) as error:
        raise ServerUnexpected("server_keys") from error


class Session:
    """Ask the server as this tablet."""

    def __init__(self, store: SyncStore, client: ServerClient | None = None) -> None:
        self._store = store
        identity = store.ring.identity
        self.device: str = identity["device"]
        self.client = client or ServerClient(
            identity["url"],
            keys=lambda: server_keys_of(store.ring.identity),
            limits=store.network,
        )
        self.limits = store.network
        self._token: str | None = None

    @property
    def epoch(self) -> str:
        """Return the server's epoch as this tablet knows it."""
        return str(self._store.ring.identity["epoch"])

    def ask(
        self,
        method: str,
        path: str,
        body: bytes = b"",
        headers: Mapping[str, str] | None = None,
        *,
        signed: bool = True,
        tries: int | None = None,
    ) -> Reply:
        """Send a request under the session; a session that ran out is opened again."""

        def once() -> Reply:
            token = self._token or self._kept() or self._open()
            sent = {**(headers or {}), "Authorization": f"Bearer {token}"}
            return self.client.ask(method, path, body, sent, signed=signed, tries=tries)

        reply = once()
        if reply.status == 401:
            self._token = None
            self._store.meta.put(KEPT, None)
            reply = once()
        return reply

    def ask_json(self, method: str, path: str, message: Mapping[str, Any]) -> Reply:
        """Send a JSON object under the session."""
        return self.ask(method, path, json_write(message), {"Content-Type": "application/json"})

    def contact(self, server_time: str) -> None:
        """Remember when the server was heard last, on both clocks."""
        clock = self._store.clock
        self._store.meta.put(
            "contact",
            {
                "server_time": server_time,
                "mono": clock.monotonic(),
                "boot": clock.boot(),
                "wall": instant_text(clock.now()),
            },
        )

    def _open(self) -> str:
        challenge = self._step({"device": self.device}, "challenge")
        sig = challenge_sign(self._store.ring.device_key, device=self.device, challenge=challenge)
        message = {"device": self.device, "challenge": challenge, "sig": sig}
        self._token = self._step(message, "token")
        sealed = self._store.ring.sealer.seal(self._token.encode(), KEPT)
        self._store.meta.put(KEPT, sealed.hex())
        return self._token

    def _kept(self) -> str | None:
        """Return the token an earlier command opened; the server says when its eight hours are over."""
        sealed = self._store.meta.get(KEPT)
        if sealed is None:
            return None
        self._token = self._store.ring.sealer.unseal(bytes.fromhex(sealed), KEPT).decode()
        return self._token

    def _step(self, message: Mapping[str, Any], member: str) -> str:
        reply = self.client.ask_json("POST", SESSION, message)
        if not reply.is_ok:
            raise reply.problem()
        value = reply.json().get(member)
        if not isinstance(value, str) or not value:
            raise ServerUnexpected(f"session: {member}")
        return value
