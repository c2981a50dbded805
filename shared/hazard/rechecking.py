"""The `data` of a re-check, written once and read by one reader, on both sides.

Members: `hazard` its id, `verdict` pass or fail, `note` a text or null, `blobs` SHA-256s of photos.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from shared.problems import Fault, Problem

VERDICTS = ("pass", "fail")
MOST_NOTE = 4000
MOST_ID = 64
_HASH = re.compile(r"[0-9a-f]{64}", re.ASCII)


class RecheckUnreadable(Problem):
    """Refuse data that is no re-check; every fault is named."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__(
            "recheck_unreadable",
            f"这条复查记录有 {len(faults)} 处不符合格式。",
            "已原样保存，请联系安全办公室逐处核对。",
            fields=faults,
        )


@dataclass(frozen=True, slots=True)
class RecheckData:
    """Hold a later look at one hazard."""

    hazard: str
    verdict: str
    note: str | None = None
    blobs: tuple[str, ...] = ()


def recheck_data_write(recheck: RecheckData) -> dict[str, Any]:
    """Return the members as they travel."""
    return {
        "hazard": recheck.hazard,
        "verdict": recheck.verdict,
        "note": recheck.note,
        "blobs": list(recheck.blobs),
    }


def recheck_read(data: Mapping[str, Any]) -> RecheckData:
    """Read a re-check; raise RecheckUnreadable with every fault. Unknown members are left alone."""
    faults = list(_faults(data))
    if faults:
        raise RecheckUnreadable(faults)
    note = data.get("note")
    return RecheckData(data["hazard"], data["verdict"], note, tuple(data.get("blobs") or ()))


def _faults(data: Mapping[str, Any]) -> Iterator[Fault]:
    hazard, note, blobs = data.get("hazard"), data.get("note"), data.get("blobs")
    if not isinstance(hazard, str) or not 0 < len(hazard) <= MOST_ID:
        yield Fault("recheck.hazard", "没有写明复查哪一项隐患。", "应为隐患编号。")
    if data.get("verdict") not in VERDICTS:
        yield Fault("recheck.verdict", "复查结论不明。", f"应为 {'、'.join(VERDICTS)} 之一。")
    if note is not None and (not isinstance(note, str) or len(note) > MOST_NOTE):
        yield Fault("recheck.note", "备注不是文字或过长。", f"应为不超过 {MOST_NOTE} 字的文字。")
    if not isinstance(blobs or [], list) or not all(_is_hash(one) for one in blobs or []):
        yield Fault("recheck.blobs", "照片应写为哈希列表。", "应为 64 位十六进制哈希的列表。")


def _is_hash(value: Any) -> bool:
    return isinstance(value, str) and _HASH.fullmatch(value) is not None
