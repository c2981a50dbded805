"""Apply a finished visit in every room it touches: stored, its task completed, its hazards observed."""

from collections.abc import Sequence

from server.hazards.services import hazards_observe
from server.inspections.services import visit_accept
from server.ledger.acceptance import Acceptance
from server.planning.visiting import visit_settle
from shared.problems import Fault
from shared.sync import Outcome

MOST_CONFLICTS = 20  # told with the outcome; the rows show the rest


def visit_apply(*, acceptance: Acceptance) -> Outcome:
    """Take in a visit; what does not fit is a conflict beside it, never a reason to lose it."""
    accepted = visit_accept(acceptance=acceptance)
    if isinstance(accepted, Outcome):
        return accepted
    settled = visit_settle(acceptance=acceptance, accepted=accepted)
    seen = hazards_observe(acceptance=acceptance, accepted=accepted, fit=settled.fit)
    return _outcome((*accepted.conflicts, *settled.conflicts, *seen))


def _outcome(conflicts: Sequence[Fault]) -> Outcome:
    """Give one outcome: the first conflict names it, all are told."""
    if not conflicts:
        return Outcome.applied()
    told = dict.fromkeys(f"{one.message}{one.remedy}" for one in conflicts[:MOST_CONFLICTS])
    return Outcome.applied_with_conflict(code=conflicts[0].where, remedy=" ".join(told))
