"""The functions of the expression language, as data: name, how to call it, how to build it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from shared.checklist.expression_values import (
    Scope,
    Value,
    largest,
    rounded,
    smallest,
    total,
)

Run = Callable[[Scope], Value]


def _nothing(runs: list[Run]) -> Run:
    return lambda scope: None


@dataclass(frozen=True, slots=True)
class Function:
    """A function over values (`build`) or over items and all their instances (`build_items`).

    `kind` is what it gives: a truth, a value or either. `whole` lets it stand without arguments for all items;
    `tests` says that its first value is a condition.
    """

    usage: str
    build_items: Callable[[tuple[str, ...]], Run] | None = None
    build: Callable[[list[Run]], Run] = _nothing
    kind: str = "value"
    least: int = 1
    most: int = 99
    whole: bool = False
    tests: bool = False


def _answered(names: tuple[str, ...]) -> Run:
    return lambda scope: all(any(v is not None for v in scope.spread(name)) for name in names)


def _count_failed(names: tuple[str, ...]) -> Run:
    return lambda scope: Decimal(sum(scope.verdicts(name).count("fail") for name in names))


def _count_answered(names: tuple[str, ...]) -> Run:
    return lambda scope: Decimal(
        sum(value is not None for name in names for value in scope.spread(name))
    )


def _points(names: tuple[str, ...]) -> Run:
    return lambda scope: sum((point for name in names for point in scope.points(name)), Decimal(0))


def _over(reduce: Callable[[Sequence[Value]], Value]) -> Callable[[tuple[str, ...]], Run]:
    def build(names: tuple[str, ...]) -> Run:
        return lambda scope: reduce([value for name in names for value in scope.spread(name)])

    return build


def _if(runs: list[Run]) -> Run:
    test, yes, no = runs
    return lambda scope: yes(scope) if test(scope) is True else no(scope)


def _round(runs: list[Run]) -> Run:
    if len(runs) == 1:
        return lambda scope: rounded(runs[0](scope), Decimal(0))
    return lambda scope: rounded(runs[0](scope), runs[1](scope))


FUNCTIONS: Mapping[str, Function] = {
    "answered": Function("answered(G8)", build_items=_answered, kind="truth"),
    "count_failed": Function("count_failed(G8, G9)", build_items=_count_failed, whole=True),
    "count_answered": Function("count_answered(G8, G9)", build_items=_count_answered, whole=True),
    "points": Function("points(G8, G9)", build_items=_points, whole=True),
    "sum": Function("sum(G8, G9)", build_items=_over(total)),
    "min": Function("min(G8, G9)", build_items=_over(smallest)),
    "max": Function("max(G8, G9)", build_items=_over(largest)),
    "if": Function("if(test, a, b)", build=_if, kind="either", least=3, most=3, tests=True),
    "round": Function("round(x, 1)", build=_round, least=1, most=2),
}
