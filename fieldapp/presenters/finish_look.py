"""Look at a visit before its end: what is missing, and its paper as pictures; takes a moment."""

from dataclasses import dataclass

from fieldapp.work import PaperPreview, Tablet, paper_preview, run_missing, run_open
from shared.inspection import Draft
from shared.inspection.paper_facts import paper_kinds_of
from shared.paper import paper_pictures
from shared.problems import Fault, Problem


@dataclass(frozen=True, slots=True)
class Looked:
    """Hold what was found; `problem` says why the paper cannot be shown."""

    draft: Draft
    faults: tuple[Fault, ...]
    kinds: tuple[str, ...]
    kind: str
    paper: PaperPreview | None
    pages: tuple[bytes, ...]
    problem: Problem | None


def visit_look(tablet: Tablet, *, run: str, kind: str, lang: str) -> Looked:
    """Return everything the end of a visit shows; a paper that fails fails alone."""
    draft = run_open(tablet, run=run).draft
    faults = _worded(run_missing(tablet, run=run), draft, lang)
    kinds = paper_kinds_of(draft)
    kind = kind if kind in kinds else next(iter(kinds), "")
    if not kind:
        return Looked(draft, faults, kinds, kind, None, (), None)
    try:
        paper = paper_preview(tablet, run=run, kind=kind)
        return Looked(draft, faults, kinds, kind, paper, paper_pictures(paper.pdf), None)
    except Problem as problem:
        return Looked(draft, faults, kinds, kind, None, (), problem)


def _worded(faults: tuple[Fault, ...], draft: Draft, lang: str) -> tuple[Fault, ...]:
    """Say what answers lack in the language chosen; they come first, in the order of the rows."""
    if lang == "zh" or not draft.rules.verdicts:
        return faults
    answers = draft.answers.missing(lang=lang)
    return (*answers, *faults[len(answers) :])
