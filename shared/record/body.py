"""Write the body of an operation: the only serialiser there is."""

import hashlib
from collections.abc import Mapping
from typing import Any

from shared.problems import Fault, Problem
from shared.record.json_text import JsonRefused, json_write
from shared.record.members import KINDS, member_faults

__all__ = ["KINDS", "MAX_BODY_BYTES", "RecordUnwritable", "body_hash", "body_write"]

# A push holds at most 1 MiB; header, signatures and the line's own bytes need their room in it.
MAX_BODY_BYTES = 1_000_000


class RecordUnwritable(Problem):
    """Refuse to make a body that no reader would take."""

    def __init__(
        self, code: str, message: str, remedy: str, fields: tuple[Fault, ...] = ()
    ) -> None:
        super().__init__(code, message, remedy, fields=fields)


def body_write(
    *,
    kind: str,
    id: str,
    device: str,
    seq: int,
    prev: str,
    seen: int,
    officer: str,
    app: str,
    form: str | None,
    wall: str,
    mono: int,
    boot: str,
    server_time: str | None,
    server_time_age: int | None,
    data: Mapping[str, Any],
    v: int = 1,
) -> bytes:
    """Serialise one operation, once; raise RecordUnwritable with everything wrong with it.

    The members stand in the order of the signature; those of `data` in the order given.
    """
    members = {
        "v": v,
        "kind": kind,
        "id": id,
        "device": device,
        "seq": seq,
        "prev": prev,
        "seen": seen,
        "officer": officer,
        "app": app,
        "form": form,
        "wall": wall,
        "mono": mono,
        "boot": boot,
        "server_time": server_time,
        "server_time_age": server_time_age,
        "data": data,
    }
    faults = member_faults(members)
    if faults:
        message = "The operation cannot be recorded as it is."
        raise RecordUnwritable("record_faulty", message, "Mend each member named.", faults)
    return _bytes_of(members)


def body_hash(body: bytes) -> str:
    """Return the SHA-256 of a body in hex: what `prev` names and every signature covers."""
    return hashlib.sha256(body).hexdigest()


def _bytes_of(members: Mapping[str, Any]) -> bytes:
    try:
        body = json_write(members)
    except JsonRefused as error:
        raise RecordUnwritable(
            "record_value_refused",
            f"这条记录不能保存：{error}。",
            '小数请写成文字（如 "0.35"），并删去不可见的字符。',
        ) from error
    if len(body) > MAX_BODY_BYTES:
        raise RecordUnwritable(
            "record_too_large",
            f"这条记录有 {len(body)} 字节，超过上限 {MAX_BODY_BYTES}。",
            "请缩短备注；照片只记其哈希，不写入记录。",
        )
    return body
