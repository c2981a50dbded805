"""What became of every operation, and how the tablet is."""

from typing import Any

from fieldapp.store.keyring import StoreLocked
from fieldapp.store.operations import OWNERS, OperationState, blobs_named
from fieldapp.work import rows as r
from fieldapp.work.tablet import Tablet
from shared.problems import Fault, Problem
from shared.record import body_read, chain_check, key_id, signature_verify
from shared.sync import line_read


def operations_list(tablet: Tablet) -> tuple[r.OperationRow, ...]:
    """List every operation made here with its state and who must act, the newest first."""
    uses = tablet.blobs.uses()
    return tuple(operation_row(state, uses) for state in tablet.operations.all())


def operation_row(state: OperationState, uses: dict[int, tuple[int, int]]) -> r.OperationRow:
    """Turn a state into a row; `uses` is seq → (blobs, those received)."""
    blobs, received = uses.get(state.seq, (0, 0))
    return r.OperationRow(
        seq=state.seq,
        id=state.id,
        kind=state.kind,
        hash=state.hash,
        state=state.state,
        owner=OWNERS[state.state],
        code=state.code,
        remedy=state.remedy,
        waits_for=state.waits_for,
        title=state.title,
        at=state.wall,
        blobs=blobs,
        blobs_received=received,
    )


def tablet_status(tablet: Tablet) -> r.Status:
    """Sum the tablet up; works while it is locked, and before it is enrolled."""
    identity: dict[str, Any] = tablet.ring.identity if tablet.ring.is_enrolled else {}
    waiting = tablet.blobs.waiting()
    contact = tablet.meta.get("contact")
    free = tablet.own.free_bytes
    return r.Status(
        device=identity.get("device"),
        label=identity.get("label", ""),
        url=identity.get("url"),
        epoch=identity.get("epoch"),
        author=tablet.ring.author,
        unlocked=tablet.ring.officers_open(),
        runs_open=sum(draft.state == "open" for draft in tablet.drafts.all()),
        operations=tablet.operations.counts(),
        blobs_waiting=len(waiting),
        blobs_waiting_bytes=sum(size for _, size in waiting),
        rows=tablet.mirror.counts(),
        scopes=tuple(tablet.mirror.cursors()),
        last_contact=contact["server_time"] if contact else None,
        journal_mode=tablet.database.journal_mode,
        synchronous=tablet.database.synchronous,
        key_store=tablet.ring.key_store.describe("zh"),
        disk_free=free,
        disk_low=free < tablet.limits.low_bytes,
        notices=tablet.notices,
    )


def tablet_verify(tablet: Tablet) -> r.Verified:
    """Open and check every signed byte kept here: operations, their outbox files, blobs.

    Raises StoreLocked: sealed content cannot be checked without the data key.
    """
    if not tablet.ring.is_enrolled:
        return r.Verified(0, 0, 0, ())
    _ = tablet.ring.sealer
    states = tablet.operations.all()[::-1]
    faults: list[Fault] = []
    envelopes = []
    for state in states:
        try:
            line = tablet.operations.line(state.seq)
            signatures, body = line_read(line)
            envelope = body_read(body)
            own = next(one for one in signatures if one.key == key_id(tablet.ring.device_public))
            signature_verify(message=body, signature=own, public_key=tablet.ring.device_public)
            envelopes.append(envelope)
            faults += _copies_faults(tablet, state, line, envelope.data)
        except StopIteration:
            faults.append(_fault(state, "没有本机的签名。"))
        except Problem as problem:
            faults.append(_fault(state, problem.message))
    faults += chain_check(envelopes, public_key=tablet.ring.device_public)
    faults += _blob_faults(tablet)
    return r.Verified(
        operations=len(states),
        blobs=len(tablet.blobs.all()),
        outbox=len(tablet.outbox.seqs()),
        faults=tuple(faults),
    )


def _copies_faults(tablet: Tablet, state: OperationState, line: bytes, data: Any) -> list[Fault]:
    """Compare the outbox file with the row, and look for the blobs the operation names."""
    faults = []
    try:
        if tablet.outbox.read(state.seq) != line:
            faults.append(_fault(state, "发件箱文件与数据库记录不一致。"))
    except FileNotFoundError:
        faults.append(_fault(state, "缺少发件箱文件。"))
    except Problem as problem:
        faults.append(_fault(state, f"发件箱文件：{problem.message}"))
    faults += [
        _fault(state, f"附件 {sha256[:12]}… 不在本机。")
        for sha256 in blobs_named(data)
        if not tablet.blobs.is_here(sha256)
    ]
    return faults


def _blob_faults(tablet: Tablet) -> list[Fault]:
    faults = []
    for sha256, _, _ in tablet.blobs.all():
        try:
            if not tablet.blobs.is_whole(sha256):
                faults.append(_blob_fault(sha256, "内容与哈希不符。"))
        except StoreLocked:
            raise
        except Problem as problem:
            faults.append(_blob_fault(sha256, problem.message))
    return faults


def _fault(state: OperationState, message: str) -> Fault:
    return Fault(f"operation {state.seq}", message, "请导出救援包（rescue），交信息人员核对。")


def _blob_fault(sha256: str, message: str) -> Fault:
    return Fault(f"blob {sha256[:12]}", message, "请勿删除原照片；交信息人员核对。")
