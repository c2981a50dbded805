"""Read a checklist file: bytes in, an immutable `Checklist` out, or all of its faults at once."""

import hashlib
import re
import tomllib
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from shared.checklist.expression import Names
from shared.checklist.expression_tokens import closest
from shared.checklist.keys import Faults, Table
from shared.checklist.model import (
    PARTIAL_RULES,
    VERDICT_WORDS,
    VISIT_KINDS,
    Checklist,
    Item,
    Section,
)
from shared.checklist.profile import PROFILE_NAMES
from shared.checklist.reading_item import ITEM_KEYS, Surroundings, item_read
from shared.checklist.reading_scoring import marks_check, scoring_read
from shared.checklist.wiring import cycles_check
from shared.problems import Fault, Problem

TOP_KEYS = (
    "id", "version", "field", "zh", "en", "effective_from", "effective_to", "label", "words", "partial",
    "sites", "visits", "scoring", "section", "item",
)  # fmt: skip
SECTION_KEYS = ("id", "zh", "en", "visible_if", "repeat", "weight", "table", "guarantee", "group")
JUDGED = ("verdict", "number", "choice", "choices")
LARGEST = 2_000_000
_HEADER = re.compile(r"^\s*\[\[\s*(item|section)\s*\]\]", re.MULTILINE)


class ChecklistFaulty(Problem):
    """A checklist that cannot be used; `fields` holds every fault with its place and remedy.

    `as_read` is what of it could be read, None where it is no TOML: enough to look for more faults.
    """

    def __init__(
        self, file: str, faults: Sequence[Fault], as_read: Checklist | None = None
    ) -> None:
        count = len(faults)
        super().__init__(
            "checklist_faulty",
            f"{file}: {count} fault{'s' if count != 1 else ''} in this checklist.",
            "Mend each place named below; checklists/README.md explains every key.",
            fields=faults,
        )
        self.file = file
        self.as_read = as_read


def checklist_read(source: bytes, *, file: str) -> Checklist:
    """Read a checklist. Raises ChecklistFaulty with all faults, each naming file, line, section and item."""
    faults = Faults()
    raw = _toml(source, file, faults)
    if raw is None:
        raise ChecklistFaulty(file, faults.found)
    checklist = _checklist(raw, source, file, faults)
    if faults.found:
        raise ChecklistFaulty(file, faults.found, checklist)
    return checklist


def _toml(source: bytes, file: str, faults: Faults) -> dict[str, Any] | None:
    if len(source) > LARGEST:
        faults.add(file, f"the file has more than {LARGEST} bytes.", "Split the checklist.")
        return None
    try:
        return tomllib.loads(source.decode("utf-8"), parse_float=Decimal)
    except UnicodeDecodeError as error:
        faults.add(file, f"byte {error.start + 1} is not UTF-8.", "Save the file as UTF-8.")
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        faults.add(
            file,
            f"this is not TOML: {error}.",
            "Mend the line named; texts stand in double quotes.",
        )
    return None


def _checklist(raw: dict[str, Any], source: bytes, file: str, faults: Faults) -> Checklist:
    top = Table(raw, where=file, keys=TOP_KEYS, faults=faults)
    lines = _header_lines(source.decode("utf-8"))
    names = _names(raw)
    scoring = scoring_read(top)
    partial = top.word("partial", among=PARTIAL_RULES, default="no") or "no"
    around = Surroundings(names, partial, scoring.kind if scoring else None)
    items = _items(raw, file, lines["item"], faults, around)
    sections = _sections(raw, file, lines["section"], faults, names, items)
    start = top.day("effective_from")
    if start is None and "effective_from" not in raw:
        top.fault("effective_from is missing.", "Write effective_from = 2026-01-01.")
    checklist = Checklist(
        id=top.identifier(),
        version=top.must_word("version"),
        field=top.must_word("field"),
        text=top.own_text(),
        effective_from=start or date.min,
        effective_to=top.day("effective_to"),
        label=top.text("label"),
        words=top.word("words", among=VERDICT_WORDS, default="qualified") or "qualified",
        sites=top.words("sites"),
        visits=top.words("visits", among=VISIT_KINDS) or VISIT_KINDS,
        scoring=scoring,
        sections=sections,
        sha256=hashlib.sha256(source).hexdigest(),
        source=source,
        items=tuple(item for section in sections for item in section.items),
        item_index={item.id: item for item in items},
        section_index={section.id: section for section in sections},
    )
    marks_check(checklist, top)
    cycles_check(checklist, top)
    return checklist


