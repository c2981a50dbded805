"""A visible row of a checklist run, and how many of them are done."""

from collections.abc import Iterable
from dataclasses import astuple, dataclass

from shared.checklist.answer_board import Board, Key
from shared.checklist.answer_reading import At, place_text
from shared.checklist.model import Item, Section


@dataclass(frozen=True, slots=True)
class Row:
    """An item of a section at an instance."""

    section: Section
    item: Item
    at: At

    @property
    def key(self) -> Key:
        """Name it as answers do."""
        return self.item.id, self.at

    @property
    def place(self) -> str:
        """Name it for a person, `B1.3#crane-1`."""
        return place_text(self.item.id, self.at)


@dataclass(frozen=True, slots=True)
class Progress:
    """How many visible items are asked of a person, how many are answered, and with which verdict."""

    asked: int = 0
    answered: int = 0
    passed: int = 0
    partial: int = 0
    failed: int = 0
    na: int = 0
    not_checked: int = 0


def row_progress(row: Row, board: Board) -> Progress:
    """Count one row; what is calculated is asked of nobody."""
    if row.item.type == "calculated":
        return Progress()
    state = board.state(row.key)
    if state.given is None:
        return Progress(asked=1)
    return Progress(
        asked=1,
        answered=1,
        passed=int(state.verdict == "pass"),
        partial=int(state.verdict == "partial"),
        failed=int(state.verdict == "fail"),
        na=int(state.verdict == "na"),
        not_checked=int(state.verdict == "not_checked"),
    )


def progress_sum(parts: Iterable[Progress]) -> Progress:
    """Add counts."""
    columns = zip(*(astuple(part) for part in parts), strict=True)
    return Progress(*(sum(column) for column in columns))
