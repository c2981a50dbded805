"""Say what each finding of a visit is, by the pinned checklist version."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from server.catalogue.published import model_in_force
from shared.checklist import Answers, Checklist, Item
from shared.hazard import fingerprint_of, item_code
from shared.inspection import Finding as SignedFinding
from shared.inspection import VisitData, kind_rules
from shared.inspection.citing import citation_text, printable_basis

MIDDLE_CLASS = 3  # of consequence, while no scoring model is published
MOST_TITLE = 300


@dataclass(frozen=True, slots=True)
class FindingFacts:
    """Hold one finding with what its item says of it; `signed` is False when only the engine made it.

    `note` and `blobs` are those of its answer, off the list its own.
    """

    n: int
    item: str | None
    at: tuple[str, ...]
    scenario: str
    slot: str | None
    grade: str
    clause: str
    confirmed_by: str | None
    deadline: date | None
    five: Mapping[str, str] | None
    note: str
    blobs: tuple[str, ...]
    k: int
    title_zh: str
    title_en: str
    fingerprint: str
    signed: bool


def findings_of_visit(
    data: VisitData, *, checklist: Checklist, answers: Answers
) -> tuple[FindingFacts, ...]:
    """Return the signed findings, and after them what the answers fail and no finding names."""
    findings = [(finding, True) for finding in data.findings]
    if kind_rules(data.kind).verdicts:
        findings += [(one, False) for one in _unnamed(data, answers)]
    classes = _classes() if findings else {}
    return tuple(
        _facts(data, checklist, answers, classes, finding, signed) for finding, signed in findings
    )


def _unnamed(data: VisitData, answers: Answers) -> Iterator[SignedFinding]:
    said = {finding.key for finding in data.findings}
    left = [key for key in answers.failed() if key not in said]
    for n, (item_id, at) in enumerate(left, start=len(data.findings) + 1):
        item = answers.checklist.item(item_id)
        grade = answers.grade(item_id, at) or "general"
        basis = printable_basis(item, major=grade == "major")
        yield SignedFinding(
            n=n,
            item=item_id,
            at=at,
            scenario=item.scenario or "",
            slot=answers.slot(item_id, at) or "/".join(at) or None,
            grade=grade,
            clause=citation_text(basis) if basis else "",
            confirmed_by=None,
            deadline=None,
            five=None,
        )


def _classes() -> Mapping[str, int]:
    model = model_in_force()
    return {} if model is None else {code: one.k0 for code, one in model.scenarios.items()}


def _facts(
    data: VisitData,
    checklist: Checklist,
    answers: Answers,
    classes: Mapping[str, int],
    finding: SignedFinding,
    signed: bool,
) -> FindingFacts:
    item = checklist.item_index.get(finding.item or "")
    answer = answers.get(item.id, finding.at) if item else None
    note = (answer.note if answer else finding.note) or ""
    scenario = (item.scenario if item else None) or finding.scenario
    title_zh, title_en = _titles(item, note, finding)
    return FindingFacts(
        n=finding.n,
        item=finding.item[:64] if finding.item else None,
        at=finding.at,
        scenario=scenario[:32],
        slot=finding.slot[:64] if finding.slot else None,
        grade=finding.grade,
        clause=finding.clause[:300],
        confirmed_by=finding.confirmed_by,
        deadline=date.fromisoformat(finding.deadline) if finding.deadline else None,
        five=finding.five,
        note=note,
        blobs=answer.blobs if answer else finding.blobs,
        k=(item.k if item else None) or classes.get(scenario, MIDDLE_CLASS),
        title_zh=title_zh[:MOST_TITLE],
        title_en=title_en[:MOST_TITLE],
        fingerprint=fingerprint_of(
            site=data.site,
            facility=data.facility,
            item=item_code(checklist=checklist.id, item=finding.item, scenario=scenario),
            slot=finding.slot,
            at=finding.at,
        ),
        signed=signed,
    )


def _titles(item: Item | None, note: str, finding: SignedFinding) -> tuple[str, str]:
    """Name a hazard by what was asked, then how it failed; off the list by what the officer wrote."""
    if item is None:
        title = note or finding.item or finding.scenario
        return title, title
    if item.fails is not None:
        zh = f"{_clause(item.text.zh, '，。；（')}：{_clause(item.fails.zh, '。')}"
        return zh, f"{_clause(item.text.en, ',.;:(')}: {_clause(item.fails.en, '.')}"
    return f"不符合：{item.text.zh.rstrip('。')}", f"Not so: {item.text.en.rstrip('.')}"


def _clause(text: str, ends: str) -> str:
    """Give a sentence up to the first of the signs that end its first clause; a decimal point is none."""
    for place, sign in enumerate(text):
        if sign in ends and place and not text[place + 1 : place + 2].isdigit():
            return text[:place].strip()
    return text.strip()
