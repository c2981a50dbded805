"""What can go wrong with an answer on its way to a tablet; each fault changes what is sent."""

import gzip
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from shared.record import SigningKey
from shared.sync import server_signature_header

SIGNATURE = "Xunan-Signature"
BOMB = 80 << 20  # bytes, once unzipped


@dataclass(frozen=True)
class Sent:
    """Hold an answer as it leaves: status, body as sent, headers."""

    status: int
    body: bytes
    headers: dict[str, str] = field(default_factory=dict)


def signed(sent: Sent, key: SigningKey) -> Sent:
    """Add the server's signature."""
    return replace(
        sent, headers={**sent.headers, SIGNATURE: server_signature_header(key, sent.body)}
    )


def _unsigned(sent: Sent) -> Sent:
    return replace(sent, headers={})


def _other_key(sent: Sent) -> Sent:
    return signed(sent, SigningKey.generate())


def _changed_byte(sent: Sent) -> Sent:
    middle = len(sent.body) // 2
    body = sent.body[:middle] + bytes([sent.body[middle] ^ 1]) + sent.body[middle + 1 :]
    return replace(sent, body=body)


def _portal(_sent: Sent) -> Sent:
    return Sent(200, b"<html>please log in</html>", {"Content-Type": "text/html"})


def _redirect(_sent: Sent) -> Sent:
    return Sent(302, b"", {"Location": "http://portal.example/login"})


def _bomb(sent: Sent) -> Sent:
    return replace(
        sent, body=gzip.compress(bytes(BOMB)), headers={**sent.headers, "Content-Encoding": "gzip"}
    )


def _busy(_sent: Sent) -> Sent:
    return Sent(503, b"", {"Retry-After": "0"})


def _busy_long(_sent: Sent) -> Sent:
    return Sent(503, b"", {"Retry-After": "600"})


def _forbidden(_sent: Sent) -> Sent:
    return Sent(403, b"<html>blocked by policy</html>", {"Content-Type": "text/html"})


FAULTS: dict[str, Callable[[Sent], Sent]] = {
    "unsigned": _unsigned,
    "other_key": _other_key,
    "changed_byte": _changed_byte,
    "portal": _portal,
    "redirect": _redirect,
    "bomb": _bomb,
    "busy": _busy,
    "busy_long": _busy_long,
    "forbidden": _forbidden,
}
