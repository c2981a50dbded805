"""Push and pull: send what was made here, read what is new, obey the server's orders."""

from collections.abc import Callable
from typing import Any

from fieldapp.store.keyring import NotEnrolled
from fieldapp.sync.progress import Progress
from fieldapp.sync.pulling import Pulled
from fieldapp.sync.pulling import changes_pull as pull
from fieldapp.sync.pushing import operations_push
from fieldapp.sync.session import Session
from fieldapp.sync.uploading import blobs_upload
from fieldapp.work import rows as r
from fieldapp.work.orders import orders_obey
from fieldapp.work.tablet import Tablet
from shared.problems import Problem

Report = Callable[[Any], None]


def _silent(_news: Progress) -> None:
    """Tell nobody."""


def work_push(tablet: Tablet, *, progress: Report | None = None) -> r.PushReport:
    """Send operations, then the blobs they name, small ones first.

    Only a row read by `changes_pull` confirms an operation. Raises NetworkProblem, StoreLocked,
    DeviceForked, or what the server refuses with; what was answered before stays answered.
    """
    pushed, unsent = _push(tablet, _session(tablet), progress or _silent)
    _tell(unsent)
    return pushed


def changes_pull(tablet: Tablet, *, progress: Report | None = None) -> r.PullReport:
    """Read all that is new in this tablet's scopes. Raises NetworkProblem, StoreLocked."""
    session = _session(tablet)
    return _pulled(tablet, _pull(tablet, session, progress or _silent))


def sync_once(tablet: Tablet, *, progress: Report | None = None) -> r.SyncReport:
    """Push, then pull, in one session.

    A blob that could not go is told after the pull: it must not keep operations from being confirmed.
    """
    session, report = _session(tablet), progress or _silent
    pushed, unsent = _push(tablet, session, report)
    pulled = _pull(tablet, session, report)
    _tell(unsent)
    return r.SyncReport(pushed, _pulled(tablet, pulled), pulled.confirmed)


def _session(tablet: Tablet) -> Session:
    if not tablet.ring.is_enrolled:
        raise NotEnrolled
    tablet.reconcile()
    return Session(tablet)


def _tell(unsent: list[Problem]) -> None:
    if unsent:
        raise unsent[0]


def _push(tablet: Tablet, session: Session, report: Report) -> tuple[r.PushReport, list[Problem]]:
    pushed = operations_push(tablet, session, report)
    uploaded = blobs_upload(tablet, session, report)
    orders_obey(tablet, pushed.commands)
    made = r.PushReport(
        sent=pushed.sent,
        outcomes=pushed.outcomes,
        blobs=uploaded.blobs,
        blob_bytes=uploaded.size,
        waiting=tablet.operations.unanswered(),
    )
    return made, uploaded.problems


def _pull(tablet: Tablet, session: Session, report: Report) -> Pulled:
    pulled = pull(tablet, session, report)
    orders_obey(tablet, pulled.commands)
    return pulled


def _pulled(tablet: Tablet, pulled: Pulled) -> r.PullReport:
    return r.PullReport(
        rows=pulled.rows,
        pages=pulled.pages,
        scopes=tuple(tablet.mirror.cursors()),
        left=tuple(pulled.left),
        server_time=pulled.server_time,
    )
