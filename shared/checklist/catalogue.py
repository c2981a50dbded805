"""A whole folder: checklists with the documents they cite, the scoring model they name and the calendars.

```
documents.toml   model.toml   calendars/2026.toml   gas/restaurant_lpg.toml   fire/small_premises.toml   …
```
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import TypeVar

from shared.checklist.citing import citation_faults, field_faults, scenario_faults
from shared.checklist.documents import Document, DocumentKey, documents_read
from shared.checklist.model import Checklist
from shared.checklist.reading import ChecklistFaulty, checklist_read
from shared.deadline import CalendarYear, calendar_year_read
from shared.problems import Fault, Problem
from shared.risk import ScoringModel, model_read

Folder = Path | Traversable
Read = TypeVar("Read")
DOCUMENTS, MODEL, CALENDARS = "documents.toml", "model.toml", "calendars"


class CatalogueFaulty(Problem):
    """A folder that cannot be used; `fields` holds every fault of every file."""

    def __init__(self, folder: str, faults: Sequence[Fault]) -> None:
        count = len(faults)
        super().__init__(
            "catalogue_faulty",
            f"{folder}: {count} fault{'s' if count != 1 else ''} in the checklists.",
            "Mend each place named below; checklists/README.md explains every key.",
            fields=faults,
        )


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Everything a folder holds, read and checked; `sources` are the bytes by file."""

    checklists: tuple[Checklist, ...]
    documents: Mapping[DocumentKey, Document]
    model: ScoringModel
    calendars: Mapping[int, CalendarYear]
    sources: Mapping[str, bytes] = field(repr=False)

    def checklist(self, id: str, version: str | None = None) -> Checklist | None:
        """Find a version of a checklist, the one that begins last when none is named."""
        found = [one for one in self.checklists if one.id == id and version in (None, one.version)]
        return max(found, key=lambda one: one.effective_from, default=None)


def catalogue_read(folder: Folder) -> Catalogue:
    """Read a folder of checklists. Raises CatalogueFaulty with all faults of all files."""
    return _Reading(folder).catalogue()


class _Reading:
    """One run over a folder: what can be read is read on, so that all faults are told at once."""

    def __init__(self, folder: Folder) -> None:
        self.folder = folder
        self.name = folder.name or str(folder)
        self.faults: list[Fault] = []
        self.sources: dict[str, bytes] = {}

    def catalogue(self) -> Catalogue:
        """Read every file, check them against each other, and raise if anything is wrong."""
        if not self.folder.is_dir():
            found = "this is a file" if self.folder.is_file() else "there is no such folder"
            self._fault(self.name, f"{found}.", "Name a folder of checklists.")
            raise CatalogueFaulty(self.name, self.faults)
        documents = self._file(DOCUMENTS, documents_read)
        model = self._file(MODEL, model_read)
        checklists = self._checklists()
        calendars = self._calendars()
        for file, checklist in checklists.items():
            self.faults.extend(_outside(self.name, file, checklist, documents, model))
        self._check_once(checklists)
        if self.faults or documents is None or model is None:
            raise CatalogueFaulty(self.name, self.faults)
        return Catalogue(
            tuple(checklists.values()),
            documents,
            model,
            {one.year: one for one in calendars.values()},
            self.sources,
        )

    def _fault(self, where: str, message: str, remedy: str) -> None:
        self.faults.append(Fault(where, message, remedy))

    def _file(self, name: str, read: Callable[..., Read]) -> Read | None:
        file = f"{self.name}/{name}"
        place = self.folder
        for part in name.split("/"):
            place = place / part
        if not place.is_file():
            self._fault(file, "this file is missing.", "Every folder of checklists has one.")
            return None
        try:
            source = place.read_bytes()
            self.sources[name] = source
            return read(source, file=file)
        except OSError as error:
            self._fault(file, f"this file cannot be read: {error}.", "Give the right to read it.")
        except Problem as problem:
            self.faults.extend(problem.fields)
        return None

    def _checklists(self) -> dict[str, Checklist]:
        found = {}
        for name in self._names():
            checklist = self._file(name, self._checklist)
            if checklist is not None:
                found[name] = checklist
        if not found and not self.faults:
            self._fault(self.name, "there is no checklist.", "Write one: gas/restaurant.toml.")
        return found

    def _checklist(self, source: bytes, *, file: str) -> Checklist | None:
        """Read a checklist; what a faulty one names outside itself is still looked up."""
        try:
            return checklist_read(source, file=file)
        except ChecklistFaulty as faulty:
            self.faults.extend(faulty.fields)
            return faulty.as_read

    def _names(self) -> Iterator[str]:
        for place in sorted(self.folder.iterdir(), key=lambda one: one.name):
            if place.is_dir() and place.name != CALENDARS:
                yield from (f"{place.name}/{name}" for name in _toml_files(place))
            elif place.name.endswith(".toml") and place.name not in (DOCUMENTS, MODEL):
                self._fault(
                    f"{self.name}/{place.name}",
                    "a checklist stands in the folder of its field.",
                    f"Move it to <field>/{place.name}.",
                )

    def _calendars(self) -> dict[str, CalendarYear]:
        folder, found = self.folder / CALENDARS, {}
        for name in _toml_files(folder) if folder.is_dir() else ():
            year = self._file(f"{CALENDARS}/{name}", calendar_year_read)
            if year is None:
                continue
            if name != f"{year.year}.toml":
                file = f"{self.name}/{CALENDARS}/{name}"
                self._fault(file, f"this is year {year.year}.", f"Name it {year.year}.toml.")
            found[name] = year
        return found

    def _check_once(self, checklists: Mapping[str, Checklist]) -> None:
        seen: dict[tuple[str, str], str] = {}
        fields: dict[str, tuple[str, str]] = {}
        for name, one in checklists.items():
            if not (one.id and one.version):
                continue  # told already, and no two of these are the same
            file = f"{self.name}/{name}"
            other = seen.setdefault((one.id, one.version), file)
            if other != file:
                self._fault(
                    file,
                    f"'{one.id}@{one.version}' stands in {other} too.",
                    "Give one of them another id, or a new version.",
                )
            field, first = fields.setdefault(one.id, (one.field, file))
            if field != one.field:
                self._fault(
                    file,
                    f"'{one.id}' has field '{one.field}', in {first} it has '{field}'.",
                    "An id keeps its field over all versions.",
                )


def _outside(
    root: str,
    name: str,
    checklist: Checklist,
    documents: Mapping[DocumentKey, Document] | None,
    model: ScoringModel | None,
) -> Iterator[Fault]:
    file = f"{root}/{name}"
    yield from field_faults(checklist, file=file, folder=name.split("/")[0])
    if documents is not None:
        yield from citation_faults(checklist, documents, file=file)
    if model is not None:
        yield from scenario_faults(checklist, model, file=file)


def _toml_files(folder: Folder) -> list[str]:
    return sorted(one.name for one in folder.iterdir() if one.name.endswith(".toml"))
