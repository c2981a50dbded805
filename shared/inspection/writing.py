"""Write a finished visit as the `data` of its operation: one member order, no floats, once."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from shared.inspection.draft import Draft, SignatureFacts
from shared.inspection.facts import Fix
from shared.inspection.findings import Finding, findings_of


@dataclass(frozen=True, slots=True)
class PaperRef:
    """Name a paper of a visit by the hash of the PDF that was signed on."""

    kind: str
    number: str
    sha256: str


def visit_data_write(
    draft: Draft, *, finished: str, papers: Sequence[PaperRef] = ()
) -> dict[str, Any]:
    """Return `visit.data`; its members stand in the order of the contract, the optional `fix` last."""
    return {
        "kind": draft.kind,
        "task": draft.task.id if draft.task else None,
        "checklist": draft.checklist.ref,
        "site": draft.site.id,
        "facility": draft.facility.id if draft.facility else None,
        "started": draft.started,
        "finished": finished,
        "officers": [officer.id for officer in draft.officers],
        "assistants": [officer.id for officer in draft.assistants],
        "answers": list(_answers(draft)),
        "findings": [_finding(finding) for finding in findings_of(draft)],
        "signatures": [_signature(one) for one in _last_signatures(draft)],
        "papers": [
            {"kind": one.kind, "number": one.number, "sha256": one.sha256} for one in papers
        ],
        "supersedes": draft.supersedes,
        "fix": _fix(draft.fix),
    }


def _answers(draft: Draft) -> Iterator[dict[str, Any]]:
    """Give what was answered and shows; what is hidden counts nowhere, and is not said."""
    for row in draft.answers.rows():
        answer = draft.answers.get(*row.key)
        if answer is not None:
            yield {
                "item": row.item.id,
                "at": list(row.at),
                "value": answer.value,
                "note": answer.note,
                "blobs": list(answer.blobs),
                "how": answer.how,
            }


def _finding(finding: Finding) -> dict[str, Any]:
    members: dict[str, Any] = {
        "n": finding.n,
        "item": finding.item,
        "at": list(finding.at),
        "scenario": finding.scenario,
        "slot": finding.slot,
        "grade": finding.grade,
        "clause": finding.clause,
        "confirmed_by": finding.confirmed_by,
        "deadline": finding.deadline,
        "five": dict(finding.five) if finding.five else None,
    }
    if finding.item is None:
        members |= {"note": finding.note, "blobs": list(finding.blobs)}
    return members


def _last_signatures(draft: Draft) -> Iterator[SignatureFacts]:
    for one in draft.signatures:
        if draft.signature(one.who) is one:
            yield one


def _signature(one: SignatureFacts) -> dict[str, Any]:
    return {
        "who": one.who,
        "at": one.at,
        "image": one.image,
        "refused": one.refused,
        "witness": one.witness,
        "read": one.read,
    }


def _fix(fix: Fix | None) -> dict[str, Any] | None:
    if fix is None:
        return None
    return {
        "lon": fix.lon, "lat": fix.lat, "datum": fix.datum, "accuracy": fix.accuracy, "at": fix.at,
    }  # fmt: skip
