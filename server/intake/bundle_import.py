"""Take in a rescue bundle: a tablet's unsent operations and files, through the same door as a push."""

import hashlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import IO

from server.blobs.models import Blob
from server.blobs.services import blob_folder
from server.devices.models import Device
from server.intake.accepting import push_accept
from server.intake.chaining import ChainGap, standing_of
from server.intake.entry_make import entry_make
from shared.bundle import bundle_header, bundle_read
from shared.problems import Fault, Problem
from shared.record import RecordUnreadable, body_read
from shared.sync import MAX_BYTES, MAX_OPERATIONS, LineUnreadable, PushHeader, Result, line_read

_HEADER_ROOM = 1024
Line = tuple[int, bytes]


class BundleRefused(Problem):
    """Refuse a bundle that does not fit this server; the file stays the tablet's proof."""


@dataclass(slots=True)
class Imported:
    """Hold what became of a bundle: its device, results and files, and what in it was faulty."""

    device: str
    results: list[Result] = field(default_factory=list)
    blobs: int = 0
    blobs_known: int = 0
    faults: list[Fault] = field(default_factory=list)

    def outcomes(self) -> dict[str, int]:
        """Count the operations by outcome."""
        return dict(Counter(result.outcome for result in self.results))


def bundle_import(*, file: IO[bytes], organisation_secret: bytes, now: datetime) -> Imported:
    """Take in all of a bundle; what is here already is only recognised, so a repeat is a success.

    A faulty member is told and the others go on. Raises BundleUnreadable, BundleRefused.
    """
    device = _device(bundle_header(file).device)
    imported, lines = Imported(device.id), []
    for name, content in bundle_read(file, organisation_secret=organisation_secret):
        sort, _, rest = name.partition("/")
        if sort == "ops" and rest.isdecimal():
            lines.append((int(rest), content))
        elif sort == "blobs":
            _blob_take(imported, rest, content, now)
        else:
            imported.faults.append(Fault(name, "不是记录也不是附件。", "已跳过，请核对救援包。"))
    for batch in _batches(sorted(lines)):
        imported.results += _push(device, batch, now)
    return imported


def _device(name: str) -> Device:
    device = Device.objects.filter(id=name).first()
    if device is None:
        raise BundleRefused(
            "bundle_device_unknown",
            f"救援包来自设备 {name}，本服务器没有登记过它。",
            "请确认导入的是本单位的服务器；如果数据库刚恢复，请先恢复到登记该设备之后的备份。",
        )
    return device


def _blob_take(imported: Imported, sha256: str, content: bytes, now: datetime) -> None:
    if hashlib.sha256(content).hexdigest() != sha256 or not content:
        imported.faults.append(
            Fault(f"blobs/{sha256}", "内容与其哈希不符。", "请从平板重新导出救援包。")
        )
        return
    blob_folder().store(content)
    if Blob.objects.filter(sha256=sha256).exists():
        imported.blobs_known += 1
        return
    data = {"sha256": sha256, "size": len(content), "device": imported.device}
    entry_make(origin="clock", name="blob.arrived", data=data, now=now)
    imported.blobs += 1


def _batches(lines: Sequence[Line]) -> Iterator[list[Line]]:
    """Cut the lines where seq jumps and where a push would be too large."""
    batch: list[Line] = []
    size = 0
    for seq, line in lines:
        full = len(batch) == MAX_OPERATIONS or size + len(line) > MAX_BYTES - _HEADER_ROOM
        if batch and (full or seq != batch[-1][0] + 1):
            yield batch
            batch, size = [], 0
        batch.append((seq, line))
        size += len(line)
    if batch:
        yield batch


def _push(device: Device, batch: Sequence[Line], now: datetime) -> tuple[Result, ...]:
    first, lines = batch[0][0], [line.removesuffix(b"\n") for _, line in batch]
    header = PushHeader(device.id, "", first, _prev(device, lines[0]), len(lines))
    try:
        return push_accept(device=device, header=header, lines=lines, now=now).results
    except ChainGap as gap:
        expected = gap.extra_members["expected"]
        raise BundleRefused(
            "bundle_gap",
            f"救援包从第 {first} 号记录开始，服务器缺第 {expected} 号。",
            "请先导入更早的救援包，或从平板重新导出；已导入的部分不会重复。",
        ) from gap


def _prev(device: Device, line: bytes) -> str:
    """Give what a line says it follows; of one nobody can read it is taken to follow what is here."""
    try:
        return body_read(line_read(line)[1]).prev
    except (LineUnreadable, RecordUnreadable):
        return standing_of(device)[1] or "0" * 64
