"""Every item's state on one board; a change re-evaluates only what it reaches, in dependency order."""

import heapq
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from shared.checklist.answer_reading import At, Given, computed
from shared.checklist.expression import Expression
from shared.checklist.expression_values import Value
from shared.checklist.marks import NOTHING, mark_earned
from shared.checklist.model import Checklist, Item, Section
from shared.checklist.wiring import wiring_of

Key = tuple[str, At]


@dataclass(frozen=True, slots=True)
class State:
    """What counts of an item at an instance: nothing while it is hidden."""

    visible: bool
    given: Given | None = None
    points: Decimal = NOTHING

    @property
    def value(self) -> Value:
        """Give the effective value."""
        return self.given.value if self.given else None

    @property
    def verdict(self) -> str | None:
        """Give the effective verdict."""
        return self.given.verdict if self.given else None


HIDDEN = State(visible=False)
BLANK = State(visible=True)


class Board:
    """Hold the states of one visit; `put`, `instance_add` and `instance_remove` answer with the changed keys."""

    def __init__(self, checklist: Checklist, profile: Mapping[str, Value]) -> None:
        self.checklist = checklist
        self.profile = dict(profile)
        self._wiring = wiring_of(checklist)
        self.homes = {item.id: section for section in checklist.sections for item in section.items}
        self._names: dict[str, list[str]] = {_kin(s): [] for s in checklist.sections if s.repeat}
        self._given: dict[Key, Given] = {}
        self._states: dict[Key, State] = {}
        self.settle_all()

    def home(self, item: str) -> Section:
        """Give the section of an item."""
        return self.homes[item]

    def instances(self, section: Section) -> tuple[At, ...]:
        """Give the instances of a section; one that does not repeat has the empty one."""
        return tuple((name,) for name in self._names[_kin(section)]) if section.repeat else ((),)

    def state(self, key: Key) -> State:
        """Give the state of an item at an instance; hidden when there is no such instance."""
        return self._states.get(key, HIDDEN)

    def put(self, key: Key, given: Given | None) -> frozenset[Key]:
        """Set or take back an answer."""
        if given is None:
            self._given.pop(key, None)
        else:
            self._given[key] = given
        return self._settle([key[0]])

    def instance_add(self, section: Section, name: str) -> frozenset[Key]:
        """Open an instance in the section and in its sisters of the same table."""
        self._names[_kin(section)].append(name)
        return self._settle(self._members(section))

    def instance_remove(self, section: Section, name: str) -> frozenset[Key]:
        """Close an instance with all that was answered in it."""
        self._names[_kin(section)].remove(name)
        gone = [(item, (name,)) for item in self._members(section)]
        for key in gone:
            self._given.pop(key, None)
            self._states.pop(key, None)
        reached = {asker for item, _ in gone for asker in self._wiring.dependents.get(item, ())}
        return frozenset(gone) | self._settle(reached)

    def settle_all(self) -> frozenset[Key]:
        """Evaluate every item, whether anything moved or not."""
        return self._settle(self.homes)

    def holds(self, expression: Expression, at: At, value: Value = None) -> bool:
        """Say whether a condition is true at an instance; `value` is what the constraint's own item has."""
        return expression.holds(Place(self, at, value))

    def _members(self, section: Section) -> list[str]:
        kin = _kin(section)
        return [item for item, home in self.homes.items() if home.repeat and _kin(home) == kin]

    def _settle(self, items: Iterable[str]) -> frozenset[Key]:
        rank = self._wiring.rank
        waiting = {item: rank[item] for item in items}
        queue = [(place, item) for item, place in waiting.items()]
        heapq.heapify(queue)
        changed: set[Key] = set()
        while queue:
            _, item = heapq.heappop(queue)
            moved = self._settle_item(item)
            if not moved:
                continue
            changed.update(moved)
            for asker in self._wiring.dependents.get(item, ()):
                if asker not in waiting:
                    waiting[asker] = rank[asker]
                    heapq.heappush(queue, (rank[asker], asker))
        return frozenset(changed)

    def _settle_item(self, item_id: str) -> list[Key]:
        item, section = self.checklist.item_index[item_id], self.homes[item_id]
        moved: list[Key] = []
        for at in self.instances(section):
            key = (item_id, at)
            state = self._evaluate(item, section, at)
            if self._states.get(key) != state:
                self._states[key] = state
                moved.append(key)
        return moved

    def _evaluate(self, item: Item, section: Section, at: At) -> State:
        place = Place(self, at)
        for condition in (section.visible_if, item.visible_if):
            if condition is not None and not condition.holds(place):
                return HIDDEN
        if item.value is not None:
            given = computed(item, item.value.run(place))
        else:
            given = self._given.get((item.id, at))
        if given is None:
            return BLANK
        return State(True, given, mark_earned(item, given, self.checklist.scoring))


class Place:
    """The board seen from an instance: what an expression that stands there may read."""

    __slots__ = ("_at", "_board", "_value")

    def __init__(self, board: Board, at: At, value: Value = None) -> None:
        self._board = board
        self._at = at
        self._value = value

    def get(self, name: str, /) -> Value:
        if name == "value":
            return self._value
        section = self._board.homes.get(name)
        if section is None:
            return self._board.profile.get(name)
        return self._board.state((name, self._at if section.repeat else ())).value

    def spread(self, name: str, /) -> Sequence[Value]:
        return [state.value for state in self._over(name)] or [self._board.profile.get(name)]

    def verdicts(self, name: str, /) -> Sequence[str | None]:
        return [state.verdict for state in self._over(name)]

    def points(self, name: str, /) -> Sequence[Decimal]:
        return [state.points for state in self._over(name)]

    def _over(self, name: str) -> list[State]:
        section = self._board.homes.get(name)
        if section is None:
            return []
        return [self._board.state((name, at)) for at in self._board.instances(section)]


def _kin(section: Section) -> str:
    """Sections of one table share their instances: both halves belong to the same crane."""
    return f"table {section.table}" if section.table else f"section {section.id}"
