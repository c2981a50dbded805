"""One function for each command: it does one deed of `fieldapp.work` and yields rows to print."""

import argparse
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

from fieldapp import work
from fieldapp.work.answers import photo_keep, source_read
from fieldapp.work.tablet import Tablet
from shared.problems import Problem
from shared.sync import enrolment_qr_read

Words = argparse.Namespace
Rows = Iterator[dict[str, Any]]


class FileUnreadable(Problem):
    """Say that a file named on the command line cannot be read or written."""

    def __init__(self, file: Path, error: OSError) -> None:
        super().__init__(
            "file_unreadable", f"文件不能读写：{file}（{error.strerror}）。", "请核对路径和权限。"
        )


def item_at(words: Words) -> tuple[str, tuple[str, ...]]:
    """Return item and instance of ITEM[#INSTANCE]."""
    item, mark, at = words.item.partition("#")
    return item, ((at,) if mark else ())


def file_read(file: Path) -> bytes:
    """Read a file. Raises FileUnreadable."""
    try:
        return file.read_bytes()
    except OSError as error:
        raise FileUnreadable(file, error) from error


def enrol(tablet: Tablet, words: Words) -> Rows:
    """Enrol by URL and code, or by the text of a QR."""
    url, code, fingerprint = words.url, words.code or "", words.fingerprint
    if not words.code:
        qr = enrolment_qr_read(words.url)
        url, code, fingerprint = qr.url, qr.code, qr.fingerprint
    made = work.tablet_enrol(tablet, url=url, code=code, label=words.label, fingerprint=fingerprint)
    yield asdict(made)


def unlock(tablet: Tablet, words: Words) -> Rows:
    """Open an officer's key."""
    pin = file_read(words.pin_file).decode(errors="replace").strip()
    yield asdict(work.officer_unlock(tablet, officer=words.officer, pin=pin))


def lock(tablet: Tablet, words: Words) -> Rows:
    """Shut keys."""
    work.officer_lock(tablet, officer=words.officer)
    yield {"unlocked": list(tablet.ring.officers_open())}


def officers(tablet: Tablet, _words: Words) -> Rows:
    """List officers."""
    yield from map(asdict, work.officers_list(tablet))


def push(tablet: Tablet, _words: Words) -> Rows:
    """Send."""
    yield asdict(work.work_push(tablet))


def pull(tablet: Tablet, _words: Words) -> Rows:
    """Read."""
    yield asdict(work.changes_pull(tablet))


def sync(tablet: Tablet, _words: Words) -> Rows:
    """Send and read."""
    yield asdict(work.sync_once(tablet))


def status(tablet: Tablet, _words: Words) -> Rows:
    """Sum up."""
    yield asdict(work.tablet_status(tablet))


def rescue(tablet: Tablet, words: Words) -> Rows:
    """Write a rescue bundle."""
    count = work.rescue_write(tablet, file=words.file)
    yield {"file": str(words.file), "members": count}


def streets(tablet: Tablet, _words: Words) -> Rows:
    """List streets."""
    yield from map(asdict, work.streets_list(tablet))


def sites(tablet: Tablet, words: Words) -> Rows:
    """Find places."""
    found = work.sites_find(tablet, query=words.query, street=words.street, limit=words.limit)
    yield from map(asdict, found)


def site(tablet: Tablet, words: Words) -> Rows:
    """Show a place."""
    yield asdict(work.site_get(tablet, site=words.site))


def tasks(tablet: Tablet, words: Words) -> Rows:
    """List tasks."""
    yield from map(asdict, work.tasks_list(tablet, officer=words.officer, on=words.on))


def checklists(tablet: Tablet, words: Words) -> Rows:
    """List checklists."""
    yield from map(asdict, work.checklists_for(tablet, site=words.site))


def start(tablet: Tablet, words: Words) -> Rows:
    """Begin a visit."""
    run = work.run_start(
        tablet,
        checklist=words.checklist,
        site=words.site,
        visit=words.visit,
        facility=words.facility,
    )
    words.run = run  # a batch calls it `.` from here on
    yield {"run": run}


def runs(tablet: Tablet, _words: Words) -> Rows:
    """List visits."""
    yield from map(asdict, work.runs_list(tablet))


