"""The register of documents that checklists cite: laws, rules and standards, each version once."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from shared.checklist.keys import Faults, Table
from shared.checklist.model import Text
from shared.problems import Fault, Problem

DOCUMENT_KINDS = ("law", "regulation", "rule", "normative", "standard")
DOCUMENT_KEYS = (
    "id", "version", "kind", "number", "zh", "en", "effective_from", "effective_to", "superseded_by", "note",
)  # fmt: skip
DocumentKey = tuple[str, str]


class DocumentsFaulty(Problem):
    """A register that cannot be used; `fields` holds every fault with its place and remedy."""

    def __init__(self, file: str, faults: Sequence[Fault]) -> None:
        count = len(faults)
        super().__init__(
            "documents_faulty",
            f"{file}: {count} fault{'s' if count != 1 else ''} in the register of documents.",
            "Mend each place named below; checklists/README.md explains every key.",
            fields=faults,
        )


@dataclass(frozen=True, slots=True)
class Document:
    """One version of a document; `effective_to` is its last day in force."""

    id: str
    version: str
    kind: str
    text: Text
    number: str | None = None
    effective_from: date | None = None
    effective_to: date | None = None
    superseded_by: DocumentKey | None = None
    note: str | None = None

    @property
    def key(self) -> DocumentKey:
        """Name it as citations do."""
        return self.id, self.version

    def in_force(self, day: date) -> bool:
        """Say whether it is in force on a day; a first day that is not known yet does not stand against it."""
        started = self.effective_from is None or self.effective_from <= day
        return started and (self.effective_to is None or day <= self.effective_to)


def documents_read(source: bytes, *, file: str) -> Mapping[DocumentKey, Document]:
    """Read the register. Raises DocumentsFaulty with all faults, each naming the document."""
    faults = Faults()
    try:
        raw = tomllib.loads(source.decode("utf-8"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError) as error:
        faults.add(file, f"this is not TOML in UTF-8: {error}.", "Mend the place named.")
        raise DocumentsFaulty(file, faults.found) from error
    top = Table(raw, where=file, keys=("document",), faults=faults)
    documents = [_document(one) for one in _tables(top)]
    found = {document.key: document for document in documents}
    if len(found) < len(documents):
        _check_once(documents, top)
    _check_successors(found, top)
    if faults.found:
        raise DocumentsFaulty(file, faults.found)
    return found


def _tables(top: Table) -> list[Table]:
    tables = []
    for number, table in enumerate(top.inners("document", DOCUMENT_KEYS), 1):
        name = f"{table.raw.get('id', '?')}@{table.raw.get('version', '?')}"
        table.where = f"{top.where}, document {number} ({name})"
        tables.append(table)
    return tables


def _document(table: Table) -> Document:
    first, last = table.day("effective_from"), table.day("effective_to")
    if first and last and last < first:
        table.fault(f"effective_to {last} is before effective_from {first}.", "Exchange the two.")
    successor = table.word("superseded_by")
    doc, at, version = (successor or "").rpartition("@")
    if successor and not (at and doc and version):
        table.fault(f"superseded_by '{successor}' names no version.", 'Write "doc@version".')
    return Document(
        id=table.must_word("id"),
        version=table.must_word("version"),
        kind=table.must_word("kind", among=DOCUMENT_KINDS),
        text=table.own_text(),
        number=table.word("number"),
        effective_from=first,
        effective_to=last,
        superseded_by=(doc, version) if doc and version else None,
        note=table.word("note"),
    )


def _check_once(documents: Sequence[Document], top: Table) -> None:
    seen: set[DocumentKey] = set()
    for document in documents:
        if document.key in seen and all(document.key):
            top.fault(
                f"document '{document.id}' version '{document.version}' stands twice.",
                "Keep one of them.",
            )
        seen.add(document.key)


def _check_successors(found: Mapping[DocumentKey, Document], top: Table) -> None:
    for document in found.values():
        successor = document.superseded_by
        if successor is not None and successor not in found:
            top.fault(
                f"document '{document.id}@{document.version}' is superseded by "
                f"'{'@'.join(successor)}', which is not registered.",
                "Register it too, or mend the name.",
            )
