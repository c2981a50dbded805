"""Write one inspection as a file that anybody can check without us: the evidence bundle.

It is a zip without compression whose every byte follows from its members, so that a changed byte
anywhere is found. `bundle.json` says what is inside; `records/` holds the signed lines with the
ledger entries that took them in (the inspection, and the enrolments that vouch for its keys);
`seals/` the sealed minutes they lie in; `blobs/` papers, photos and signatures by their hash;
`manifest.json` the hash of every other member, signed by the server. tools/verify.py reads it with
the standard library and `cryptography` alone; docs/protocol.md describes it.
"""

import hashlib
import struct
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import IO

from shared.problems import Problem
from shared.record import SigningKey, base64url_write, signatures_write
from shared.record.json_text import json_write

VERSION = 1
MOST_MEMBERS = 65_000
MOST_BYTES = 4_000_000_000  # what a zip can say without its extensions
_LOCAL = struct.Struct("<4s5H3I2H")
_CENTRAL = struct.Struct("<4s6H3I5H2I")
_END = struct.Struct("<4s4H2IH")
_NEEDS, _UTF8, _STORED, _MIDNIGHT, _NEW_YEAR_1980 = 20, 0x800, 0, 0, 0x21
_SUFFIXES = {b"\xff\xd8\xff": ".jpg", b"\x89PNG": ".png", b"%PDF": ".pdf"}
README = """巡安 检查证据包 / Xun'an evidence bundle

本文件由 tools/verify.py 核验（只需 Python 标准库和 cryptography）：
    python verify.py 证据包.zip --key 服务器公钥指纹 --seal 已公布的封存值
公钥指纹见平板登记码或本单位公布的资料；封存值见每日打印的封存记录。
blobs/ 内 .pdf 为当场签名的文书原件，.jpg/.png 为照片和签名；文件名即内容的 SHA-256。

Check it with tools/verify.py; compare the key and the seal with what was published on paper.
"""


class BundleUnwritable(Problem):
    """Refuse to write a bundle that would prove nothing, or that no reader would take."""

    def __init__(self, code: str, message: str, remedy: str) -> None:
        super().__init__(code, message, remedy)


@dataclass(frozen=True, slots=True)
class BundleRecord:
    """Hold one operation: its line as it is pushed (with its line feed), and its entry's bytes."""

    position: int
    line: bytes
    entry: bytes


@dataclass(frozen=True, slots=True)
class BundleSeal:
    """Hold one seal with the hashes of all entries it covers, in position order (hex)."""

    number: int
    first: int
    last: int
    prev: str
    digest: str
    key: str
    sig: str
    entries: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class BundleBlob:
    """Hold one file the inspection names; `content` is None while it has not arrived."""

    sha256: str
    use: str
    content: bytes | None


def evidence_bundle_write(
    file: IO[bytes],
    *,
    inspection: str,
    position: int,
    epoch: str,
    made: str,
    records: Sequence[BundleRecord],
    seals: Sequence[BundleSeal],
    blobs: Iterable[BundleBlob],
    server_keys: Mapping[str, bytes],
    key: SigningKey,
) -> str:
    """Write the bundle and return the SHA-256 of its manifest; memory holds one member at a time.

    `position` is the inspection's own, `made` an instant, `server_keys` key id → public key of all
    that signed here, `key` signs the manifest. Raises BundleUnwritable: bundle_unsealed,
    bundle_incomplete, bundle_too_large.
    """
    _check(position, records, seals)
    members = PlainZip(file)
    members.add("README.txt", README.encode())
    for record in sorted(records, key=lambda one: one.position):
        members.add(f"records/{record.position}.line", record.line)
        members.add(f"records/{record.position}.entry", record.entry)
    for seal in sorted(seals, key=lambda one: one.number):
        members.add(f"seals/{seal.number}.json", _seal_write(seal))
    top = {
        "v": VERSION,
        "kind": "evidence",
        "inspection": inspection,
        "position": position,
        "epoch": epoch,
        "made": made,
        "server_keys": [
            {"id": id, "key": base64url_write(public)} for id, public in sorted(server_keys.items())
        ],
        "blobs": [_blob_add(members, blob) for blob in blobs],
    }
    members.add("bundle.json", json_write(top))
    manifest = json_write({"v": VERSION, "members": dict(members.digests)})
    members.add("manifest.json", manifest)
    members.add("manifest.sig", signatures_write([key.sign(manifest)]))
    members.close()
    return hashlib.sha256(manifest).hexdigest()


def _blob_add(members: "PlainZip", blob: BundleBlob) -> dict[str, str | None]:
    """Add a file where it is here, and give what the bundle says of it."""
    name = None
    if blob.content is not None:
        name = f"blobs/{blob.sha256}{_suffix(blob.content)}"
        members.add(name, blob.content)
    return {"sha256": blob.sha256, "use": blob.use, "name": name}


def _check(position: int, records: Sequence[BundleRecord], seals: Sequence[BundleSeal]) -> None:
    if position not in {record.position for record in records}:
        raise BundleUnwritable(
            "bundle_incomplete",
            f"证据包缺少位置 {position} 的检查记录。",
            "请从台账重新导出。",
        )
    sealed = {entry for seal in seals for entry in seal.entries}
    bare = [
        record.position
        for record in records
        if hashlib.sha256(record.entry).hexdigest() not in sealed
    ]
    if bare:
        raise BundleUnwritable(
            "bundle_unsealed",
            f"位置 {bare[0]} 的条目还没有封存。",
            "每分钟封存一次，请一分钟后再导出；长时间未封存请检查后台任务。",
        )


def _seal_write(seal: BundleSeal) -> bytes:
    names = ("number", "first", "last", "prev", "digest", "key", "sig")
    members = {name: getattr(seal, name) for name in names}
    return json_write({**members, "entries": list(seal.entries)})


def _suffix(content: bytes) -> str:
    return next((end for start, end in _SUFFIXES.items() if content.startswith(start)), ".bin")


class PlainZip:
    """Write a zip in which nothing can vary: stored, one fixed date, no comments, no extra fields."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._central: list[bytes] = []
        self._place = 0
        self.digests: dict[str, str] = {}

    def add(self, name: str, content: bytes) -> None:
        """Write one member. Raises BundleUnwritable when a name comes twice or the file is too large."""
        if name in self.digests:
            raise BundleUnwritable("bundle_twice", f"证据包里 {name} 重复。", "请报告此问题。")
        if len(self.digests) >= MOST_MEMBERS or self._place + len(content) > MOST_BYTES:
            raise BundleUnwritable(
                "bundle_too_large", "证据包超过 4 GB 或 65000 个文件。", "请分批导出照片。"
            )
        raw, size, crc = name.encode(), len(content), zlib.crc32(content)
        common = (_NEEDS, _UTF8, _STORED, _MIDNIGHT, _NEW_YEAR_1980, crc, size, size, len(raw), 0)
        self._central.append(
            _CENTRAL.pack(b"PK\x01\x02", _NEEDS, *common, 0, 0, 0, 0, self._place) + raw
        )
        self._write(_LOCAL.pack(b"PK\x03\x04", *common) + raw + content)
        self.digests[name] = hashlib.sha256(content).hexdigest()

    def close(self) -> None:
        """Write the directory; the file is the caller's to close."""
        directory, start, count = b"".join(self._central), self._place, len(self._central)
        end = _END.pack(b"PK\x05\x06", 0, 0, count, count, len(directory), start, 0)
        self._write(directory + end)

    def _write(self, data: bytes) -> None:
        self._file.write(data)
        self._place += len(data)
