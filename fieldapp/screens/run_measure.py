"""How wide and how high the parts of a run's rows are; heights are known before a row is drawn."""

from dataclasses import dataclass

from kivy.metrics import dp, sp

from fieldapp.presenters.run_list import HeadingShown, ListRow
from fieldapp.presenters.run_rows import ItemShown
from fieldapp.theme.wrap import wrap

NARROW = 800  # dp: below this, segments and photos take less room


@dataclass(frozen=True, slots=True)
class Measure:
    """Hold the width of a list and say what follows from it, in pixels."""

    width: float

    @property
    def narrow(self) -> bool:
        """Say whether room is short."""
        return self.width < dp(NARROW)

    def control(self, options: int) -> float:
        """Give the width of the segments or of a value's control."""
        if options == 4:
            return dp(344) if self.narrow else dp(404)
        return dp(258) if self.narrow else dp(312)

    def text(self, options: int) -> float:
        """Give the width of an item's text."""
        return self.width - dp(26 + 104 + 20 + 16) - self.control(options)

    @property
    def photos(self) -> int:
        """Give how many photos stand beside the description."""
        return 1 if self.narrow else 3

    def note(self, row: ItemShown) -> float:
        """Give the width of a description."""
        shown = min(len(row.photos), self.photos)
        deed = dp(140) if row.finding and (row.finding.confirm or row.finding.suspect) else 0
        return self.width - dp(26 + 16 + 28) - dp(88) * (shown + 1) - deed

    def text_lines(self, row: ItemShown) -> list[str]:
        """Break an item's text."""
        width = self.text(len(row.options))
        return wrap(row.text, width=width, font="UI-M", size=sp(17))

    def note_lines(self, row: ItemShown) -> list[str]:
        """Break a description."""
        return wrap(row.note, width=self.note(row), size=sp(15)) if row.note else []

    def upper(self, row: ItemShown) -> float:
        """Give the height of the part every item has."""
        return max(dp(90), dp(64) + dp(26) * len(self.text_lines(row)))

    def lower(self, row: ItemShown) -> float:
        """Give the height of the opened part."""
        if not row.opened:
            return 0
        lines = max(1, len(self.note_lines(row))) + len(row.lacks)
        return dp(32) + max(dp(80), dp(44) + dp(23) * lines)

    def height(self, row: ListRow) -> float:
        """Give the height of a row."""
        if isinstance(row, HeadingShown):
            return dp(56) if row.repeats else dp(36)
        return self.upper(row) + self.lower(row)
