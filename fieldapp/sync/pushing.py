"""Offer operations until each has its answer; a gap rewinds, a restored server gets all again."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from fieldapp.store.operations import OperationState
from fieldapp.sync.client import NetworkProblem, NetworkUnreachable, Reply, ServerUnexpected
from fieldapp.sync.epoch import epoch_take
from fieldapp.sync.progress import Progress, Report, silent
from fieldapp.sync.session import Session
from fieldapp.sync.store import SyncStore
from shared.sync import (
    MAX_BYTES,
    MAX_OPERATIONS,
    AnswerHeader,
    AnswerUnreadable,
    PushHeader,
    Result,
    answer_read,
    push_unzip,
    push_write,
)

OPS = "/api/v1/sync/ops"
HEADERS = {"Content-Type": "application/octet-stream", "Content-Encoding": "gzip"}
HEADER_ROOM = 1024
REWINDS_MOST = 5


class PushStuck(NetworkProblem):
    """Say that the server keeps asking for the same operations."""

    def __init__(self, seq: int) -> None:
        super().__init__(
            "push_stuck",
            f"服务器反复要求从第 {seq} 号重传，没有进展。",
            "内容都已保存在本机；请稍后再试，并告知信息人员。",
            status=502,
        )


@dataclass(slots=True)
class Pushed:
    """Count what a push did; `commands` are the server's orders."""

    sent: int = 0
    outcomes: dict[str, int] = field(default_factory=dict)
    commands: list[Mapping[str, Any]] = field(default_factory=list)
    rewinds: int = 0
    most: int = MAX_OPERATIONS

    def count(self, results: Sequence[Result]) -> None:
        """Add the results of one batch."""
        self.sent += len(results)
        for result in results:
            self.outcomes[result.outcome] = self.outcomes.get(result.outcome, 0) + 1


def operations_push(store: SyncStore, session: Session, report: Report = silent) -> Pushed:
    """Push all that has no answer yet. Raises NetworkProblem, DeviceForked, what was refused."""
    pushed = Pushed()
    total = store.operations.unanswered()
    while batch := _batch(store, pushed.most):
        report(Progress("push", pushed.sent, max(total, pushed.sent)))
        lines = [store.operations.line_to_send(one.seq) for one in batch]
        push = push_write(_header(session, batch), lines)
        store.operations.sent(one.seq for one in batch)
        try:
            reply = session.ask("POST", OPS, push, dict(HEADERS))
        except NetworkUnreachable as problem:
            if not problem.left:
                store.operations.stayed(one.seq for one in batch if one.state == "queued")
            raise
        if reply.is_ok:
            _take(store, session, pushed, batch, reply, push)
        else:
            _refused(store, session, pushed, batch, reply)
    report(Progress("push", pushed.sent, max(total, pushed.sent)))
    return pushed


def _batch(store: SyncStore, most: int) -> Sequence[OperationState]:
    """Return as many operations from the first unanswered one as fit into one push."""
    batch: list[OperationState] = []
    room = MAX_BYTES - HEADER_ROOM
    for one in store.operations.to_send(limit=most):
        room -= len(store.operations.line_to_send(one.seq)) + 1
        if batch and room < 0:
            break
        batch.append(one)
    return batch


def _header(session: Session, batch: Sequence[OperationState]) -> PushHeader:
    first = batch[0]
    return PushHeader(
        device=session.device,
        epoch=session.epoch,
        first=first.seq,
        prev=first.prev,
        n=len(batch),
    )


def _take(
    store: SyncStore,
    session: Session,
    pushed: Pushed,
    batch: Sequence[OperationState],
    reply: Reply,
    push: bytes,
) -> None:
    header, results = answer_read(reply.body)
    _answer_check(header, session, push)
    if [result.seq for result in results] != [one.seq for one in batch]:
        raise AnswerUnreadable("结果与所发的记录对不上")
    whole = [result for result, one in zip(results, batch, strict=True) if result.hash == one.hash]
    store.operations.answered(whole)
    session.contact(header.server_time)
    pushed.count(whole)
    pushed.commands += header.commands
    if len(whole) < len(results):
        # the server holds a copy that was damaged on its way: it takes the whole one in its place
        damaged = {result.seq for result in results} - {result.seq for result in whole}
        _again(pushed, min(damaged))


def _answer_check(header: AnswerHeader, session: Session, push: bytes) -> None:
    """Refuse an answer to another push: an old one played again says nothing of ours."""
    if header.device != session.device:
        raise AnswerUnreadable("这是给另一台平板的答复")
    if header.request_sha256 != hashlib.sha256(push_unzip(push)).hexdigest():
        raise AnswerUnreadable("这是对另一次提交的答复")


def _refused(
    store: SyncStore,
    session: Session,
    pushed: Pushed,
    batch: Sequence[OperationState],
    reply: Reply,
) -> None:
    problem = reply.problem()
    if reply.status == 413 and len(batch) > 1:
        pushed.most = len(batch) // 2
        return
    if reply.status != 409:
        raise problem
    if problem.code == "epoch_changed":
        epoch_take(store, session, reply.json())
    else:
        _rewind(store, reply)
    _again(pushed, batch[0].seq)


def _again(pushed: Pushed, seq: int) -> None:
    pushed.rewinds += 1
    if pushed.rewinds > REWINDS_MOST:
        raise PushStuck(seq)


def _rewind(store: SyncStore, reply: Reply) -> None:
    found = reply.json()
    expected, prev = found.get("expected"), found.get("prev")
    if not isinstance(expected, int) or not isinstance(prev, str):
        raise ServerUnexpected("409 without expected and prev")
    store.operations.rewind(expected, prev)
