"""Read the lines of a push and check their signatures, before anything is locked."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from server.devices.models import Device, OfficerKey
from shared.problems import Problem
from shared.record import (
    Envelope,
    KindUnknown,
    RecordUnreadable,
    Signature,
    SignatureWrong,
    body_hash,
    body_read,
    key_id,
    signature_verify,
    signatures_write,
)
from shared.sync import LineUnreadable, Outcome, PushHeader, line_read

UNREADABLE = "unreadable"  # the kind of an entry whose line nobody could read


@dataclass(frozen=True, slots=True)
class Received:
    """Hold one line as it came: its place, its bytes, what they say, and why it cannot be applied, if so.

    Of a line that cannot be read, `body` is the whole line and `signatures` is empty. `key_missing` tells
    that a signature may be the author's, whose key is not here yet.
    """

    seq: int
    hash: str
    body: bytes
    signatures: bytes
    envelope: Envelope | None
    signers: frozenset[str]
    fault: Outcome | None
    key_missing: bool = False

    @property
    def kind(self) -> str:
        """Give the kind an entry is filed under."""
        return UNREADABLE if self.envelope is None else self.envelope.kind


@dataclass(frozen=True, slots=True)
class Keys:
    """Hold the keys that may sign for a device: its own, and its officers'; key id → (owner, key)."""

    device: str
    by_id: Mapping[str, tuple[str, bytes]]


def keys_of(device: Device) -> Keys:
    """Read the keys of a device, with one query; the device's own has the owner ""."""
    found = OfficerKey.objects.filter(device=device).values_list("key", "officer", "public_key")
    officers = {key: (officer, bytes(public)) for key, officer, public in found}
    own = bytes(device.public_key)
    return Keys(device.id, {**officers, key_id(own): ("", own)})


def lines_receive(header: PushHeader, lines: Sequence[bytes], keys: Keys) -> Iterator[Received]:
    """Read every line of a push; a faulty one never keeps the next from being read."""
    for seq, line in enumerate(lines, start=header.first):
        yield line_receive(line, seq=seq, keys=keys)


def line_receive(line: bytes, *, seq: int, keys: Keys) -> Received:
    """Read one line that came under `seq`."""
    try:
        signatures, body = line_read(line)
    except LineUnreadable as problem:
        return _raw(seq, line, b"", _held(problem))
    return operation_receive(body, signatures, seq=seq, keys=keys)


def operation_receive(
    body: bytes, signatures: Sequence[Signature], *, seq: int, keys: Keys
) -> Received:
    """Read a body and check who signed it."""
    written = signatures_write(signatures)
    fault: Outcome | None = None
    try:
        envelope = body_read(body)
    except KindUnknown as problem:
        envelope = problem.envelope
        fault = _held(problem, waits_for=f"kind:{envelope.kind}")
    except RecordUnreadable as problem:
        return _raw(seq, body, written, _held(problem))
    if envelope.seq != seq:
        return _raw(seq, body, written, _misplaced(seq, envelope.seq))
    signers, wrong, missing = _signers(body, signatures, keys)
    return Received(
        seq=seq,
        hash=envelope.hash,
        body=body,
        signatures=written,
        envelope=envelope,
        signers=signers - {""},
        fault=_door_fault(envelope, signers, wrong, missing, keys) or fault,
        key_missing=missing,
    )


def _raw(seq: int, body: bytes, signatures: bytes, fault: Outcome) -> Received:
    return Received(seq, body_hash(body), body, signatures, None, frozenset(), fault)


def _held(problem: Problem, waits_for: str | None = None) -> Outcome:
    return Outcome.held(code=problem.code, remedy=problem_text(problem), waits_for=waits_for)


def problem_text(problem: Problem) -> str:
    """Give message, remedy and every fault in one text: a result has no other room for them."""
    faults = [f"{fault.where}：{fault.message}{fault.remedy}" for fault in problem.fields[:20]]
    return " ".join([problem.message, problem.remedy, *faults]).strip()


def _misplaced(place: int, said: int) -> Outcome:
    return Outcome.held(
        code="record_misplaced",
        remedy=f"记录自称第 {said} 号，却在第 {place} 号的位置送达。已原样保存，请联系安全办公室。",
    )


def _signers(
    body: bytes, signatures: Sequence[Signature], keys: Keys
) -> tuple[frozenset[str], bool, bool]:
    """Give whose signatures hold, whether one does not, and whether one is of a key that is not known."""
    owners: set[str] = set()
    wrong = missing = False
    for signature in signatures:
        if signature.key not in keys.by_id:
            missing = True
            continue
        owner, public = keys.by_id[signature.key]
        try:
            signature_verify(message=body, signature=signature, public_key=public)
        except SignatureWrong:
            wrong = True
        else:
            owners.add(owner)
    return frozenset(owners), wrong, missing


def _door_fault(
    envelope: Envelope, signers: frozenset[str], wrong: bool, missing: bool, keys: Keys
) -> Outcome | None:
    """Say why an operation may not pass, whatever its kind."""
    if envelope.device != keys.device:
        return Outcome.rejected(
            code="record_of_other_device",
            remedy=f"记录属于设备 {envelope.device}，不是送来它的设备 {keys.device}。已保留备查。",
        )
    if wrong or "" not in signers:
        return Outcome.rejected(
            code="signature_wrong",
            remedy="签名与内容不符或缺少设备签名，内容可能被改动过。已保留备查，请从平板发件箱核对原件。",
        )
    if envelope.officer and envelope.officer not in signers:
        return _author_fault(envelope, missing, keys)
    return None


def _author_fault(envelope: Envelope, missing: bool, keys: Keys) -> Outcome:
    if missing:
        return Outcome.held(
            code="officer_key_unknown",
            remedy=f"{envelope.officer} 在这台平板上的签名密钥尚未登记；联网登记后自动处理。",
            waits_for=key_awaited(keys.device, envelope.officer),
        )
    return Outcome.rejected(
        code="signature_missing",
        remedy=f"缺少填报人 {envelope.officer} 的签名。已保留备查，请本人重新签名提交。",
    )


def key_awaited(device: str, officer: str) -> str:
    """Give what an operation waits for while its author's key is not here (Outcome.waits_for)."""
    return f"officer_key:{device}/{officer}"
