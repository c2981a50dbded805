"""A long list that draws only what is on the screen.

A *row* is any value; its view is a widget class with a `row` property that draws itself from it.
Heights are known before a view exists, so a list of hundreds scrolls without jumping.
"""

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Any

from kivy.metrics import dp
from kivy.properties import NumericProperty, ObjectProperty, VariableListProperty
from kivy.uix.recycleview import RecycleView, views

from fieldapp.theme.loading import load_kv


@dataclass(frozen=True, slots=True)
class Drawn:
    """Say how one row is drawn: its name in the list, view class, value, height, what taps call."""

    key: Hashable
    view: str
    row: Any
    height: float
    act: Callable[..., None] | None = None


class RowView:
    """Draw one row of a list; `row_draw` says how, `act` is what its taps call."""

    act = ObjectProperty(None, allownone=True)
    row = ObjectProperty(None, allownone=True)

    def on_row(self, _widget, row: Any) -> None:
        """Draw the row now given to this view."""
        if row is not None:
            self.row_draw(row)

    def row_draw(self, row: Any) -> None:
        """Set the view's own properties from the row."""


class RowList(RecycleView):
    """Show rows; what did not change is not drawn again, and the row at the top stays in place."""

    spacing = NumericProperty(dp(10))
    inset = VariableListProperty([0, 0, dp(12), dp(12)])

    def __init__(self, **given) -> None:
        super().__init__(**given)
        self.drawn: tuple[Drawn, ...] = ()
        self._anchor: tuple[Hashable, float] | None = None  # a row, and how much of it is above
        self.fbind("height", self._hold)

    def add_widget(self, widget, *args, **given) -> None:
        """Take the layout that the .kv rule gives, and follow its height."""
        super().add_widget(widget, *args, **given)
        if widget is self.layout_manager:
            widget.fbind("height", self._hold)

    def show(self, drawn: list[Drawn]) -> None:
        """Draw these rows in place of the ones before; equal ones stay as they are."""
        before, self.drawn = self.drawn, tuple(drawn)
        shape = [(each.key, each.view, each.height) for each in before]
        if shape != [(each.key, each.view, each.height) for each in drawn]:
            self._anchor = self._anchor or self._anchor_of(before)
            self.data = [_datum(each) for each in drawn]
            return
        for place, (old, new) in enumerate(zip(before, drawn, strict=True)):
            if old.row is not new.row and old.row != new.row:
                self._redraw(place, new)

    def reveal(self, place: int) -> None:
        """Scroll so that the row of that place is the first one seen."""
        self.effect_y.velocity = 0
        self._anchor = (self.drawn[place].key, 0.0)
        self._hold()

    def place_at_top(self) -> int:
        """Give the place of the row at the upper edge."""
        return self._top(self.drawn)[0]

    def _redraw(self, place: int, new: Drawn) -> None:
        """Draw one row of the same height anew, without laying the list out again."""
        self.data[place].update(_datum(new))
        adapter = self.view_adapter
        # a view just scrolled away counts as in step with its datum: keep it so
        kept = [adapter.views, *adapter.dirty_views.values()]
        for view in (known[place] for known in kept if place in known):
            view.act, view.row = new.act, new.row

    def _top(self, drawn: tuple[Drawn, ...]) -> tuple[int, float]:
        """Find the row at the upper edge and how much of it is above."""
        room = max(0.0, self.layout_manager.height - self.height)
        above = (
            1 - self.scroll_y
        ) * room + 1.0  # a rounded offset belongs to the row it was made for
        for place, each in enumerate(drawn):
            if above < each.height + self._gap:
                return place, above - 1.0
            above -= each.height + self._gap
        return max(0, len(drawn) - 1), 0.0

    def _anchor_of(self, before: tuple[Drawn, ...]) -> tuple[Hashable, float] | None:
        """Name the row at the upper edge, if it is still there; at the very top nothing is held."""
        place, into = self._top(before)
        keys = {each.key for each in self.drawn}
        while place < len(before) and before[place].key not in keys:
            place, into = place + 1, 0.0
        if place >= len(before) or (place, into) == (0, 0.0):
            return None
        return before[place].key, into

    def _above(self, drawn: tuple[Drawn, ...], place: int) -> float:
        return sum(each.height + self._gap for each in drawn[:place])

    @property
    def _gap(self) -> float:
        return self.spacing

    def _hold(self, *_args) -> None:
        """Put the anchor's row where it was, once the list has its new height."""
        if self._anchor is None:
            return
        expected = self._above(self.drawn, len(self.drawn))
        if self.layout_manager.height + self._gap < expected:
            return  # not laid out yet: the new height will call this again
        key, into = self._anchor
        place = next((at for at, each in enumerate(self.drawn) if each.key == key), 0)
        room = self.layout_manager.height - self.height
        offset = self._above(self.drawn, place) + into
        self.scroll_y = 1 - min(1.0, offset / room) if room > 0 else 1
        self._anchor = None


def views_forget() -> None:
    """Drop the views kept for use again: they were made in another theme or language."""
    views._cached_views.clear()
    views._cache_count = 0


def _datum(drawn: Drawn) -> dict[str, Any]:
    return {
        "viewclass": drawn.view,
        "sz": (None, drawn.height),
        "act": drawn.act,
        "row": drawn.row,
    }


load_kv(__file__)
