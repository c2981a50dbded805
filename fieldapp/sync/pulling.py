"""Read what is new in all scopes at once, page by page; each page is one transaction."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from fieldapp.sync.client import ServerUnexpected
from fieldapp.sync.epoch import epoch_take
from fieldapp.sync.progress import Progress, Report, silent
from fieldapp.sync.session import Session
from fieldapp.sync.store import SyncStore
from shared.sync import (
    ChangeRow,
    ChangesAnswer,
    ChangesRequest,
    changes_answer_read,
    changes_request_write,
    scope_checksum,
)
from shared.sync.answer import result_read

CHANGES = "/api/v1/sync/changes"
PAGE = 2000
ROUNDS_MOST = 5000


@dataclass(slots=True)
class Pulled:
    """Count what a pull brought."""

    rows: int = 0
    pages: int = 0
    confirmed: int = 0
    left: list[str] = field(default_factory=list)
    server_time: str = ""
    commands: list[Mapping[str, Any]] = field(default_factory=list)
    renewed: set[str] = field(default_factory=set)


def changes_pull(store: SyncStore, session: Session, report: Report = silent) -> Pulled:
    """Pull until nothing is new. Raises NetworkProblem, ChangesUnreadable, what was refused."""
    pulled = Pulled()
    new = [] if store.mirror.cursors() else [f"device/{session.device}", "district"]
    for _ in range(ROUNDS_MOST):
        answer = _ask(store, session, new)
        if answer is None:  # another epoch: everything from the start
            new = [f"device/{session.device}", "district"]
            continue
        _page_keep(store, pulled, answer)
        report(Progress("pull", pulled.rows, 0, pulled.rows))
        session.contact(answer.server_time)
        held = store.mirror.cursors()
        new = [scope for scope in answer.scopes or () if scope not in held]
        if not answer.more:
            new += _damaged(store, pulled, answer)
        if not answer.more and not new:
            return pulled
    raise ServerUnexpected("changes without an end")


def _ask(store: SyncStore, session: Session, new: list[str]) -> ChangesAnswer | None:
    cursors = {**store.mirror.cursors(), **dict.fromkeys(new, "")}
    request = ChangesRequest(epoch=session.epoch, limit=PAGE, cursors=cursors)
    headers = {"Content-Type": "application/json"}
    reply = session.ask("POST", CHANGES, changes_request_write(request), headers)
    if reply.is_ok:
        return changes_answer_read(reply.body)
    problem = reply.problem()
    if reply.status != 409 or problem.code != "epoch_changed":
        raise problem
    epoch_take(store, session, reply.json())
    return None


def _page_keep(store: SyncStore, pulled: Pulled, answer: ChangesAnswer) -> None:
    def each(row: ChangeRow) -> None:
        if row.kind == "result" and not row.gone:
            pulled.confirmed += store.operations.confirm(result_read(dict(row.data)))

    store.mirror.page_put(answer.rows, dict(answer.cursors), answer.scope_left, each=each)
    pulled.rows += len(answer.rows)
    pulled.pages += 1
    pulled.left += answer.scope_left
    pulled.server_time = answer.server_time
    pulled.commands += answer.commands


def _damaged(store: SyncStore, pulled: Pulled, answer: ChangesAnswer) -> list[str]:
    """Return scopes whose rows are not the server's, forgotten here so as to be read anew once."""
    wrong = [
        scope
        for scope, checksum in answer.checksums.items()
        if scope not in pulled.renewed
        and scope_checksum(store.mirror.scope_rows(scope)) != checksum
    ]
    if wrong:
        with store.database.writing():
            store.mirror.scopes_forget(wrong)
        pulled.renewed.update(wrong)
    return wrong
