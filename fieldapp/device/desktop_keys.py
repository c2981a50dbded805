"""The desktop's key store: one file that only its owner may read; the screen says so.

It is a stand-in for the Android Keystore: whoever can read this user's files can read it. That is
why the data key in it is wrapped with a PIN as well, and lies open only until the next restart.
"""

import base64
import json
import os
import tempfile
from pathlib import Path

SENTENCES = {
    "zh": "密钥保存在仅本用户可读的文件中（桌面版，未使用硬件保护）。",
    "en": "Keys are kept in a file only this user can read (desktop, no hardware protection).",
}


class DesktopKeyStore:
    """Keep secrets in a 0600 file, replaced whole."""

    SENTENCES = SENTENCES

    def __init__(self, path: Path) -> None:
        self._path = path

    def secret_put(self, name: str, secret: bytes) -> None:
        """Keep a secret, on disk when this returns."""
        held = self._read()
        held[name] = base64.b64encode(self._protect(secret)).decode("ascii")
        self._write(held)

    def secret_get(self, name: str) -> bytes | None:
        """Return a secret, or None when there is none by this name."""
        text = self._read().get(name)
        return None if text is None else self._reveal(base64.b64decode(text))

    def secret_delete(self, name: str) -> None:
        """Forget a secret; one that is not there is no fault."""
        held = self._read()
        if held.pop(name, None) is not None:
            self._write(held)

    def names(self) -> tuple[str, ...]:
        """Return the names of all secrets."""
        return tuple(self._read())

    def describe(self, lang: str) -> str:
        """Say in one sentence what protects the secrets."""
        return self.SENTENCES.get(lang, self.SENTENCES["zh"])

    def _protect(self, secret: bytes) -> bytes:
        """Return a secret as it is kept; Android's store encrypts it here."""
        return secret

    def _reveal(self, kept: bytes) -> bytes:
        """Return the secret from what was kept."""
        return kept

    def _read(self) -> dict[str, str]:
        if not self._path.exists():
            return {}
        held: dict[str, str] = json.loads(self._path.read_text(encoding="utf-8"))
        return held

    def _write(self, held: dict[str, str]) -> None:
        content = json.dumps(held, sort_keys=True).encode()
        handle, aside = tempfile.mkstemp(dir=self._path.parent, prefix=".keys-")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            Path(aside).replace(self._path)
        except OSError:
            Path(aside).unlink(missing_ok=True)
            raise
        folder = os.open(self._path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
