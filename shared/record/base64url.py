"""Write bytes as base64url without padding, and read back only what we would have written."""

import base64
import binascii
import re

from shared.problems import Problem

_ALPHABET = re.compile(r"[A-Za-z0-9_-]*", re.ASCII)


class Base64Unreadable(Problem):
    """Refuse text that is not base64url without padding, or of another length than expected."""

    def __init__(self, text: object, reason: str) -> None:
        super().__init__(
            "base64_unreadable",
            f"{str(text)[:40]!r} is not base64url: {reason}.",
            "Write the bytes in the alphabet A-Z a-z 0-9 - _ without padding.",
        )


def base64url_write(data: bytes) -> str:
    """Return base64url without padding."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode("ascii")


def base64url_read(text: object, *, length: int | None = None) -> bytes:
    """Return the bytes; raise Base64Unreadable, also on spare bits, which would hide a change."""
    if not isinstance(text, str) or _ALPHABET.fullmatch(text) is None:
        raise Base64Unreadable(text, "a character outside the alphabet")
    try:
        data = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except (binascii.Error, ValueError) as error:
        raise Base64Unreadable(text, "cut in the middle of a byte") from error
    if base64url_write(data) != text:
        raise Base64Unreadable(text, "its last character holds spare bits")
    if length is not None and len(data) != length:
        raise Base64Unreadable(text, f"{len(data)} bytes where {length} belong")
    return data
