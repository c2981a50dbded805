"""Make one operation: written once, signed, its file synced, its row committed; or nothing of it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from fieldapp.config import APP
from fieldapp.store.files import DiskFull
from fieldapp.store.operations import OperationState
from fieldapp.work.tablet import Tablet, tablet_contact
from shared.clock import instant_text
from shared.record import body_write
from shared.sync import line_write

New = tuple[bytes, str]  # content, media


@dataclass(frozen=True, slots=True)
class OperationWish:
    """Hold what an operation shall say.

    `signers` are officers beside the author, `blobs` the SHA-256s it names that are kept already,
    `new` the files it names that are not.
    """

    kind: str
    id: str
    officer: str
    seen: int
    data: Mapping[str, Any]
    title: str
    form: str | None = None
    run: str | None = None
    signers: Sequence[str] = ()
    blobs: Sequence[str] = ()
    new: Sequence[New] = ()


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
    kept = [(one, tablet.blobs.size(one) or 0, "") for one in wish.blobs]
    made = [(tablet.blobs.file_put(one), len(one), media) for one, media in wish.new]
    seq, prev = tablet.operations.head()
    body = _body(tablet, wish, seq, prev)
    people = dict.fromkeys((wish.officer, *wish.signers))
    keys = [tablet.ring.device_key, *(tablet.ring.officer_key(one) for one in people)]
    line = line_write([key.sign(body) for key in keys], body)
    try:
        with tablet.database.writing():
            operation = tablet.operations.add(
                line, title=wish.title, run=wish.run, blobs=[*kept, *made]
            )
            beside()
    except BaseException:
        tablet.operations.take_back(seq)
        raise
    return operation


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