def _header_lines(text: str) -> dict[str, list[int]]:
    """Find the line of the n-th [[item]] and [[section]]: TOML's reader keeps no places."""
    lines: dict[str, list[int]] = {"item": [], "section": []}
    line, before = 1, 0
    for match in _HEADER.finditer(text):
        line, before = line + text.count("\n", before, match.start(1)), match.start(1)
        lines[match[1]].append(line)
    return lines


def _tables(raw: Mapping[str, Any], key: str) -> list[dict[str, Any]]:
    found = raw.get(key, [])
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []


def _names(raw: Mapping[str, Any]) -> Names:
    repeated = {str(one.get("id")) for one in _tables(raw, "section") if one.get("repeat") is True}
    groups: dict[str, list[str]] = {"": []}
    calculated, spread_only, known = set(), set(), set(PROFILE_NAMES)
    for one in _tables(raw, "item"):
        item, section = str(one.get("id")), str(one.get("section"))
        known.add(item)
        if one.get("type") == "calculated":
            calculated.add(item)
        if section in repeated:
            spread_only.add(item)
        if one.get("type") in JUDGED:
            groups[""].append(item)
            groups.setdefault(section, []).append(item)
    return Names(
        frozenset(known),
        frozenset(spread_only),
        frozenset(calculated),
        {name: tuple(items) for name, items in groups.items()},
    )


def _place(file: str, lines: list[int], number: int, what: str) -> str:
    line = f":{lines[number]}" if number < len(lines) else ""
    return f"{file}{line}, {what}"


def _items(
    raw: Mapping[str, Any], file: str, lines: list[int], faults: Faults, around: Surroundings
) -> list[Item]:
    items: list[Item] = []
    seen: dict[str, int] = {}
    tables = _tables(raw, "item")
    for number, one in enumerate(tables):
        name = one.get("id") or f"number {number + 1}"
        where = _place(file, lines, number, f"section {one.get('section', '?')}, item {name}")
        table = Table(one, where=where, keys=ITEM_KEYS, faults=faults)
        item = item_read(table, _for_item(around, one, tables))
        if item.id in seen:
            table.fault(f"item '{item.id}' stands twice.", "Give each item its own id.")
        if item.id in PROFILE_NAMES or item.id in (
            "value",
            "pass",
            "fail",
            "partial",
            "na",
            "not_checked",
        ):
            table.fault(f"'{item.id}' is a word of the expressions.", "Give the item another id.")
        seen[item.id] = number
        items.append(item)
    return items


def _for_item(
    around: Surroundings, one: dict[str, Any], tables: list[dict[str, Any]]
) -> Surroundings:
    """Let an item of a repeat section name its neighbours: they have the same instance."""
    names = around.names
    if str(one.get("id")) not in names.spread_only:
        return around
    near = {str(other.get("id")) for other in tables if other.get("section") == one.get("section")}
    own = Names(names.known, names.spread_only - near, names.calculated, names.groups)
    return Surroundings(own, around.partial, around.scoring)


def _sections(
    raw: Mapping[str, Any],
    file: str,
    lines: list[int],
    faults: Faults,
    names: Names,
    items: list[Item],
) -> tuple[Section, ...]:
    sections: list[Section] = []
    for number, one in enumerate(_tables(raw, "section")):
        where = _place(file, lines, number, f"section {one.get('id') or f'number {number + 1}'}")
        table = Table(one, where=where, keys=SECTION_KEYS, faults=faults)
        section = _section(table, names, items)
        if any(section.id == other.id for other in sections):
            table.fault(f"section '{section.id}' stands twice.", "Give each section its own id.")
        if not section.items:
            table.fault(
                "the section has no items.", f'Write [[item]] with section = "{section.id}".'
            )
        sections.append(section)
    if not sections:
        faults.add(file, "there is no [[section]].", "Write at least one section with items.")
    _check_homes(items, sections, file, faults)
    return tuple(sections)


def _section(table: Table, names: Names, items: list[Item]) -> Section:
    section = table.identifier()
    return Section(
        id=section,
        text=table.own_text(),
        items=tuple(item for item in items if item.section == section),
        table=table.word("table"),
        group=table.word("group"),
        weight=table.whole("weight", least=1, most=100),
        guarantee=table.flag("guarantee"),
        repeat=table.flag("repeat"),
        visible_if=table.expression("visible_if", names, condition=True),
    )


def _check_homes(items: list[Item], sections: list[Section], file: str, faults: Faults) -> None:
    known = [section.id for section in sections]
    for item in items:
        if item.section and item.section not in known:
            faults.add(
                f"{file}, section {item.section}, item {item.id}",
                f"there is no section '{item.section}'.",
                closest(item.section, known),
            )
