"""Answers reckoned plainly: no order, no map of dependants, over and over until nothing moves any more.

It shares with the engine only what reads one answer and what runs one expression.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from shared.checklist import Answers, Checklist
from shared.checklist.answer_reading import Given, answer_read, computed
from shared.checklist.expression_values import Value
from shared.checklist.marks import mark_earned

Key = tuple[str, tuple[str, ...]]


class Plain:
    """What an expression at an instance finds among the states known so far."""

    def __init__(self, reckoning: "Reckoning", at: tuple[str, ...]) -> None:
        self.of = reckoning
        self.at = at

    def get(self, name: str, /) -> Value:
        if name not in self.of.checklist.item_index:
            return self.of.profile.get(name)
        given = self.of.seen.get((name, self.at)) or self.of.seen.get((name, ()))
        return given.value if given else None

    def spread(self, name: str, /) -> Sequence[Value]:
        return [given.value for given in self._all(name)]

    def verdicts(self, name: str, /) -> Sequence[str | None]:
        return [given.verdict for given in self._all(name)]

    def points(self, name: str, /) -> Sequence[Decimal]:
        item, scoring = self.of.checklist.item(name), self.of.checklist.scoring
        return [mark_earned(item, given, scoring) for given in self._all(name)]

    def _all(self, name: str) -> list[Given]:
        return [given for (item, _), given in self.of.seen.items() if item == name]


class Reckoning:
    """The states of all items, from the answers that stand."""

    def __init__(self, answers: Answers, profile: Mapping[str, Value]) -> None:
        self.checklist: Checklist = answers.checklist
        self.profile = profile
        self.keys = [
            (item.id, at)
            for section in answers.checklist.sections
            for at in ([(n,) for n in answers.instances(section.id)] if section.repeat else [()])
            for item in section.items
        ]
        self.kept = {
            key: answer_read(self.checklist.item(key[0]), answer.value, photos=0)
            for key, answer in answers.all().items()
        }
        self.seen: dict[Key, Given] = {}
        self.visible: dict[Key, bool] = {}
        # An item hangs on earlier ones only, so as many rounds as items settle everything.
        for _ in range(len(self.checklist.items) + 1):
            self._round()

    def _round(self) -> None:
        for item_id, at in self.keys:
            item, place = self.checklist.item(item_id), Plain(self, at)
            conditions = (self.checklist.section(item.section).visible_if, item.visible_if)
            shown = all(one.holds(place) for one in conditions if one is not None)
            given: Any = self.kept.get((item_id, at))
            if item.value is not None:
                given = computed(item, item.value.run(place))
            self.visible[item_id, at] = shown
            self.seen.pop((item_id, at), None)
            if shown and given is not None:
                self.seen[item_id, at] = given

    def states(self) -> dict[Key, tuple[bool, Given | None]]:
        """Give what counts of every item at every instance."""
        return {key: (self.visible[key], self.seen.get(key)) for key in self.keys}
