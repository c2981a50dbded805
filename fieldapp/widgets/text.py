"""Text: one shortened line, a paragraph that wraps by our rule, an icon, a word in its tone."""

from kivy.metrics import dp
from kivy.properties import ColorProperty, NumericProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout
from kivy.uix.label import Label

from fieldapp.theme.icons import icon
from fieldapp.theme.loading import load_kv
from fieldapp.theme.wrap import wrap
from fieldapp.widgets.surface import Surface


class TextLine(Label):
    """Show text on one line and shorten what does not fit."""


class Para(Label):
    """Show text on as many lines as its width needs; set `content`, not `text`."""

    content = StringProperty("")

    def __init__(self, **given) -> None:
        super().__init__(**given)
        for name in ("content", "width", "font_size", "font_name"):
            self.fbind(name, self._wrap)
        self._wrap()

    def _wrap(self, *_args) -> None:
        lines = wrap(self.content, width=self.width, font=self.font_name, size=self.font_size)
        self.text = "\n".join(lines)


class Icon(Label):
    """Show an icon by its name."""

    name = StringProperty("")

    def on_name(self, _widget, name: str) -> None:
        """Draw the icon of that name."""
        self.text = icon(name) if name else ""


class Badge(Surface, Label):
    """Show a word in its tone: a grade, a state, a verdict."""

    tone = StringProperty("na")


class Pill(Surface, Label):
    """Show a state in the app bar."""

    tone = StringProperty("bar")


class Fact(BoxLayout):
    """Show a name and its value side by side."""

    name = StringProperty("")
    value = StringProperty("")
    name_width = NumericProperty(dp(104))
    ink = ColorProperty((0, 0, 0, 1))


load_kv(__file__)
