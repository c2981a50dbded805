"""Sign bytes with Ed25519 over their SHA-256, and name keys by their hash.

The algorithm `ed25519-sha256` signs the 32 bytes of the digest, so that a device can sign a body
it holds only as a hash, and a check needs no more than the hash either.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)

from shared.problems import Problem
from shared.record.base64url import Base64Unreadable, base64url_read, base64url_write
from shared.record.json_text import JsonRefused, json_read, json_write

ALGORITHM = "ed25519-sha256"
MAX_SIGNATURES = 16


class SignatureWrong(Problem):
    """Refuse a signature that does not fit the message, the key or the algorithm."""

    def __init__(self, reason: str) -> None:
        super().__init__(
            "signature_wrong",
            f"签名不符：{reason}。",
            "内容可能被改动过，请勿采信；请从平板的发件箱重新取得原件。",
        )


@dataclass(frozen=True, slots=True)
class Signature:
    """Hold one signature as it travels: algorithm, id of the key, signature in base64url."""

    alg: str
    key: str
    sig: str


class SigningKey:
    """Hold an Ed25519 private key."""

    __slots__ = ("_key", "key_id", "public")

    def __init__(self, key: Ed25519PrivateKey) -> None:
        self._key = key
        self.public: bytes = key.public_key().public_bytes_raw()
        self.key_id: str = key_id(self.public)

    @classmethod
    def generate(cls) -> "SigningKey":
        """Make a new key from the system's randomness."""
        return cls(Ed25519PrivateKey.generate())

    @classmethod
    def from_bytes(cls, raw: bytes) -> "SigningKey":
        """Read the 32 bytes that `to_bytes` gave; raise ValueError for any other length."""
        return cls(Ed25519PrivateKey.from_private_bytes(raw))

    def to_bytes(self) -> bytes:
        """Return the 32 secret bytes; the caller seals them."""
        return self._key.private_bytes_raw()

    def sign(self, message: bytes) -> Signature:
        """Sign the SHA-256 of a message."""
        signed = self._key.sign(hashlib.sha256(message).digest())
        return Signature(alg=ALGORITHM, key=self.key_id, sig=base64url_write(signed))


def key_id(public_key: bytes) -> str:
    """Return the id of a public key: base64url of its SHA-256."""
    return base64url_write(hashlib.sha256(public_key).digest())


def signature_verify(*, message: bytes, signature: Signature, public_key: bytes) -> None:
    """Return silently if the signature is that key's over the message; raise SignatureWrong."""
    if signature.alg != ALGORITHM:
        raise SignatureWrong(f"算法 {signature.alg!r} 不认识")
    if signature.key != key_id(public_key):
        raise SignatureWrong("签名用的是另一把密钥")
    try:
        raw = base64url_read(signature.sig, length=64)
        key = Ed25519PublicKey.from_public_bytes(public_key)
        key.verify(raw, hashlib.sha256(message).digest())
    except (Base64Unreadable, ValueError) as error:
        raise SignatureWrong("签名或公钥的写法不对") from error
    except InvalidSignature as error:
        raise SignatureWrong("内容与签名对不上") from error


def signatures_write(signatures: Sequence[Signature]) -> bytes:
    """Return the JSON of signatures, as it stands in a line, an entry and a bundle."""
    return json_write([{"alg": s.alg, "key": s.key, "sig": s.sig} for s in signatures])


def signatures_read(text: bytes) -> tuple[Signature, ...]:
    """Read the JSON of signatures; raise SignatureWrong if it is anything else."""
    try:
        found = json_read(text)
    except JsonRefused as error:
        raise SignatureWrong(f"签名部分读不出来（{error}）") from error
    return signatures_of(found)


def signatures_of(found: Any) -> tuple[Signature, ...]:
    """Turn decoded JSON into signatures; raise SignatureWrong."""
    if not isinstance(found, list) or not 0 < len(found) <= MAX_SIGNATURES:
        raise SignatureWrong(f"签名应有 1 至 {MAX_SIGNATURES} 个")
    for one in found:
        complete = isinstance(one, dict) and {"alg", "key", "sig"} <= set(one)
        if not complete or not all(isinstance(one[name], str) for name in ("alg", "key", "sig")):
            raise SignatureWrong("一个签名缺少 alg、key 或 sig")
    return tuple(Signature(alg=one["alg"], key=one["key"], sig=one["sig"]) for one in found)