def run_show(tablet: Tablet, words: Words) -> Rows:
    """Show each visible row of a visit with its answer."""
    answers = work.run_open(tablet, run=words.run).answering
    for row in answers.rows():
        answer = answers.get(*row.key)
        yield {
            "section": row.section.id,
            "item": row.item.id,
            "at": list(row.at),
            "type": row.item.type,
            "zh": row.item.text.zh,
            "verdict": answers.verdict(*row.key),
            "answer": asdict(answer) if answer else None,
        }


def locate(tablet: Tablet, words: Words) -> Rows:
    """Note where the tablet is."""
    yield {"run": words.run, "fix": work.fix_add(tablet, run=words.run)}


def missing(tablet: Tablet, words: Words) -> Rows:
    """List what is missing."""
    yield from map(asdict, work.run_missing(tablet, run=words.run))


def finish(tablet: Tablet, words: Words) -> Rows:
    """Finish a visit."""
    yield asdict(work.run_finish(tablet, run=words.run))


def discard(tablet: Tablet, words: Words) -> Rows:
    """Give a visit up."""
    work.run_discard(tablet, run=words.run)
    yield {"run": words.run, "state": "discarded"}


def answer(tablet: Tablet, words: Words) -> Rows:
    """Save an answer with its photos at once."""
    item, at = item_at(words)
    photos = tuple(photo_keep(tablet, one, run=words.run) for one in words.photo)
    saved = work.answer_save(
        tablet,
        run=words.run,
        item=item,
        value=words.value,
        at=at,
        note=words.note,
        grade=words.grade,
        slot=words.slot,
        photos=photos,
    )
    changed = sorted("#".join((one, *where)) for one, where in saved.changed)
    yield {
        "run": saved.run,
        "item": saved.item,
        "at": list(saved.at),
        "changed": changed,
        "photos": list(photos),
        "saved_at": saved.saved_at,
    }


def photo(tablet: Tablet, words: Words) -> Rows:
    """Add a photo."""
    item, at = item_at(words)
    sha256 = work.photo_add(tablet, run=words.run, item=item, source=words.file, at=at)
    yield {"run": words.run, "item": item, "at": list(at), "sha256": sha256}


def confirm(tablet: Tablet, words: Words) -> Rows:
    """Confirm a major finding."""
    item, at = item_at(words)
    work.finding_confirm(tablet, run=words.run, item=item, officer=words.officer, at=at)
    yield {"run": words.run, "item": item, "at": list(at), "confirmed_by": words.officer}


def preview(tablet: Tablet, words: Words) -> Rows:
    """Write a paper for reading."""
    paper = work.paper_preview(tablet, run=words.run, kind=words.kind)
    try:
        words.file.write_bytes(paper.pdf)
    except OSError as error:
        raise FileUnreadable(words.file, error) from error
    yield {"file": str(words.file), "number": paper.number, "sha256": paper.sha256}


def sign(tablet: Tablet, words: Words) -> Rows:
    """Add a signature or a refusal."""
    image = source_read(words.image) if words.image else None
    work.signature_add(
        tablet,
        run=words.run,
        who=words.who,
        image=image,
        refused=words.refused,
        witness=words.witness,
    )
    yield {"run": words.run, "who": words.who, "refused": words.refused is not None}


def recheck(tablet: Tablet, words: Words) -> Rows:
    """Make a re-check."""
    made = work.recheck_save(
        tablet,
        hazard=words.hazard,
        verdict=words.verdict,
        note=words.note,
        photos=tuple(words.photo),
    )
    yield asdict(made)


def operations(tablet: Tablet, _words: Words) -> Rows:
    """List operations."""
    yield from map(asdict, work.operations_list(tablet))


class VerifyFailed(Problem):
    """Say that something kept here was changed or is missing."""


def verify(tablet: Tablet, _words: Words) -> Rows:
    """Check everything; the faults stand in the problem as well."""
    checked = work.tablet_verify(tablet)
    yield asdict(checked)
    if checked.faults:
        raise VerifyFailed(
            "verify_failed",
            f"核对发现 {len(checked.faults)} 处问题。",
            "请导出救援包（rescue），交信息人员核对。",
            fields=checked.faults,
        )
