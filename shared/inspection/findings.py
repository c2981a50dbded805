"""Findings: what a visit says is wrong, one for each failed item, and those off the list."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from shared.inspection.citing import citation_text, printable_basis
from shared.inspection.days import deadline_day, local_day
from shared.inspection.draft import Draft, ExtraFinding, Key

FIVE = ("responsibility", "measures", "funds", "deadline", "contingency")


@dataclass(frozen=True, slots=True)
class Finding:
    """Hold one finding in the order of the wire.

    `item` is None off the list (its fingerprint then names `x:<scenario>`); `clause` reads as the
    paper prints it, empty while no compared article is known; `deadline` is an ISO date; `note` and
    `blobs` are set off the list only, elsewhere they are the answer's.
    """

    n: int
    item: str | None
    at: tuple[str, ...]
    scenario: str
    slot: str | None
    grade: str
    clause: str
    confirmed_by: str | None
    deadline: str | None
    five: Mapping[str, str] | None
    note: str | None = None
    blobs: tuple[str, ...] = ()

    @property
    def key(self) -> Key:
        """Give the place of the finding: its answer's, or `x:<scenario>` with its slot."""
        if self.item is not None:
            return (self.item, self.at)
        return (f"x:{self.scenario}", (self.slot,) if self.slot else ())


def findings_of(draft: Draft) -> tuple[Finding, ...]:
    """Return the findings in the order of the list, those off it last; none where none may be made."""
    if not draft.rules.verdicts:
        return ()
    found_on = local_day(draft.started)
    failed = draft.answers.failed()
    listed = [_listed(draft, n, key, found_on) for n, key in enumerate(failed, 1)]
    return (
        *listed,
        *(_extra(draft, n, one, found_on) for n, one in enumerate(draft.extras, len(failed) + 1)),
    )


def _listed(draft: Draft, n: int, key: Key, found_on: date) -> Finding:
    item = draft.checklist.item(key[0])
    grade = draft.answers.grade(*key) or "general"
    basis = printable_basis(item, major=grade == "major")
    article = citation_text(basis, draft.titles) if basis else ""
    return Finding(
        n=n,
        item=item.id,
        at=key[1],
        scenario=item.scenario or "",
        # An instance is a place: two cranes that fail one item are two hazards.
        slot=draft.answers.slot(*key) or "/".join(key[1]) or None,
        grade=grade,
        clause=draft.clauses.get(key) or article,
        confirmed_by=draft.confirmations.get(key),
        deadline=_deadline(draft, key, grade, found_on),
        five=draft.fives.get(key),
    )


def _extra(draft: Draft, n: int, extra: ExtraFinding, found_on: date) -> Finding:
    return Finding(
        n=n,
        item=None,
        at=(),
        scenario=extra.scenario,
        slot=extra.slot,
        grade=extra.grade,
        clause=draft.clauses.get(extra.key) or extra.clause,
        confirmed_by=draft.confirmations.get(extra.key),
        deadline=_deadline(draft, extra.key, extra.grade, found_on),
        five=draft.fives.get(extra.key),
        note=extra.note,
        blobs=extra.blobs,
    )


def _deadline(draft: Draft, key: Key, grade: str, found_on: date) -> str:
    return draft.deadlines.get(key) or deadline_day(grade, found_on=found_on).isoformat()
