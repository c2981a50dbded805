"""The server's signing key: made once, kept in the data folder, readable by its owner only."""

import os
import secrets
from functools import cache
from pathlib import Path

from django.conf import settings

from shared.problems import Problem
from shared.record import Base64Unreadable, SigningKey, base64url_read, base64url_write

FILE = "server.key"


class ServerKeyBroken(Problem):
    """Refuse to sign with a key file that is no key: a new one would shut every tablet out."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            "server_key_broken",
            f"{path} does not hold the server's key.",
            "Restore it from the backup. Only if no tablet is enrolled yet: remove it, and one is made.",
        )


def server_key() -> SigningKey:
    """Give the key that signs what tablets rely on, and the seals; make it on the first call."""
    return _key_in(Path(settings.DATA_DIR))


def server_keys() -> tuple[bytes, ...]:
    """Give the public keys a tablet may trust."""
    return (server_key().public,)


@cache
def _key_in(folder: Path) -> SigningKey:
    path = folder / FILE
    if not path.exists():
        _make(path)
    try:
        return SigningKey.from_bytes(base64url_read(path.read_text("ascii").strip(), length=32))
    except (Base64Unreadable, UnicodeDecodeError) as error:
        raise ServerKeyBroken(path) from error


def _make(path: Path) -> None:
    """Write a new key beside its place, then link it there: two processes at once agree on one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{FILE}.{secrets.token_hex(6)}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(base64url_write(SigningKey.generate().to_bytes()))
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(draft, path)
        except FileExistsError:
            return
    finally:
        draft.unlink()
