"""Read `[scoring]` and check that marks and weights fit the scoring kind."""

from collections.abc import Callable, Mapping
from decimal import Decimal

from shared.checklist.jgj59 import GROUP_OF_TABLE, GROUPS, GUARANTEE_FULL
from shared.checklist.keys import Table
from shared.checklist.model import SCORING_KINDS, Band, Checklist, Scoring, Section

FULL = 100
_KIND_KEYS = {"partial_share": "points", "bands": "points", "general_limit": "conformity"}


def scoring_read(top: Table) -> Scoring | None:
    """Read the `[scoring]` table; None when the checklist has no score."""
    raw = top.raw.get("scoring")
    if raw is None:
        return None
    table = top.inner("scoring", raw, ("kind", *_KIND_KEYS))
    kind = table.must_word("kind", among=SCORING_KINDS)
    for key, owner in _KIND_KEYS.items():
        if key in table.raw and kind and kind != owner:
            table.fault(
                f"{key} does not go with kind '{kind}'.", f'It belongs to kind = "{owner}".'
            )
    share = table.decimal("partial_share")
    if share is not None and not 0 <= share <= 1:
        table.fault(f"partial_share {share} is outside 0 to 1.", 'Write partial_share = "0.5".')
    return Scoring(
        kind=kind,
        partial_share=Decimal("0.5") if share is None else share,
        bands=_bands(table),
        general_limit=table.whole("general_limit", least=0, most=1000),
    )


def _bands(table: Table) -> tuple[Band, ...]:
    bands = []
    for one in table.inners("bands", ("id", "from", "zh", "en")):
        lowest = one.decimal("from")
        if lowest is None and "from" not in one.raw:
            one.fault("from is missing.", "Write the percentage the band begins at.")
        bands.append(
            Band(one.identifier(), one.own_text(), Decimal(0) if lowest is None else lowest)
        )
    bands.sort(key=lambda band: band.at_least, reverse=True)
    if bands and bands[-1].at_least != 0:
        table.fault("bands do not begin at 0.", "Let the lowest band have from = 0.")
    return tuple(bands)


def marks_check(checklist: Checklist, top: Table) -> None:
    """Note what does not add up: weights, tables, groups."""
    kind = checklist.scoring.kind if checklist.scoring else None
    if kind == "deduct_100":
        _check_tables(checklist, top)
        _check_groups(checklist, top)
        return
    weighted = [section.weight is not None for section in checklist.sections]
    if kind == "points" and any(weighted) and not all(weighted):
        top.fault(
            "some sections have a weight and some have none.",
            "Give all sections a weight, or none.",
        )
    for section in checklist.sections:
        if section.table or section.guarantee or section.group:
            top.fault(
                f"section {section.id}: table, group and guarantee belong to deduct_100.",
                'Take them out, or write [scoring] kind = "deduct_100".',
            )


def _by(checklist: Checklist, key: Callable[[Section], str | None]) -> Mapping[str, list[Section]]:
    found: dict[str, list[Section]] = {}
    for section in checklist.sections:
        found.setdefault(key(section) or "", []).append(section)
    return found


def _check_tables(checklist: Checklist, top: Table) -> None:
    for name, sections in _by(checklist, lambda section: section.table).items():
        if not name:
            for section in sections:
                top.fault(f"section {section.id} has no table.", 'Write table = "B.1".')
            continue
        full = sum(item.points or 0 for section in sections for item in section.items)
        if full != FULL:
            top.fault(f"table {name} has {full} marks.", f"The marks of a table add up to {FULL}.")
        if len({(section.group, section.repeat) for section in sections}) > 1:
            top.fault(
                f"table {name}: its sections differ in group or repeat.",
                "Write the same in each of them.",
            )
        _check_guarantee(name, sections, top)
        _check_standard(name, sections[0], top)


def _check_guarantee(name: str, sections: list[Section], top: Table) -> None:
    halves = [section for section in sections if section.guarantee]
    full = sum(item.points or 0 for section in halves for item in section.items)
    if halves and full != GUARANTEE_FULL:
        top.fault(
            f"table {name} has {full} marks in 保证项目.",
            f"They add up to {GUARANTEE_FULL}; a table without 保证项目 has guarantee = true nowhere.",
        )


def _check_standard(name: str, section: Section, top: Table) -> None:
    """Hold a table that has a number of the standard to the standard's summary sheet."""
    group = GROUP_OF_TABLE.get(name)
    if group is None:
        return
    weight = GROUPS[group].weight
    if section.group != group or section.weight != weight:
        top.fault(
            f"table {name} stands in group '{section.group}' with weight {section.weight}.",
            f'Appendix A of JGJ 59-2011: write group = "{group}" and weight = {weight}.',
        )


def _check_groups(checklist: Checklist, top: Table) -> None:
    for name, sections in _by(checklist, lambda section: section.group).items():
        weights = {section.weight for section in sections}
        if not name or None in weights:
            ids = ", ".join(
                section.id for section in sections if not section.group or section.weight is None
            )
            top.fault(
                f"section {ids}: group or weight is missing.",
                'Write group = "scaffold" and weight = 10.',
            )
        elif len(weights) > 1:
            top.fault(
                f"group {name} has several weights.",
                "A weight belongs to the group: write the same everywhere.",
            )


__all__ = ["FULL", "marks_check", "scoring_read"]
