"""The smallest set of open hazards whose closing lowers the level, computed when someone looks.

Exact up to 12 open hazards; beyond that greedy by drop, and it says so.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import combinations

from shared.risk.evidence import Weight, hazards_weigh, weight_closed_today
from shared.risk.inputs import RiskInputs
from shared.risk.model import LEVELS, ScoringModel
from shared.risk.readings import ground_of
from shared.risk.rule import Ground, Score, score, tenths_decimal
from shared.risk.sentences import Sentence, closing_sentence

EXACT_UP_TO = 12


@dataclass(frozen=True, slots=True)
class SmallestSet:
    """Hold the answer: the hazards to close, the level before and after, D after.

    `to` is None when even closing every open hazard keeps the level; `method` is exact or greedy.
    """

    hazards: tuple[str, ...]
    level: str
    to: str | None
    D: Decimal
    method: str
    sentence: Sentence


@dataclass(frozen=True, slots=True)
class _Closing:
    ground: Ground
    weights: tuple[Weight, ...]
    closed: tuple[Weight, ...]
    model: ScoringModel

    def score(self, places: Sequence[int]) -> Score:
        weights = list(self.weights)
        for place in places:
            weights[place] = self.closed[place]
        return score(self.ground, weights, self.model)


def smallest_set_to_lower(inputs: RiskInputs, model: ScoringModel, *, as_of: date) -> SmallestSet:
    """Find the fewest open hazards to close today so that the level falls.

    Among sets of that size the one with the lowest D wins, then the lowest ids. Floors count.
    Raises RiskInputsWrong on an unknown scenario or exposure.
    """
    ground, _ = ground_of(inputs, model, as_of)
    weights = hazards_weigh(inputs.hazards, model, as_of)
    closed = tuple(weight_closed_today(one, model.evidence) for one in weights)
    closing = _Closing(ground, weights, closed, model)
    places = [place for place, one in enumerate(weights) if one.open]
    before = closing.score(())
    method = "exact" if len(places) <= EXACT_UP_TO else "greedy"
    chosen = _choose(closing, places, before, method)
    after = closing.score(chosen or ())
    lower = after.level if chosen else None
    hazards = tuple(weights[place].id for place in chosen or ())
    return SmallestSet(
        hazards=hazards,
        level=before.level,
        to=lower,
        D=tenths_decimal(after.tenths),
        method=method,
        sentence=closing_sentence(hazards, before.level, lower, open_hazards=len(places)),
    )


def _lowers(after: Score, before: Score) -> bool:
    return LEVELS.index(after.level) < LEVELS.index(before.level)


def _choose(
    closing: _Closing, places: list[int], before: Score, method: str
) -> tuple[int, ...] | None:
    # Closing all is the most that closing can do (law 7), so a failure here ends the search.
    if not _lowers(closing.score(places), before):
        return None
    candidates = _all_sets(places) if method == "exact" else _greedy_sets(closing, places, before)
    for sets in candidates:
        lowering = [
            (after.exact, chosen)
            for chosen in sets
            if _lowers(after := closing.score(chosen), before)
        ]
        if lowering:
            return min(lowering)[1]
    return None


def _all_sets(places: list[int]) -> Iterator[Iterator[tuple[int, ...]]]:
    for size in range(1, len(places) + 1):
        yield combinations(places, size)


def _greedy_sets(
    closing: _Closing, places: list[int], before: Score
) -> Iterator[Iterator[tuple[int, ...]]]:
    by_drop = sorted(places, key=lambda place: (closing.score((place,)).exact, place))
    # A floor holds until the last major is closed, whatever the drops say: majors go first.
    if before.floors:
        by_drop.sort(key=lambda place: closing.weights[place].grade != "major")
    for size in range(1, len(by_drop) + 1):
        yield iter([tuple(sorted(by_drop[:size]))])
