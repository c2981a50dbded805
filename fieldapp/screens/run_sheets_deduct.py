"""The sheet of deductions: which criteria of an item apply, how many marks, at how many places."""

from kivy.properties import BooleanProperty, NumericProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout

from fieldapp.presenters.run_value import deduction_text
from fieldapp.screens.frame import rows_set
from fieldapp.screens.run_sheets import RunSheet
from fieldapp.theme.loading import load_kv
from fieldapp.widgets.surface import Surface
from shared.checklist.model import Deduction

MOST_PLACES = 99


class Stepper(BoxLayout):
    """Count up and down between two numbers."""

    number = NumericProperty(1)
    lowest = NumericProperty(1)
    highest = NumericProperty(MOST_PLACES)
    word = StringProperty("")

    def step(self, by: int) -> None:
        """Count on or back."""
        self.number = min(max(self.number + by, self.lowest), self.highest)


class CriterionRow(Surface, BoxLayout):
    """One criterion: does it apply, with how many marks, at how many places."""

    words = StringProperty("")
    mark = StringProperty("checkbox-blank-outline")
    chosen = BooleanProperty(False)
    marks = NumericProperty(0)
    lowest = NumericProperty(0)
    highest = NumericProperty(0)
    places = NumericProperty(1)
    ranged = BooleanProperty(False)
    each = BooleanProperty(False)

    def on_chosen(self, _widget, chosen: bool) -> None:
        """Show whether it applies."""
        self.mark = "checkbox-marked" if chosen else "checkbox-blank-outline"


class DeductSheet(RunSheet):
    """Choose the criteria that apply; the sum is capped by the item's own mark."""

    total = StringProperty("")

    def heading(self) -> str:
        """Name the item and its full mark."""
        item = self.item
        return f"{item.id}  {self.say('run.deduct_title', points=item.points or 0)}"

    def fill(self) -> None:
        """Show the criteria with what was taken before."""
        self.words = self.wording.of(self.item.text)
        taken = self.presenter.taken(self.asking.key)
        self._rows = {one.id: self._row(one, taken.get(one.id)) for one in self.item.deduct}
        rows_set(self.ids.criteria, list(self._rows.values()))
        self._sum()

    def give(self) -> None:
        """Hand the deductions on; none at all keeps the verdict alone."""
        taken = {
            code: (int(row.marks), int(row.places))
            for code, row in self._rows.items()
            if row.chosen
        }
        self.presenter.value_give(
            self.asking.key, deduction_text(self.item, taken) if taken else "fail"
        )

    def _row(self, criterion: Deduction, taken: tuple[int, int] | None) -> CriterionRow:
        marks, places = taken or (criterion.lowest, 1)
        row = CriterionRow(
            words=self._words(criterion),
            lowest=criterion.lowest,
            highest=criterion.highest,
            ranged=criterion.lowest != criterion.highest,
            each=criterion.each,
            marks=marks,
            places=places,
            chosen=taken is not None,
        )
        for name in ("chosen", "marks", "places"):
            row.fbind(name, self._sum)
        return row

    def _words(self, criterion: Deduction) -> str:
        low, high = criterion.lowest, criterion.highest
        marks = f"{low}" if low == high else f"{low}–{high}"
        key = "run.marks_each" if criterion.each else "run.marks"
        return f"{self.wording.of(criterion.text)}（{self.say(key, marks=marks)}）"

    def _sum(self, *_args) -> None:
        total = sum(row.marks * row.places for row in self._rows.values() if row.chosen)
        full = self.item.points or 0
        key = "run.deduct_total" if total <= full else "run.deduct_capped"
        self.total = self.say(key, n=int(total), full=full)


load_kv(__file__)
