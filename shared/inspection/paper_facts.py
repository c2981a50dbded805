"""What a paper of a visit states: frozen, complete, the same on both sides.

The tablet's draft gives them before anybody signs; the server gets the same from the finished visit.
"""

from dataclasses import dataclass
from datetime import date

from shared.checklist import score_of
from shared.inspection.days import local_day
from shared.inspection.draft import SITE, Draft
from shared.inspection.facts import OfficerFacts
from shared.inspection.findings import findings_of
from shared.inspection.paper_findings import PaperFinding, paper_findings
from shared.inspection.paper_sections import PaperSection, PaperUnchecked, sections_of, unchecked_of
from shared.text import term

NUMBER_WORDS = {"record": "检记", "order": "责改"}


@dataclass(frozen=True, slots=True)
class PaperPerson:
    """Name one who makes the visit, with the number of the certificate shown."""

    id: str
    name: str
    certificate: str


@dataclass(frozen=True, slots=True)
class PaperUnit:
    """Hold whom the paper is for; what the register does not know is empty and left blank."""

    name: str
    uscc: str
    address: str
    principal: str
    phone: str
    place: str  # what was looked at: the site, or one facility of it


@dataclass(frozen=True, slots=True)
class PaperGround:
    """Hold why the visit was made: its kind in words, the filed task, what the task is for."""

    visit: str
    task: str
    kind: str
    ground: str
    filed_after: bool


@dataclass(frozen=True, slots=True)
class PaperRefusal:
    """Hold the reason the site gave for not signing, and who witnessed it."""

    reason: str
    witness: str


@dataclass(frozen=True, slots=True)
class PaperFacts:
    """Hold all that one paper says; `started` and `finished` are instants of the wire."""

    kind: str
    number: str
    run: str
    authority: str
    started: str
    finished: str
    unit: PaperUnit
    ground: PaperGround
    officers: tuple[PaperPerson, ...]
    assistants: tuple[str, ...]
    checklist: str
    sections: tuple[PaperSection, ...]
    score: str
    findings: tuple[PaperFinding, ...]
    unchecked: tuple[PaperUnchecked, ...]
    photos: int
    refusal: PaperRefusal | None
    complaints: str
    reviewer: str
    court: str


def paper_kinds_of(draft: Draft) -> tuple[str, ...]:
    """Return the kinds of paper this visit makes: a record, and an order when something is wrong."""
    return tuple(kind for kind in draft.rules.papers if kind != "order" or findings_of(draft))


def paper_number(kind: str, *, word: str, day: date, serial: str) -> str:
    """Return a number in the official form; the serial must be the issuer's own, as `T07-0012`."""
    return f"{word}{NUMBER_WORDS[kind]}〔{day.year}〕{serial}号"


def paper_facts_of(draft: Draft, *, kind: str, number: str, finished: str) -> PaperFacts:
    """Return what a paper of the draft states; `finished` is when the looking ended."""
    return PaperFacts(
        kind=kind,
        number=number,
        run=draft.run,
        authority=_authority(draft),
        started=draft.started,
        finished=finished,
        unit=_unit(draft),
        ground=_ground(draft),
        officers=tuple(_person(draft, officer) for officer in draft.officers),
        assistants=tuple(one.name for one in draft.assistants),
        checklist=_checklist(draft),
        sections=sections_of(draft.answers),
        score=_score(draft),
        findings=paper_findings(draft),
        unchecked=unchecked_of(draft.answers),
        photos=_photos(draft),
        refusal=_refusal(draft),
        complaints=draft.authority.phone,
        reviewer=draft.authority.reviewer,
        court=draft.authority.court,
    )


def _authority(draft: Draft) -> str:
    """Name the body that acts: the task's, else the first officer's; a district has several."""
    bodies = {one.body: one.body_name for one in draft.officers if one.body_name}
    if draft.task is not None and draft.task.body in bodies:
        return bodies[draft.task.body]
    return next(iter(bodies.values()), draft.authority.name)


def _unit(draft: Draft) -> PaperUnit:
    site = draft.site
    parts = [site.name] if site.enterprise and site.enterprise != site.name else []
    if draft.facility is not None:
        parts.append(draft.facility.name)
    return PaperUnit(
        name=site.enterprise or site.name,
        uscc=site.uscc,
        address=site.address,
        principal=site.principal,
        phone=site.phone,
        place="　".join(parts) or site.name,
    )


def _ground(draft: Draft) -> PaperGround:
    task = draft.task
    return PaperGround(
        visit=term("visit_kind", draft.kind),
        task=task.number if task else "",
        kind=term("task_kind", task.kind) if task and task.kind else "",
        ground=task.ground if task else "",
        filed_after=draft.rules.filed_after and task is None,
    )


def _person(draft: Draft, officer: OfficerFacts) -> PaperPerson:
    day = local_day(draft.started).isoformat()
    certificate = officer.certificate(draft.checklist.field, day)
    return PaperPerson(officer.id, officer.name, certificate.number if certificate else "")


def _checklist(draft: Draft) -> str:
    checklist = draft.checklist
    label = f"，{checklist.label.zh}" if checklist.label else ""
    return f"《{checklist.text.zh}》（{checklist.version} 版{label}）"


def _score(draft: Draft) -> str:
    score = score_of(draft.answers)
    if score is None:
        return ""
    if score.kind == "conformity":
        return score.text.zh
    return f"{score.score} 分（满分 {score.maximum} 分），{score.text.zh}"


def _photos(draft: Draft) -> int:
    answers = (draft.answers.get(*row.key) for row in draft.answers.rows())
    blobs = {blob for answer in answers if answer for blob in answer.blobs}
    return len(blobs | {blob for extra in draft.extras for blob in extra.blobs})


def _refusal(draft: Draft) -> PaperRefusal | None:
    signature = draft.signature(SITE)
    if signature is None or signature.refused is None:
        return None
    return PaperRefusal(signature.refused.strip(), (signature.witness or "").strip())
