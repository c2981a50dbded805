"""Make one operation: written once, signed, its file synced, its row committed; or nothing of it."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from fieldapp.config import APP
from fieldapp.store.files import DiskFull
from fieldapp.store.operations import OperationState
from fieldapp.work.tablet import Tablet, tablet_contact
from shared.clock import instant_text
from shared.record import body_write
from shared.sync import line_write

BlobPart = tuple[str, int, str]  # sha256, size, media


@dataclass(frozen=True, slots=True)
class OperationWish:
    """Hold what an operation shall say; `signers` are officers beside the author."""

    kind: str
    id: str
    officer: str
    seen: int
    data: Mapping[str, Any]
    title: str
    form: str | None = None
    run: str | None = None
    signers: Sequence[str] = ()
    blobs: Iterable[BlobPart] = ()


def _nothing() -> None:
    """Change nothing else in the transaction."""


def operation_make(
    tablet: Tablet, wish: OperationWish, *, beside: Callable[[], None] = _nothing
) -> OperationState:
    """Sign and keep an operation; `beside` runs in the same transaction.

    On a full disk the reserve is given up and it is tried once more. Raises OfficerLocked,
    StoreLocked, DiskFull; nothing was made then.
    """
    tablet.reconcile()
    try:
        return _make(tablet, wish, beside)
    except DiskFull:
        if not tablet.own.reserve_free():
            raise
        return _make(tablet, wish, beside)


def _make(tablet: Tablet, wish: OperationWish, beside: Callable[[], None]) -> OperationState:
    seq, prev = tablet.operations.head()
    body = _body(tablet, wish, seq, prev)
    people = dict.fromkeys((wish.officer, *wish.signers))
    keys = [tablet.ring.device_key, *(tablet.ring.officer_key(one) for one in people)]
    line = line_write([key.sign(body) for key in keys], body)
    try:
        with tablet.database.writing():
            made = tablet.operations.add(
                line, title=wish.title, run=wish.run, blobs=tuple(wish.blobs)
            )
            beside()
    except BaseException:
        tablet.operations.take_back(seq)
        raise
    return made


def _body(tablet: Tablet, wish: OperationWish, seq: int, prev: str) -> bytes:
    server_time, age = tablet_contact(tablet)
    return body_write(
        kind=wish.kind,
        id=wish.id,
        device=tablet.ring.identity["device"],
        seq=seq,
        prev=prev,
        seen=wish.seen,
        officer=wish.officer,
        app=APP,
        form=wish.form,
        wall=instant_text(tablet.clock.now()),
        mono=tablet.clock.monotonic(),
        boot=tablet.clock.boot(),
        server_time=server_time,
        server_time_age=age,
        data=wish.data,
    )
