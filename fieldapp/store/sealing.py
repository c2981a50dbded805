"""Sealing with AES-256-GCM: what is sealed says what it is, so that rows cannot be swapped."""

import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from shared.problems import Problem

NONCE = 12
KEY = 32


class SealBroken(Problem):
    """Say that sealed content was changed, or belongs to another key or row."""

    def __init__(self, about: str) -> None:
        super().__init__(
            "seal_broken",
            f"加密内容校验不通过：{about}。",
            "请运行 verify 查看哪些内容受影响，并用 rescue 导出后交信息人员处理。",
        )


class Sealer:
    """Seal and open under one data key; `about` names the row and is bound to it."""

    def __init__(self, data_key: bytes) -> None:
        self._cipher = AESGCM(data_key)

    def seal(self, plain: bytes, about: str) -> bytes:
        """Return nonce and ciphertext."""
        nonce = os.urandom(NONCE)
        return nonce + self._cipher.encrypt(nonce, plain, about.encode())

    def unseal(self, sealed: bytes, about: str) -> bytes:
        """Return what was sealed. Raises SealBroken."""
        try:
            return self._cipher.decrypt(sealed[:NONCE], sealed[NONCE:], about.encode())
        except (InvalidTag, ValueError) as error:
            raise SealBroken(about) from error
