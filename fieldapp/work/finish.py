"""Finish: nothing missing → papers stamped → hashed → signed by officers and device → kept twice."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

from fieldapp.store.operations import blobs_named
from fieldapp.work import rows as r
from fieldapp.work.live import Live, live_get, live_open
from fieldapp.work.operation_make import OperationWish, operation_make
from fieldapp.work.operations import operation_row
from fieldapp.work.papers import PaperState, paper_number_of, paper_pdf, paper_state, papers_read
from fieldapp.work.tablet import Tablet
from shared.clock import instant_text
from shared.inspection import (
    Draft,
    PaperRef,
    draft_missing,
    visit_data_write,
    visit_read,
)
from shared.inspection.paper_facts import paper_kinds_of
from shared.paper import Mark, paper_stamp
from shared.problems import Fault, Problem

PDF = "application/pdf"


class RunIncomplete(Problem):
    """Refuse to finish a visit, listing all that is missing."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__(
            "run_incomplete",
            f"检查还不能完成，有 {len(faults)} 处待处理。",
            "请按下列各条逐一处理后再完成。",
            fields=faults,
        )


@dataclass(frozen=True, slots=True)
class StampedPaper:
    ref: PaperRef
    pdf: bytes


def run_missing(tablet: Tablet, *, run: str) -> tuple[Fault, ...]:
    """List all that stands between a visit and its end; nothing for an ended one."""
    with tablet.working:
        live = live_get(tablet, run)
        if tablet.drafts.get(run).state != "open":
            return ()
        read = papers_read(tablet, live)
        missing = draft_missing(live.draft, at=tablet.clock.now(), read=read)
        return (*missing, *_locked_faults(tablet, live.draft))


def _locked_faults(tablet: Tablet, draft: Draft) -> Iterator[Fault]:
    unlocked = tablet.ring.officers_open()
    for officer in draft.officers:
        if officer.id not in unlocked:
            yield Fault(
                f"officers.{officer.id}",
                f"{officer.name}没有解锁，不能用其密钥签名。",
                "请本人在这台平板上输入 PIN 解锁。",
            )


def run_finish(tablet: Tablet, *, run: str) -> r.OperationRow:
    """Turn a visit into one signed operation, on disk twice when this returns.

    Raises RunIncomplete with everything that is missing, RunClosed, DiskFull; the run stays open
    and as it was then.
    """
    with tablet.working:
        live = live_open(tablet, run)
        faults = run_missing(tablet, run=run)
        if faults:
            raise RunIncomplete(faults)
        return _finish(tablet, live)


def _finish(tablet: Tablet, live: Live) -> r.OperationRow:
    run = live.row.run
    now = instant_text(tablet.clock.now())
    kinds = paper_kinds_of(live.draft)
    state = paper_state(tablet, live) if kinds else None
    papers = [_stamped(tablet, live.draft, state, kind) for kind in kinds] if state else []
    finished = state.finished if state else now
    data = visit_data_write(live.draft, finished=finished, papers=[one.ref for one in papers])
    visit_read(data)  # a mistake of ours is found here, before anything is signed
    wish = _wish(tablet, live, data, papers)
    made = operation_make(tablet, wish, beside=lambda: tablet.drafts.close(run, "finished", now))
    live.row = tablet.drafts.get(run)
    return operation_row(made, tablet.blobs.uses())


def _stamped(tablet: Tablet, draft: Draft, state: PaperState, kind: str) -> StampedPaper:
    marks = [
        Mark(one.who, image=tablet.blobs.read(one.image))
        for one in draft.signatures
        if one.image is not None
    ]
    pdf = paper_stamp(paper_pdf(tablet, draft, state, kind), marks)
    number = paper_number_of(draft, state, kind)
    return StampedPaper(PaperRef(kind, number, hashlib.sha256(pdf).hexdigest()), pdf)


def _wish(
    tablet: Tablet, live: Live, data: dict[str, object], papers: list[StampedPaper]
) -> OperationWish:
    draft = live.draft
    new = {one.ref.sha256 for one in papers}
    return OperationWish(
        kind="visit",
        id=live.row.run,
        officer=draft.author,
        seen=live.row.seen,
        data=data,
        title=f"{draft.site.name} · {draft.checklist.text.zh}",
        form=draft.checklist.ref,
        run=live.row.run,
        signers=[one.id for one in draft.officers],
        blobs=[one for one in blobs_named(data) if one not in new],
        new=[(one.pdf, PDF) for one in papers],
    )
