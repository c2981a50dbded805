"""Which item's answer moves which other item: the dependency map, in an order that needs one pass."""

from collections.abc import Mapping
from dataclasses import dataclass

from shared.checklist.keys import Table
from shared.checklist.model import Checklist, Item, Section


@dataclass(frozen=True, slots=True)
class Wiring:
    """For each name the items that ask for it, in order; and each item's place in that order."""

    dependents: Mapping[str, tuple[str, ...]]
    rank: Mapping[str, int]


def item_depends(item: Item, section: Section) -> frozenset[str]:
    """Give the names that decide whether the item shows and what it computes."""
    expressions = (section.visible_if, item.visible_if, item.value)
    return frozenset().union(*(e.depends for e in expressions if e is not None))


def wiring_of(checklist: Checklist) -> Wiring:
    """Build the dependency map of a checklist that has no cycles."""
    needs = _needs(checklist)
    order = _order(needs)
    rank = {name: place for place, name in enumerate(order)}
    dependents: dict[str, list[str]] = {}
    for item in order:
        for name in needs[item]:
            dependents.setdefault(name, []).append(item)
    return Wiring({name: tuple(items) for name, items in dependents.items()}, rank)


def cycles_check(checklist: Checklist, top: Table) -> None:
    """Note items that, over others or not, wait for themselves."""
    needs = _needs(checklist)
    placed = set(_order(needs))
    stuck = [item for item in needs if item not in placed]
    circle = [item for item in stuck if _reaches(item, item, needs)]
    if circle:
        top.fault(
            f"items {', '.join(circle)} wait for one another.",
            "Take one of them out of visible_if or value; count_failed() without names means all items.",
        )


def _needs(checklist: Checklist) -> dict[str, frozenset[str]]:
    return {
        item.id: item_depends(item, section)
        for section in checklist.sections
        for item in section.items
    }


def _order(needs: Mapping[str, frozenset[str]]) -> list[str]:
    """Sort so that each item stands after what it needs; leave out what is caught in a circle."""
    waiting = {item: {name for name in names if name in needs} for item, names in needs.items()}
    askers: dict[str, list[str]] = {}
    for item, names in waiting.items():
        for name in names:
            askers.setdefault(name, []).append(item)
    order = [item for item, names in waiting.items() if not names]
    for item in order:
        for asker in askers.get(item, ()):
            waiting[asker].discard(item)
            if not waiting[asker]:
                order.append(asker)
    return order


def _reaches(start: str, goal: str, needs: Mapping[str, frozenset[str]]) -> bool:
    seen: set[str] = set()
    open_names = [name for name in needs[start] if name in needs]
    while open_names:
        name = open_names.pop()
        if name == goal:
            return True
        if name not in seen:
            seen.add(name)
            open_names.extend(other for other in needs[name] if other in needs)
    return False
