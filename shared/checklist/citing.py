"""Check a checklist against what it names outside itself: documents, scenarios, controls, its field.

A checklist with other faults is checked too, so that all are told in one run: what it lacks was told by
its reader and is passed over here.
"""

from collections.abc import Iterator, Mapping
from datetime import date

from shared.checklist.documents import Document, DocumentKey
from shared.checklist.expression_tokens import closest
from shared.checklist.model import Basis, Checklist, Item
from shared.problems import Fault
from shared.risk import ScoringModel
from shared.text import terms


def field_faults(checklist: Checklist, *, file: str, folder: str | None = None) -> Iterator[Fault]:
    """Find a field of duty nobody has, or one that is not the folder's name."""
    if not checklist.field:
        return
    known = terms("field_of_duty")
    if checklist.field not in known:
        yield Fault(
            file, f"field '{checklist.field}' is not known.", closest(checklist.field, known)
        )
    if folder is not None and folder != checklist.field:
        yield Fault(
            file,
            f"field '{checklist.field}' stands in folder '{folder}'.",
            f'Move the file to {checklist.field}/, or write field = "{folder}".',
        )


def citation_faults(
    checklist: Checklist, documents: Mapping[DocumentKey, Document], *, file: str
) -> Iterator[Fault]:
    """Find citations of what is not registered, or not in force when the checklist begins."""
    day = checklist.effective_from
    for item in checklist.item_index.values():
        where = f"{file}, section {item.section}, item {item.id}"
        for name, basis in _citations(item):
            if basis.doc and basis.version:
                yield from _citation(f"{where}, {name}", basis, documents, day)


def _citations(item: Item) -> Iterator[tuple[str, Basis]]:
    for number, basis in enumerate(item.basis, 1):
        yield f"basis {number}", basis
    if item.major is not None:
        yield "major", item.major


def _citation(
    where: str, basis: Basis, documents: Mapping[DocumentKey, Document], day: date
) -> Iterator[Fault]:
    document = documents.get((basis.doc, basis.version))
    if document is None:
        versions = [version for doc, version in documents if doc == basis.doc]
        remedy = (
            f"Known versions: {', '.join(versions)}; or register it in documents.toml."
            if versions
            else f"{closest(basis.doc, {doc for doc, _ in documents})} Or register it in documents.toml."
        )
        yield Fault(where, f"document '{basis.doc}@{basis.version}' is not registered.", remedy)
    elif day != date.min and not document.in_force(day):
        successor = document.superseded_by
        remedy = (
            f"Cite {'@'.join(successor)}."
            if successor
            else "Cite what was in force then, or let the checklist begin on another day."
        )
        yield Fault(
            where,
            f"document '{basis.doc}@{basis.version}' is not in force on {day} ({_span(document)}).",
            remedy,
        )


def _span(document: Document) -> str:
    first, last = document.effective_from, document.effective_to
    return f"{first or '…'} to {last or '…'}"


def scenario_faults(checklist: Checklist, model: ScoringModel, *, file: str) -> Iterator[Fault]:
    """Find scenarios and controls that the scoring model does not know."""
    for item in checklist.item_index.values():
        if not item.scenario:
            continue
        where = f"{file}, section {item.section}, item {item.id}"
        scenario = model.scenarios.get(item.scenario)
        if scenario is None:
            yield Fault(
                where,
                f"scenario '{item.scenario}' is not in {model.name}.",
                closest(item.scenario, model.scenarios),
            )
        elif item.control is not None and scenario.control(item.control) is None:
            yield Fault(
                where,
                f"control '{item.control}' is not one of scenario {item.scenario}.",
                closest(item.control, [control.code for control in scenario.controls]),
            )
