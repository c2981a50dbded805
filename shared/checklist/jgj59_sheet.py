"""A sheet of JGJ 59-2011, one item table filled in once, and a row of the summary sheet."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from shared.checklist.answer_reading import At
from shared.checklist.answer_rows import Row
from shared.checklist.jgj59 import GUARANTEE_FULL, GUARANTEE_LEAST
from shared.checklist.model import Text

NONE = Fraction(0)


@dataclass(frozen=True, slots=True)
class Mark:
    """What an inspected item kept of its full mark."""

    row: Row
    earned: Fraction
    full: Fraction


@dataclass(slots=True)
class Sheet:
    """An item table filled in once: marks of what was inspected, and what was not.

    `absent` 不适用（缺项）, `skipped` 未查, `open` not answered, or 扣分 without a criterion.
    """

    table: str
    text: Text
    group: str
    weight: int
    at: At
    marks: list[Mark] = field(default_factory=list)
    absent: list[Row] = field(default_factory=list)
    skipped: list[Row] = field(default_factory=list)
    open: list[Row] = field(default_factory=list)
    full: Fraction = NONE
    earned: Fraction = NONE
    guarantee_full: Fraction = NONE
    guarantee_earned: Fraction = NONE

    def enter(self, mark: Mark) -> None:
        """Add the mark of an inspected item."""
        self.marks.append(mark)
        self.full += mark.full
        self.earned += mark.earned
        if mark.row.section.guarantee:
            self.guarantee_full += mark.full
            self.guarantee_earned += mark.earned

    @property
    def zero_items(self) -> list[Row]:
        """Give the guarantee items that scored nothing."""
        return [one.row for one in self.marks if one.row.section.guarantee and not one.earned]

    @property
    def short(self) -> bool:
        """Say whether the guarantee items together have less than 40 of 60, in proportion if some are missing."""
        return self.guarantee_earned * GUARANTEE_FULL < self.guarantee_full * GUARANTEE_LEAST

    @property
    def zero(self) -> bool:
        """Say whether the zero rule takes the whole sheet."""
        return bool(self.zero_items) or self.short

    @property
    def complete(self) -> bool:
        """Say whether a grade may rest on it: nothing open, every guarantee item inspected or absent."""
        asked = [row for row in self.open if row.item.required is not False]
        return not asked and not any(row.section.guarantee for row in self.skipped)

    @property
    def score(self) -> Fraction:
        """Give the sheet's score out of 100, missing items scaled up: A2 = D / E × 100."""
        return NONE if self.zero or not self.full else self.earned * 100 / self.full


@dataclass(frozen=True, slots=True)
class GroupScore:
    """A row of the summary sheet: the mean C of its tables, and A1 = B × C / 100."""

    group: str
    weight: int
    tables: tuple[tuple[str, tuple[Fraction, ...]], ...]

    @property
    def mean(self) -> Fraction:
        """Average the sheets of each table, then the tables."""
        return mean([mean(sheets) for _, sheets in self.tables])

    @property
    def weighed(self) -> Fraction:
        """Give A1."""
        return self.mean * self.weight / 100


def mean(values: Sequence[Fraction]) -> Fraction:
    """Average exactly."""
    return sum(values, NONE) / len(values)
