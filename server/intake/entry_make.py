"""Make an entry of the server's own: what the office, an import or the clock brings."""

from collections.abc import Mapping
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from server.intake.deciding import operation_decide
from server.intake.holding import arrivals_release
from server.intake.making import Own, own_place
from server.ledger.models import Entry
from server.ledger.writing import Writer, ledger_writing
from shared.problems import Problem
from shared.sync import Outcome


class EntryRefused(Problem):
    """Refuse an entry whose handler would hold or reject it: who brings it can mend it now."""

    def __init__(self, outcome: Outcome) -> None:
        super().__init__(
            outcome.code or "entry_refused", outcome.remedy or "没有生效。", "请按提示处理后重试。"
        )
        self.outcome = outcome


@dataclass(frozen=True, slots=True)
class Made:
    """Hold the entry and what became of it: applied, or applied with a conflict."""

    entry: Entry
    outcome: Outcome


def entry_make(
    *,
    origin: str,
    name: str,
    data: Mapping[str, Any],
    now: datetime,
    officer: str = "",
    import_id: str = "",
    writer: Writer | None = None,
) -> Made:
    """Write and sign an intent, take the head lock, apply it, enter it; all or nothing.

    `officer` is who answers for it, "" for the clock. With a `writer` the entry joins its transaction, and
    a refusal undoes this entry alone. Raises the handler's Problem, or EntryRefused.
    """
    own = Own(origin, name, data, officer, import_id)
    with ledger_writing(now=now) if writer is None else nullcontext(writer) as open_writer:
        mark = open_writer.mark()
        try:
            with transaction.atomic():
                made = _make(open_writer, own, now)
                arrivals_release(writer=open_writer, now=now)
        except Exception:
            open_writer.fall_back(mark)
            raise
    return made


def _make(writer: Writer, own: Own, now: datetime) -> Made:
    placed = own_place(writer, own, now=now)
    outcome = operation_decide(acceptance=placed.acceptance(writer))
    if outcome.outcome in ("held", "rejected"):
        raise EntryRefused(outcome)
    return Made(placed.enter(writer, outcome), outcome)
