"""Make one sample visit as a tablet makes it: real checklist, real engine, real papers, real bytes."""

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from server.demo.answering import answers_of
from server.demo.pictures import ink, photo, sha256
from shared.checklist import Checklist
from shared.clock import instant_text
from shared.inspection import (
    SITE,
    AuthorityFacts,
    Draft,
    OfficerFacts,
    PaperRef,
    SignatureFacts,
    SiteFacts,
    TaskFacts,
    citation_text,
    draft_missing,
    local_day,
    paper_facts_of,
    paper_kinds_of,
    paper_number,
    visit_data_write,
)
from shared.paper import Mark, PaperFonts, paper_render, paper_stamp
from shared.problems import Problem

Keep = Callable[[bytes], str]  # keeps a file, gives its SHA-256


class DemoUnfinished(Problem):
    """Say that a sample visit lacks something a real one would be refused for."""


@dataclass(frozen=True, slots=True)
class Plan:
    """Say which visit to make: where, by whom, when, how good the place is."""

    run: str
    kind: str
    site: Mapping[str, Any]  # the row of the import, with `enterprise_name`
    officers: tuple[OfficerFacts, ...]
    started: datetime
    minutes: int
    quality: float
    task: TaskFacts | None = None
    authority: AuthorityFacts = AuthorityFacts()
    titles: Mapping[Any, Any] | None = None
    serial: str = ""


def visit_make(
    plan: Plan, checklist: Checklist, *, chance: random.Random, keep: Keep, fonts: PaperFonts
) -> dict[str, Any]:
    """Give `visit.data`; files it cites went to `keep`. Raises DemoUnfinished."""
    draft = _draft(plan, checklist, chance, keep)
    draft = _majors_confirm(draft, chance)
    finished = plan.started + timedelta(minutes=plan.minutes)
    papers: list[PaperRef] = []
    if draft.rules.papers:
        draft, papers = _papers(plan, draft, instant_text(finished), keep, fonts)
    if faults := draft_missing(draft, at=finished):
        lines = "; ".join(str(fault) for fault in faults[:5])
        raise DemoUnfinished("demo_unfinished", f"{plan.run}: {lines}", "Mend server/demo.")
    return visit_data_write(draft, finished=instant_text(finished), papers=papers)


def _draft(plan: Plan, checklist: Checklist, chance: random.Random, keep: Keep) -> Draft:
    site = {**plan.site, "enterprise": plan.site["enterprise_name"]}
    answers = answers_of(
        checklist, plan.site, visit=plan.kind, quality=plan.quality,
        day=local_day(instant_text(plan.started)), chance=chance,
        photo=lambda scene, number: keep(photo(scene, number)),
    )  # fmt: skip
    return Draft(
        run=plan.run, kind=plan.kind, checklist=checklist,
        site=SiteFacts.read(str(plan.site["id"]), site), started=instant_text(plan.started),
        author=plan.officers[0].id, officers=plan.officers, answers=answers, task=plan.task,
        authority=plan.authority, titles=plan.titles or {},
    )  # fmt: skip


def _majors_confirm(draft: Draft, chance: random.Random) -> Draft:
    """Raise some suspected failures to major, confirmed by the second officer with the measure taken."""
    if not draft.rules.second_confirms or len(draft.officers) < 2:
        return draft
    second = draft.officers[1].id
    confirmations, fives, clauses = {}, {}, {}
    for item_id, at in draft.answers.failed():
        item = draft.checklist.item(item_id)
        answer = draft.answers.get(item_id, at)
        if item.major is None or not item.major.verified or answer is None or chance.random() > 0.8:
            continue
        draft.answers.answer(
            item_id, answer.value, at=at, note=answer.note, blobs=answer.blobs, grade="major"
        )
        confirmations[(item_id, at)] = second
        clauses[(item_id, at)] = citation_text(item.major, draft.titles)
        fives[(item_id, at)] = {
            "responsibility": "现场负责人", "measures": "立即停止使用并撤出人员，设置警戒",
            "funds": "本单位自筹", "deadline": "当日完成先期管控", "contingency": "按现场处置方案执行",
        }  # fmt: skip
    return replace(draft, confirmations=confirmations, fives=fives, clauses=clauses)


def _papers(
    plan: Plan, draft: Draft, finished: str, keep: Keep, fonts: PaperFonts
) -> tuple[Draft, list[PaperRef]]:
    """Render, let everyone sign what they read, stamp; the stamped file is the artefact."""
    hands = [(one.id, ink(one.id)) for one in draft.officers]
    hands.append((SITE, ink(str(plan.site["contact"]))))
    day = local_day(draft.started)
    papers, read = [], ""
    for kind in paper_kinds_of(draft):
        number = paper_number(kind, word=plan.authority.word, day=day, serial=plan.serial)
        facts = paper_facts_of(draft, kind=kind, number=number, finished=finished)
        pdf = paper_render(facts, fonts=fonts)
        read = read or sha256(pdf)
        stamped = paper_stamp(pdf, [Mark(who, image=image) for who, image in hands])
        papers.append(PaperRef(kind, number, keep(stamped)))
    signatures = tuple(
        SignatureFacts(who=who, at=finished, image=keep(image), read=read) for who, image in hands
    )
    return replace(draft, signatures=signatures), papers
