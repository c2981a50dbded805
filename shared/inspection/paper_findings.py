"""A finding in the words of a paper: what is asked, what was seen, by which article, by when."""

from dataclasses import dataclass

from shared.checklist import Answers, Item
from shared.inspection.days import local_day
from shared.inspection.draft import Draft, Key
from shared.inspection.findings import FIVE, Finding, findings_of
from shared.text import term


@dataclass(frozen=True, slots=True)
class PaperFinding:
    """Hold one numbered problem; `deadline` is an ISO date, `at_once` that it is the day itself."""

    n: int
    asked: str  # what must be true; empty off the list
    where: str
    seen: str
    grade: str  # a paper knows 一般 and 重大 only
    major: bool
    article: str
    deadline: str
    at_once: bool
    photos: int
    confirmed_by: str
    five: tuple[tuple[str, str], ...]


def paper_findings(draft: Draft) -> tuple[PaperFinding, ...]:
    """Return the findings of a draft as its papers state them."""
    return tuple(_worded(draft, finding) for finding in findings_of(draft))


def _worded(draft: Draft, finding: Finding) -> PaperFinding:
    second = draft.officer(finding.confirmed_by or "")
    deadline = finding.deadline or ""
    return PaperFinding(
        n=finding.n,
        asked=draft.checklist.item(finding.item).text.zh if finding.item else "",
        where=finding.slot or "",
        seen=_seen(draft, finding),
        grade=term("hazard_grade_legal", finding.grade),
        major=finding.grade == "major",
        article=finding.clause,
        deadline=deadline,
        at_once=deadline == local_day(draft.started).isoformat(),
        photos=_photos(draft, finding),
        confirmed_by=second.name if second else "",
        five=tuple((term("five", name), finding.five.get(name, "")) for name in FIVE)
        if finding.five
        else (),
    )


def _seen(draft: Draft, finding: Finding) -> str:
    if finding.item is None:
        return (finding.note or "").strip()
    answer = draft.answers.get(*finding.key)
    note = (answer.note if answer else None) or ""
    parts = [
        answer_words(draft.answers, draft.checklist.item(finding.item), finding.key),
        note.strip(),
    ]
    return "；".join(part for part in parts if part)


def answer_words(answers: Answers, item: Item, key: Key) -> str:
    """Say what was measured, chosen or deducted; empty where the verdict says it all."""
    given = answers.given(*key)
    if given is None or given.text in ("na", "not_checked"):
        return ""
    if given.taken:
        return "；".join(f"{one.criterion.text.zh}（扣 {one.total} 分）" for one in given.taken)
    if given.chosen:
        return "、".join(choice.text.zh for choice in given.chosen)
    if item.type in ("number", "calculated") and given.text not in ("pass", "fail", "partial"):
        return f"实测 {given.text} {item.unit or ''}".strip() + _limits(item)
    return given.text if item.type in ("text", "date") else ""


def _limits(item: Item) -> str:
    unit = f" {item.unit}" if item.unit else ""
    if item.minimum is not None and item.maximum is not None:
        return f"（应为 {item.minimum} 至 {item.maximum}{unit}）"
    if item.minimum is not None:
        return f"（应不小于 {item.minimum}{unit}）"
    return f"（应不大于 {item.maximum}{unit}）" if item.maximum is not None else ""


def _photos(draft: Draft, finding: Finding) -> int:
    if finding.item is None:
        return len(finding.blobs)
    answer = draft.answers.get(*finding.key)
    return len(answer.blobs) if answer else 0
