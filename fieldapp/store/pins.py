"""From a PIN to a key, and how long to wait after wrong ones."""

import os
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from shared.problems import Problem

SHORTEST = 6
FREE_TRIES = 5
DELAYS = (1, 2, 5, 15, 60)  # minutes, after the fifth, sixth … wrong PIN; the last one repeats


class PinTooShort(Problem):
    """Refuse a PIN that could be guessed by trying."""

    def __init__(self) -> None:
        super().__init__("pin_too_short", f"PIN 至少 {SHORTEST} 位。", "请换一个更长的 PIN。")


def pin_parameters() -> dict[str, Any]:
    """Return how a new PIN is stretched: Argon2id, or scrypt where OpenSSL is older."""
    salt = os.urandom(16).hex()
    argon = {"name": "argon2id", "salt": salt, "iterations": 3, "lanes": 4, "memory_kib": 65536}
    try:
        _stretch("probe", argon | {"iterations": 1, "memory_kib": 32})
    except UnsupportedAlgorithm:
        return {"name": "scrypt", "salt": salt, "n": 2**15, "r": 8, "p": 1}
    return argon


def pin_key(pin: str, parameters: Mapping[str, Any], *, pepper: bytes) -> bytes:
    """Return the key a PIN gives on this device; `pepper` is the key store's secret."""
    stretched = _stretch(pin, parameters)
    return HKDF(SHA256(), 32, salt=None, info=b"xunan officer wrap 1").derive(stretched + pepper)


def pin_delay(failures: int) -> timedelta:
    """Return how long to wait after so many wrong PINs in a row."""
    if failures < FREE_TRIES:
        return timedelta(0)
    return timedelta(minutes=DELAYS[min(failures - FREE_TRIES, len(DELAYS) - 1)])


def _stretch(pin: str, parameters: Mapping[str, Any]) -> bytes:
    salt = bytes.fromhex(parameters["salt"])
    if parameters["name"] == "argon2id":
        return Argon2id(
            salt=salt,
            length=32,
            iterations=parameters["iterations"],
            lanes=parameters["lanes"],
            memory_cost=parameters["memory_kib"],
        ).derive(pin.encode())
    return Scrypt(
        salt=salt, length=32, n=parameters["n"], r=parameters["r"], p=parameters["p"]
    ).derive(pin.encode())
