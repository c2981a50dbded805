"""What a visit's page shows of its bytes: the answers on their checklist, and the checks of one entry."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from server.blobs.folder import file_sha256
from server.blobs.services import blob_folder
from server.devices.selectors import signing_keys
from server.inspections.ground import visit_ground
from server.inspections.models import Visit
from server.ledger.entry_check import EntryCheck, entry_checks
from server.ledger.models import Entry
from server.office.frame.wording import language, say
from shared.checklist import Answers
from shared.inspection import VisitData, visit_read
from shared.record import body_read
from shared.sync import Outcome


@dataclass(frozen=True, slots=True)
class ShownAnswer:
    """One answer as the page shows it."""

    item: str
    at: str
    text: str
    value: str
    verdict: str | None
    note: str
    blobs: tuple[str, ...]
    how: str
    unverified: bool


def visit_data(entry: Entry) -> VisitData:
    """Read the visit out of its own bytes."""
    return visit_read(body_read(bytes(entry.body)).data)


def visit_sections(visit: Visit, entry: Entry) -> list[dict[str, Any]]:
    """Give the answers section by section, rebuilt by the engine that made them."""
    ground = visit_ground(visit_data(entry))
    if isinstance(ground, Outcome):
        return []
    answers, lang = ground.answers, language()
    return [
        {
            "name": section.text.of(lang),
            "progress": answers.progress(section.id),
            "words": ground.checklist.words,
            "rows": list(_shown(answers, section.id, lang)),
        }
        for section in ground.checklist.sections
    ]


def _shown(answers: Answers, section: str, lang: str) -> Iterator[ShownAnswer]:
    for row in answers.rows_of(section):
        answer = answers.get(row.item.id, row.at)
        yield ShownAnswer(
            item=row.item.id,
            at="·".join(row.at),
            text=row.item.text.of(lang),
            value=_value(row.item, answer.value, lang) if answer else "",
            verdict=answers.verdict(row.item.id, row.at),
            note=(answer.note or "") if answer else "",
            blobs=answer.blobs if answer else (),
            how=answer.how if answer else "",
            unverified=any(not basis.verified for basis in row.item.basis),
        )


def _value(item: Any, value: str, lang: str) -> str:
    if item.type in ("choice", "choices"):
        chosen = [item.choice(code) for code in value.split(",")]
        return "、".join(one.text.of(lang) for one in chosen if one)
    if item.type in ("number", "calculated"):
        short = value.rstrip("0").rstrip(".") if "." in value else value
        return f"{short} {item.unit}" if item.unit else short
    return value


def chain_checks(visit: Visit, entry: Entry) -> list[EntryCheck]:
    """Check the entry and every file the visit names, now, from the bytes on disk."""
    checks = list(entry_checks(entry, keys=signing_keys(device=entry.device, lang=language())))
    folder = blob_folder()
    for file in visit.files.order_by("use", "sha256"):
        path = folder.path(file.sha256)
        here = path.is_file()
        good = here and file_sha256(path) == file.sha256
        word = (
            "evidence.file_good"
            if good
            else "evidence.file_bad"
            if here
            else "evidence.file_missing"
        )
        checks.append(EntryCheck("file", good, say(word, name=file.sha256[:12])))
    return checks
