"""The rescue bundle: a tablet's unsent work in one file that only the organisation can open.

It is a zip without compression. `bundle.json` is clear: who, when, and the bundle's key wrapped for
the organisation (X25519 with an ephemeral key, HKDF-SHA256, ChaCha20-Poly1305). Every other member
(`ops/<seq>`, a line as it is pushed; `blobs/<sha256>`) is sealed with the bundle's key under its own
name, and `manifest` lists them all, so that a cut or changed bundle is found out.
"""

import hashlib
import json
import zipfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import IO, Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from shared.problems import Problem

VERSION = 1
_PRIME = 2**255 - 19
_FIXED_NONCE = bytes(12)  # every wrapping key and every (key, name) pair is used once only


class BundleUnreadable(Problem):
    """Say that a bundle is cut, changed, or sealed for another organisation."""

    def __init__(self, reason: str) -> None:
        super().__init__(
            "bundle_unreadable",
            f"救援包不能读取：{reason}。",
            "请从平板重新导出救援包；原件请保留。",
        )


@dataclass(frozen=True, slots=True)
class BundleHeader:
    """Hold what stands in clear: for finding the right key and the right tablet."""

    device: str
    epoch: str
    made: str
    wrapped: str  # hex
    v: int = VERSION


def organisation_key_of(server_key: bytes) -> bytes:
    """Return the X25519 key that belongs to a server's Ed25519 public key.

    The curves are the same but for coordinates: u = (1 + y) / (1 - y) mod 2^255 - 19 (RFC 7748).
    """
    y = int.from_bytes(server_key, "little") & ((1 << 255) - 1)
    return ((1 + y) * pow(1 - y, -1, _PRIME) % _PRIME).to_bytes(32, "little")


def organisation_secret_of(server_secret: bytes) -> bytes:
    """Return the X25519 secret that belongs to a server's Ed25519 secret (RFC 8032 §5.1.5)."""
    return hashlib.sha512(server_secret).digest()[:32]


def wrap_for(organisation: bytes, secret: bytes) -> bytes:
    """Seal a short secret for the holder of the organisation's X25519 secret."""
    ephemeral = X25519PrivateKey.generate()
    public = ephemeral.public_key().public_bytes_raw()
    key = _agreed(ephemeral.exchange(X25519PublicKey.from_public_bytes(organisation)), public)
    return public + ChaCha20Poly1305(key).encrypt(_FIXED_NONCE, secret, public)


def unwrap(organisation_secret: bytes, wrapped: bytes) -> bytes:
    """Open what `wrap_for` sealed. Raises BundleUnreadable."""
    public, sealed = wrapped[:32], wrapped[32:]
    try:
        own = X25519PrivateKey.from_private_bytes(organisation_secret)
        key = _agreed(own.exchange(X25519PublicKey.from_public_bytes(public)), public)
        return ChaCha20Poly1305(key).decrypt(_FIXED_NONCE, sealed, public)
    except (InvalidTag, ValueError) as error:
        raise BundleUnreadable("不是用本单位的密钥封装的，或已被改动") from error


def bundle_write(
    file: IO[bytes],
    *,
    organisation: bytes,
    device: str,
    epoch: str,
    made: str,
    members: Iterable[tuple[str, bytes]],
    random: Callable[[int], bytes],
) -> int:
    """Write a bundle and return how many members it holds; memory holds one at a time."""
    key = random(32)
    listed: dict[str, str] = {}
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as bundle:
        header = {"v": VERSION, "device": device, "epoch": epoch, "made": made}
        header["wrapped"] = wrap_for(organisation, key).hex()
        bundle.writestr("bundle.json", json.dumps(header, ensure_ascii=False))
        for name, content in members:
            listed[name] = hashlib.sha256(content).hexdigest()
            bundle.writestr(name, _sealed(key, name, content))
        manifest = json.dumps(listed, sort_keys=True).encode()
        bundle.writestr("manifest", _sealed(key, "manifest", manifest))
    return len(listed)


def bundle_header(file: IO[bytes]) -> BundleHeader:
    """Read what stands in clear. Raises BundleUnreadable."""
    with _opened(file) as bundle:
        return _header(bundle)


def bundle_read(file: IO[bytes], *, organisation_secret: bytes) -> Iterator[tuple[str, bytes]]:
    """Give each member, checked against the manifest first. Raises BundleUnreadable."""
    with _opened(file) as bundle:
        key = unwrap(organisation_secret, bytes.fromhex(_header(bundle).wrapped))
        manifest: dict[str, str] = json.loads(_unsealed(bundle, key, "manifest"))
        missing = sorted(set(manifest) - set(bundle.namelist()))
        if missing:
            raise BundleUnreadable(f"缺少 {len(missing)} 项，如 {missing[0]}")
        for name, digest in manifest.items():
            content = _unsealed(bundle, key, name)
            if hashlib.sha256(content).hexdigest() != digest:
                raise BundleUnreadable(f"{name} 与清单不符")
            yield name, content


def _opened(file: IO[bytes]) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(file)
    except zipfile.BadZipFile as error:
        raise BundleUnreadable("文件不完整或不是救援包") from error


def _header(bundle: zipfile.ZipFile) -> BundleHeader:
    try:
        found: dict[str, Any] = json.loads(bundle.read("bundle.json"))
        names = ("device", "epoch", "made", "wrapped")
        header = BundleHeader(**{name: str(found[name]) for name in names}, v=int(found["v"]))
    except (KeyError, ValueError, TypeError, zipfile.BadZipFile) as error:
        raise BundleUnreadable("缺少包头") from error
    if header.v != VERSION:
        raise BundleUnreadable(f"版本 {header.v} 不认识")
    return header


def _sealed(key: bytes, name: str, content: bytes) -> bytes:
    return ChaCha20Poly1305(_member_key(key, name)).encrypt(_FIXED_NONCE, content, name.encode())


def _unsealed(bundle: zipfile.ZipFile, key: bytes, name: str) -> bytes:
    try:
        cipher = ChaCha20Poly1305(_member_key(key, name))
        return cipher.decrypt(_FIXED_NONCE, bundle.read(name), name.encode())
    except (InvalidTag, KeyError, zipfile.BadZipFile) as error:
        raise BundleUnreadable(f"{name} 缺失或已被改动") from error


def _member_key(key: bytes, name: str) -> bytes:
    return HKDF(SHA256(), 32, salt=None, info=b"xunan bundle member\n" + name.encode()).derive(key)


def _agreed(secret: bytes, ephemeral: bytes) -> bytes:
    return HKDF(SHA256(), 32, salt=ephemeral, info=b"xunan organisation wrap 1").derive(secret)
