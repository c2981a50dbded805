"""Keep a device's operations one unbroken history: no gap, no fork, no operation twice."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from server.devices.models import Device
from server.intake.models import DeviceChain, Operation
from server.intake.receiving import Received
from server.ledger.models import Alarm
from shared.problems import Problem
from shared.record import first_prev
from shared.sync import Outcome, PushHeader

NEXT, REPEAT, FORK, MENDED = "next", "repeat", "fork", "mended"
DAMAGED = ("line_unreadable", "record_not_json", "record_faulty", "record_misplaced")
FORKED = Outcome.rejected(
    code="forked",
    remedy="同一序号已有另一条记录：这台平板的数据可能被复制或恢复过。两条都已保留，请停用平板并联系安全办公室。",
)
REPLACED = Outcome.rejected(
    code="line_replaced", remedy="这一份送达时已损坏；完整的一份后来送到，以后者为准。"
)


class ChainGap(Problem):
    """Refuse a push that would leave a gap; the device starts again from `expected`."""

    def __init__(self, expected: int, prev: str) -> None:
        super().__init__(
            "chain_gap",
            f"服务器要从第 {expected} 号记录接着收。",
            "平板会自动从该号重新提交，无需操作。",
            status=409,
        )
        self.extra_members = {"expected": expected, "prev": prev}


@dataclass(slots=True)
class Chain:
    """Walk along the history of one device; `hash` is "" after a line nobody could read."""

    device: str
    seq: int
    hash: str
    stored: dict[int, dict[str, Operation]]

    @classmethod
    def of(cls, device: Device, header: PushHeader) -> "Chain":
        """Read where the history stands, with the operations the push may repeat; raise ChainGap."""
        seq, hash = standing_of(device)
        if header.first > seq + 1:
            raise ChainGap(seq + 1, hash)
        return cls(device.id, seq, hash, _stored(device, header.first, header.first + header.n))

    @classmethod
    def at(cls, device: Device, seq: int) -> "Chain":
        """Read where the history stands, with what is stored under one seq."""
        return cls(device.id, *standing_of(device), _stored(device, seq, seq))

    def place(self, received: Received, prev: str | None) -> str:
        """Say what a line is to the history: next, repeat, fork, or mended: whole after a damaged copy."""
        here = self.stored.get(received.seq, {})
        if received.hash in here:
            return REPEAT
        if received.seq <= self.seq:
            return MENDED if self._mends(received, here) else FORK
        follows = received.seq == self.seq + 1 and (not self.hash or prev in (None, self.hash))
        return NEXT if follows else FORK

    def advance(self, received: Received, place: str) -> None:
        """Go on to a line that belongs to the history."""
        known = "" if received.envelope is None else received.hash
        if place == NEXT:
            self.seq, self.hash = received.seq, known
        elif place == MENDED and received.seq == self.seq:
            self.hash = known

    def store(self) -> None:
        """Write where the history stands."""
        DeviceChain.objects.update_or_create(
            device=self.device, defaults={"seq": self.seq, "hash": self.hash}
        )

    def damaged(self, seq: int) -> Operation | None:
        """Give the damaged copy that stands at a place of the history, if one does."""
        for one in self.stored.get(seq, {}).values():
            if not one.forked and one.outcome == "held" and one.code in DAMAGED:
                return one
        return None

    def _mends(self, received: Received, here: dict[str, Operation]) -> bool:
        return (
            bool(here) and received.envelope is not None and self.damaged(received.seq) is not None
        )


def standing_of(device: Device) -> tuple[int, str]:
    """Give seq and hash of the last operation of a device; before the first, what that must name."""
    row = DeviceChain.objects.filter(device=device.id).first()
    return (0, first_prev(bytes(device.public_key))) if row is None else (row.seq, row.hash)


def _stored(device: Device, first: int, last: int) -> dict[int, dict[str, Operation]]:
    stored: dict[int, dict[str, Operation]] = {}
    for one in Operation.objects.filter(device=device.id, seq__range=(first, last)):
        stored.setdefault(one.seq, {})[one.hash] = one
    return stored


def prevs_of(header: PushHeader, batch: Sequence[Received]) -> list[str | None]:
    """Give what each line says it follows; one that cannot be read says nothing, but line 0 does."""
    said = [None if one.envelope is None else one.envelope.prev for one in batch]
    if said and said[0] is None:
        said[0] = header.prev
    return said


def fork_alarm(device: str, seq: int, *, now: datetime) -> None:
    """Call the office to a device with two histories; one open alarm a device is enough."""
    Alarm.objects.get_or_create(
        kind="device_forked",
        subject=device,
        settled_at=None,
        defaults={
            "message": f"设备 {device} 的第 {seq} 号记录有两个不同版本：数据可能被复制或恢复过，请停用并核查。",
            "at": now,
        },
    )
