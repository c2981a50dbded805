"""A row of joined choices of which one is lit: a verdict given by one tap."""

from kivy.properties import (
    BooleanProperty,
    ColorProperty,
    ListProperty,
    NumericProperty,
    ObjectProperty,
    StringProperty,
)
from kivy.uix.behaviors import ButtonBehavior
from kivy.uix.boxlayout import BoxLayout
from kivy.uix.label import Label

from fieldapp.theme.icons import icon
from fieldapp.theme.loading import load_kv
from fieldapp.theme.look import T
from fieldapp.widgets.surface import Surface


class Segment(ButtonBehavior, Label):
    """One choice; lit, it stands in the full colour of its tone."""

    code = StringProperty("")
    lit = BooleanProperty(False)
    full = ColorProperty((0, 0, 0, 1))
    corners = ListProperty([0, 0, 0, 0])
    is_first = BooleanProperty(False)


class Segments(Surface, BoxLayout):
    """Show options (code, word, icon, tone); a touch gives the code to `on_give`."""

    options = ObjectProperty(())
    chosen = StringProperty("", allownone=True)
    corner = NumericProperty(0)
    bare = BooleanProperty(False)  # words alone, where room is short

    __events__ = ("on_give",)

    def on_options(self, _widget, options) -> None:
        """Make a segment for each option."""
        self.clear_widgets()
        last = len(options) - 1
        for place, option in enumerate(options):
            left, right = place == 0, place == last
            r = self.corner
            segment = Segment(
                code=option.code,
                text=self._text(option),
                full=T.ink(option.tone),
                corners=[r * left, r * right, r * right, r * left],
                is_first=left,
                lit=option.code == self.chosen,
            )
            segment.bind(on_release=lambda it: self.dispatch("on_give", it.code))
            self.add_widget(segment)

    def on_bare(self, _widget, _bare: bool) -> None:
        """Write the words anew."""
        for segment, option in zip(reversed(self.children), self.options, strict=True):
            segment.text = self._text(option)

    def _text(self, option) -> str:
        if self.bare:
            return option.word
        gap = "  " if len(self.options) < 4 else " "
        return f"{icon(option.icon)}{gap}{option.word}"

    def on_chosen(self, _widget, chosen: str | None) -> None:
        """Light the option chosen."""
        for segment in self.children:
            segment.lit = segment.code == chosen

    def on_give(self, code: str) -> None:
        """Let the row take the choice."""


load_kv(__file__)
