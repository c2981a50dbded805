"""Which rows of a run are listed, in which order, under which headings, and how far each part is."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from fieldapp.presenters.run_rows import ItemShown, Key
from fieldapp.presenters.wording import Wording
from shared.checklist import Answers, Row, Section
from shared.text import fold

FILTERS = ("all", "open", "failed", "major")


@dataclass(frozen=True, slots=True)
class HeadingShown:
    """Head the rows of a section, or of one instance of it."""

    key: Key  # ("section:ID", at)
    section: str
    title: str
    instance: str
    repeats: bool  # another instance can be added here


@dataclass(frozen=True, slots=True)
class PartShown:
    """Show one section, or one instance of it, in the pane at the side."""

    key: Key  # the key of its heading
    title: str
    answered: int
    asked: int
    failed: int
    repeats: bool  # a repeat section that has no instance yet


ListRow = HeadingShown | ItemShown


def section_titles(answers: Answers, wording: Wording) -> dict[str, str]:
    """Number the visible sections: 1. 供气与安检."""
    visible = [section for section in answers.checklist.sections if _shows(answers, section)]
    return {
        section.id: f"{number}. {wording.of(section.text)}"
        for number, section in enumerate(visible, 1)
    }


def heading_key(section: str, at: tuple[str, ...]) -> Key:
    """Name the heading of a section or instance."""
    return f"section:{section}", at


def rows_listed(
    answers: Answers,
    items: Mapping[Key, ItemShown],
    *,
    kept: Callable[[Row], bool],
    titles: Mapping[str, str],
) -> tuple[ListRow, ...]:
    """List the rows that are kept, each part under its heading; a part with no row has none.

    A repeat section keeps its heading always: there another instance is added.
    """
    listed: list[ListRow] = []
    for section_id, title in titles.items():
        section = answers.checklist.section(section_id)
        rows = list(answers.rows_of(section_id))
        for at in _instances(answers, section):
            part = [items[row.key] for row in rows if row.at == at and kept(row)]
            if part or (section.repeat and not at):
                listed.append(_heading(section, title, at))
                listed.extend(part)
    return tuple(listed)


def parts_shown(
    answers: Answers, rows: Iterable[Row], titles: Mapping[str, str]
) -> tuple[PartShown, ...]:
    """Count each section, each instance by itself."""
    counts: dict[Key, list[int]] = {}
    for row in rows:
        if row.item.type == "calculated":
            continue
        count = counts.setdefault(heading_key(row.section.id, row.at), [0, 0, 0])
        verdict = answers.verdict(*row.key)
        count[0] += answers.given(*row.key) is not None
        count[1] += 1
        count[2] += verdict == "fail"
    parts = []
    for section_id, title in titles.items():
        section = answers.checklist.section(section_id)
        for at in _instances(answers, section):
            if section.repeat and not at and answers.instances(section_id):
                continue  # its instances stand for it
            key = heading_key(section_id, at)
            name = " · ".join((title, *at))
            repeats = section.repeat and not at
            answered, asked, failed = counts.get(key, (0, 0, 0))
            parts.append(PartShown(key, name, answered, asked, failed, repeats=repeats))
    return tuple(parts)


def is_listed(name: str, row: Row, answers: Answers) -> bool:
    """Say whether a row belongs to a filter."""
    if name == "open":
        return row.item.type != "calculated" and answers.given(*row.key) is None
    if name == "failed":
        partial = row.item.partial == "finding" and answers.verdict(*row.key) == "partial"
        return partial or answers.verdict(*row.key) == "fail"
    if name == "major":
        return row.item.major is not None or answers.grade(*row.key) == "major"
    return True


def is_found(query: str, shown: ItemShown) -> bool:
    """Say whether a row holds every word of a search."""
    if not query.strip():
        return True
    text = fold(" ".join((shown.key[0], shown.text, shown.citation, shown.note)))
    return all(word in text for word in fold(query).split())


def _instances(answers: Answers, section: Section) -> list[tuple[str, ...]]:
    if not section.repeat:
        return [()]
    return [(), *((name,) for name in answers.instances(section.id))]


def _heading(section: Section, title: str, at: tuple[str, ...]) -> HeadingShown:
    key = heading_key(section.id, at)
    return HeadingShown(key, section.id, title, at[0] if at else "", section.repeat and not at)


def _shows(answers: Answers, section: Section) -> bool:
    return section.repeat or any(True for _row in answers.rows_of(section.id))
