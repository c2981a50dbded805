"""What expressions compute with: exact values, `None` for empty, and where the values come from."""

from collections.abc import Callable, Mapping, Sequence
from decimal import Context, Decimal, DecimalException
from typing import Protocol

Value = bool | Decimal | str | tuple[str, ...] | None

# One context for both sides: the result may not depend on what a thread has set.
CONTEXT = Context(prec=28, Emin=-999, Emax=999)


class Scope(Protocol):
    """Where an expression finds the answers; names are item ids, `site.…`, `visit.…` or `value`."""

    def get(self, name: str, /) -> Value:
        """Give the effective value of a name: `None` while unanswered or hidden."""

    def spread(self, name: str, /) -> Sequence[Value]:
        """Give the values of an item over all instances of its section."""

    def verdicts(self, name: str, /) -> Sequence[str | None]:
        """Give the verdicts of an item over all instances."""

    def points(self, name: str, /) -> Sequence[Decimal]:
        """Give the points an item earned over all instances."""


class PlainScope:
    """Read values from a mapping; a verdict word is its own verdict, a pass is one point."""

    __slots__ = ("_values",)

    def __init__(self, values: Mapping[str, Value]) -> None:
        self._values = values

    def get(self, name: str, /) -> Value:
        return self._values.get(name)

    def spread(self, name: str, /) -> Sequence[Value]:
        return (self._values.get(name),)

    def verdicts(self, name: str, /) -> Sequence[str | None]:
        value = self._values.get(name)
        return (value if isinstance(value, str) else None,)

    def points(self, name: str, /) -> Sequence[Decimal]:
        return (Decimal(self._values.get(name) == "pass"),)


def equal(left: Value, right: Value) -> bool:
    """Compare two values; an empty one equals nothing, not even another empty one."""
    return left is not None and right is not None and left == right


def ordered(left: Value, right: Value) -> bool:
    """Say whether the two have an order: two numbers or two texts (dates are ISO texts)."""
    return (isinstance(left, Decimal) and isinstance(right, Decimal)) or (
        isinstance(left, str) and isinstance(right, str)
    )


def member(left: Value, right: Value) -> bool:
    """Say whether a value is among several, or a choice among the chosen."""
    if left is None or right is None:
        return False
    return left in right if isinstance(right, tuple) else left == right


def arithmetic(
    operation: Callable[[Decimal, Decimal], Decimal], left: Value, right: Value
) -> Value:
    """Compute, or give empty when a side is empty or the result is no number."""
    if not isinstance(left, Decimal) or not isinstance(right, Decimal):
        return None
    try:
        return operation(left, right)
    except DecimalException:
        return None


def rounded(value: Value, places: Value) -> Value:
    """Round half up, as standards do, to so many places."""
    if not isinstance(value, Decimal) or not isinstance(places, Decimal):
        return None
    try:
        return value.quantize(Decimal(1).scaleb(-int(places)), "ROUND_HALF_UP", CONTEXT)
    except (DecimalException, ValueError, OverflowError):
        return None


def total(values: Sequence[Value]) -> Value:
    """Add what is there; empty when nothing is."""
    numbers = [value for value in values if isinstance(value, Decimal)]
    if not numbers:
        return None
    result: Value = numbers[0]
    for number in numbers[1:]:
        result = arithmetic(CONTEXT.add, result, number)
    return result


def smallest(values: Sequence[Value]) -> Value:
    """Give the smallest number that is there."""
    return min((value for value in values if isinstance(value, Decimal)), default=None)


def largest(values: Sequence[Value]) -> Value:
    """Give the largest number that is there."""
    return max((value for value in values if isinstance(value, Decimal)), default=None)
