"""Read the body of an operation: the one reader, on both sides.

It decodes the envelope; what stands in `data` is read by its kind in a second step, elsewhere.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from shared.problems import Fault, Problem
from shared.record.body import MAX_BODY_BYTES, body_hash
from shared.record.json_text import JsonRefused, json_read
from shared.record.members import KINDS, VERSIONS, member_faults


class RecordUnreadable(Problem):
    """Refuse bytes that are no operation; keep them raw, and hold them for the office."""

    def __init__(
        self, code: str, message: str, remedy: str, fields: tuple[Fault, ...] = ()
    ) -> None:
        super().__init__(code, message, remedy, fields=fields)


@dataclass(frozen=True, slots=True)
class Envelope:
    """Hold one operation as it was read; `body` are the bytes, `hash` their SHA-256 in hex."""

    v: int
    kind: str
    id: str
    device: str
    seq: int
    prev: str
    seen: int
    officer: str
    app: str
    form: str | None
    wall: str
    mono: int
    boot: str
    server_time: str | None
    server_time_age: int | None
    data: Mapping[str, Any]
    hash: str
    body: bytes


class KindUnknown(RecordUnreadable):
    """Name a kind this version does not know; `envelope` is readable, so its place is known."""

    def __init__(self, envelope: Envelope) -> None:
        super().__init__(
            "record_kind_unknown",
            f"操作类型 {envelope.kind!r} 不认识。",
            f"已原样保存，待服务器升级后处理；现在认识的类型：{', '.join(KINDS)}。",
        )
        self.envelope = envelope


_READ_MEMBERS = tuple(f.name for f in fields(Envelope) if f.name not in {"hash", "body"})


def body_read(body: bytes) -> Envelope:
    """Read a body; raise RecordUnreadable, or KindUnknown when only its kind is strange.

    Members we do not know are left alone: later versions may add optional ones.
    """
    members = _members(body)
    version = members.get("v")
    if type(version) is int and version not in VERSIONS:
        raise RecordUnreadable(
            "record_version_unknown",
            f"记录版本 {version} 不认识（认识的版本：{', '.join(map(str, VERSIONS))}）。",
            "已原样保存，待服务器升级后处理。",
        )
    faults = member_faults(members, any_kind=True)
    if faults:
        raise RecordUnreadable(
            "record_faulty",
            "记录的成员不符合格式。",
            "已原样保存，请联系安全办公室核对。",
            faults,
        )
    envelope = Envelope(
        **{name: members[name] for name in _READ_MEMBERS}, hash=body_hash(body), body=body
    )
    if envelope.kind not in KINDS:
        raise KindUnknown(envelope)
    return envelope


def _members(body: bytes) -> dict[str, Any]:
    if len(body) > MAX_BODY_BYTES:
        raise RecordUnreadable(
            "record_too_large",
            f"记录有 {len(body)} 字节，超过上限 {MAX_BODY_BYTES}。",
            "请缩短备注；照片只记其哈希，不写入记录。",
        )
    try:
        members = json_read(body)
    except JsonRefused as error:
        raise RecordUnreadable(
            "record_not_json",
            f"记录读不出来：{error}。",
            "已原样保存，请联系安全办公室；平板会从发件箱重新提交。",
        ) from error
    if not isinstance(members, dict):
        raise RecordUnreadable(
            "record_not_json",
            f"记录应是一个 JSON 对象，却是 {json.dumps(members)[:40]}。",
            "已原样保存，请联系安全办公室。",
        )
    return members
