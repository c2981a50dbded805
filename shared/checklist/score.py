"""What a score is: a number out of a maximum, a verdict, and the lines that explain each number."""

from collections.abc import Collection
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal
from fractions import Fraction

from shared.checklist.answer_reading import At
from shared.checklist.model import Text

INCOMPLETE = "incomplete"
INCOMPLETE_TEXT = Text("未评定", "Not graded")
_PLENTY = Context(prec=60)


@dataclass(frozen=True, slots=True)
class ScoreLine:
    """One step of the reckoning: an item, a sheet, a table, a section, a group, the total or a note.

    `id` is the code of what the line is about and `at` its instance, so that a number leads to its rows.
    """

    kind: str
    id: str
    at: At
    text: Text
    earned: Decimal
    maximum: Decimal


@dataclass(frozen=True, slots=True)
class Score:
    """The score of a visit; the verdict is a code of the terms `score_verdict` or of the file's bands."""

    kind: str
    score: Decimal
    maximum: Decimal
    verdict: str
    text: Text
    lines: tuple[ScoreLine, ...]


def rounded(
    value: Fraction, limits: Collection[int | Decimal | Fraction] = (), *, places: int = 2
) -> Decimal:
    """Round half up, but never over a limit that the exact value does not reach.

    A grade is judged on the exact value; a printed 80.00 beside a grade for less would look like a mistake.
    """
    exact = _PLENTY.divide(Decimal(value.numerator), Decimal(value.denominator))
    step = Decimal(1).scaleb(-places)
    near = exact.quantize(step, ROUND_HALF_UP, _PLENTY)
    if any(value < Fraction(limit) <= Fraction(near) for limit in limits):
        near -= step
    return plain(near)


def plain(value: Decimal) -> Decimal:
    """Drop zeros behind the point: 86.00 is 86, 8.60 is 8.6."""
    whole = value.to_integral_value()
    return whole.quantize(Decimal(1)) if value == whole else value.normalize(_PLENTY)


def line(
    kind: str,
    id: str,
    zh: str,
    en: str,
    *,
    earned: Fraction,
    maximum: Fraction,
    at: At = (),
    places: int = 2,
) -> ScoreLine:
    """Make a line from exact numbers."""
    text, full = Text(zh, en), rounded(maximum)
    return ScoreLine(kind, id, at, text, rounded(earned, places=places), full)
