"""A run in memory: its draft and answers, built from the parts on disk and kept while it is open."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from fieldapp.store.drafts import DraftRow
from fieldapp.store.keyring import OfficerLocked
from fieldapp.work.catalogue import checklist_parse
from fieldapp.work.tablet import Tablet
from shared.checklist import Answers, Checklist
from shared.checklist.answering import Answer, Key
from shared.checklist.profile import profile_values
from shared.inspection import (
    AuthorityFacts,
    Draft,
    FacilityFacts,
    Fix,
    OfficerFacts,
    SignatureFacts,
    SiteFacts,
    TaskFacts,
)

Part = tuple[str, str, Any]


@dataclass(slots=True)
class Live:
    """Hold an open run; `draft.answers` is live, `draft` is replaced as other parts change."""

    row: DraftRow
    draft: Draft


def live_get(tablet: Tablet, run: str) -> Live:
    """Return a run in memory, from the disk at its first use. Raises RunMissing, StoreLocked."""
    found = tablet.live.get(run)
    if found is None:
        row = tablet.drafts.get(run)
        checklist = checklist_parse(tablet, tablet.drafts.source(row.pinned), row.pinned)
        found = live_build(row, checklist, list(tablet.drafts.parts(run)))
        tablet.live[run] = found
    return found


def live_open(tablet: Tablet, run: str) -> Live:
    """Return a run that may still be changed. Raises RunMissing, RunClosed, StoreLocked."""
    tablet.drafts.get_open(run)
    return live_get(tablet, run)


def live_renew(tablet: Tablet, run: str) -> Live:
    """Read the parts beside the answers again, keeping the live answers."""
    before = live_get(tablet, run)
    parts = [part for part in tablet.drafts.parts(run) if part[0] != "answer"]
    row = tablet.drafts.get(run)
    draft = _draft(row, parts, before.draft.answers)
    tablet.live[run] = Live(row, draft)
    return tablet.live[run]


def live_build(row: DraftRow, checklist: Checklist, parts: list[Part]) -> Live:
    """Build a run from its parts."""
    start = _start(parts)
    answers = Answers(checklist, profile_values(start["site"], visit=row.visit))
    for kind, key, value in parts:
        if kind == "fact" and key.startswith("instance/"):
            answers.instance_add(value["section"], value["name"])
    for kind, _, value in parts:
        if kind == "answer":
            answer_put(answers, value)
    return Live(row, _draft(row, parts, answers))


def _start(parts: Iterable[Part]) -> Mapping[str, Any]:
    found: Mapping[str, Any] = next(
        value for kind, key, value in parts if kind == "fact" and key == "start"
    )
    return found


def _draft(row: DraftRow, parts: list[Part], answers: Answers) -> Draft:
    start = _start(parts)
    fact = {key: value for kind, key, value in parts if kind == "fact"}
    signatures = tuple(SignatureFacts(**value) for kind, _, value in parts if kind == "signature")
    confirmed = [value for kind, _, value in parts if kind == "confirmation"]
    draft = Draft(
        run=row.run,
        kind=row.visit,
        checklist=answers.checklist,
        site=SiteFacts.read(row.site, start["site"]),
        started=row.started,
        author=row.officer,
        officers=_officers(start, fact),
        answers=answers,
        task=TaskFacts.read(row.task, start["task"]) if row.task else None,
        authority=AuthorityFacts.read(start["authority"]),
        signatures=signatures,
        titles={(one[0], one[1]): one[2] for one in start["titles"]},
        fix=Fix(**fact["fix"]) if fact.get("fix") else None,
    )
    if row.facility:
        facility = FacilityFacts.read(row.facility, start["facility"])
        draft = replace(draft, facility=facility)
    return replace(draft, confirmations=_confirmations(confirmed, answers))


def _officers(start: Mapping[str, Any], fact: Mapping[str, Any]) -> tuple[OfficerFacts, ...]:
    """Return who makes the visit: those it began with, then those who joined by signing."""
    joined = {
        key.removeprefix("officer/"): value
        for key, value in fact.items()
        if key.startswith("officer/")
    }
    return tuple(
        OfficerFacts.read(id, data) for id, data in {**start["officers"], **joined}.items()
    )


def _confirmations(values: Iterable[Mapping[str, Any]], answers: Answers) -> Mapping[Key, str]:
    """Return the confirmations that still hold: one is void once its answer is another."""
    held: dict[Key, str] = {}
    for value in values:
        key = (value["item"], tuple(value["at"]))
        if value["answer"] == answer_digest(answers, key):
            held[key] = value["officer"]
    return held


def answer_digest(answers: Answers, key: Key) -> list[str | None]:
    """Return what a confirmation confirms: the value and the grade of an answer."""
    answer = answers.get(*key)
    return [answer.value if answer else None, answers.grade(*key)]


def answer_put(answers: Answers, value: Mapping[str, Any]) -> frozenset[Key]:
    """Give a kept answer to live answers. Raises AnswerRefused."""
    return answers.answer(
        value["item"],
        value["value"],
        at=tuple(value["at"]),
        note=value["note"],
        blobs=tuple(value["blobs"]),
        how=value["how"],
        grade=value["grade"],
        slot=value["slot"],
    )


def answer_part(key: Key, answer: Answer) -> dict[str, Any]:
    """Return an answer as it is kept."""
    return {
        "item": key[0],
        "at": list(key[1]),
        "value": answer.value,
        "note": answer.note,
        "blobs": list(answer.blobs),
        "how": answer.how,
        "grade": answer.grade,
        "slot": answer.slot,
    }


def part_key(item: str, at: tuple[str, ...]) -> str:
    """Return the clear key of a part; the names of instances are a person's words, so hashed."""
    if not at:
        return item
    return f"{item}#{hashlib.sha256(json.dumps(at).encode()).hexdigest()[:16]}"


def officer_join(tablet: Tablet, run: str, officer: str, facts: Mapping[str, Any], at: str) -> None:
    """Make an unlocked officer one of those who make the visit; again is a success."""
    if officer not in tablet.ring.officers_open():
        raise OfficerLocked(officer)
    if live_get(tablet, run).draft.officer(officer) is None:
        tablet.drafts.part_put(run, "fact", f"officer/{officer}", dict(facts), at)
        live_renew(tablet, run)
