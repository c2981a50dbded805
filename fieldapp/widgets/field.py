"""Where text is typed: a labelled field with its fault, and a search field."""

from kivy.properties import BooleanProperty, NumericProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout
from kivy.uix.textinput import TextInput

from fieldapp.theme.loading import load_kv
from fieldapp.widgets.surface import Panel


class Entry(TextInput):
    """Take typed text; `wrong` draws its border in the tone of a fault."""

    wrong = BooleanProperty(False)


class SearchEntry(TextInput):
    """Take a search text, drawn by the field around it."""


class Field(BoxLayout):
    """Name what is to be typed and show what is wrong with it."""

    label = StringProperty("")
    hint = StringProperty("")
    text = StringProperty("")
    error = StringProperty("")
    lines = NumericProperty(1)

    __events__ = ("on_enter",)

    def on_text(self, _widget, text: str) -> None:
        """Carry text set from outside into the entry."""
        if "entry" in self.ids and self.ids.entry.text != text:
            self.ids.entry.text = text

    def on_kv_post(self, _base) -> None:
        """Show the text that was given at the start."""
        self.ids.entry.text = self.text

    def on_enter(self) -> None:
        """Let the screen act on the enter key."""

    def focus_now(self) -> None:
        """Put the cursor here."""
        self.ids.entry.focus = True


class SearchField(Panel):
    """Take a search text and clear it."""

    hint = StringProperty("")
    text = StringProperty("")

    def on_text(self, _widget, text: str) -> None:
        """Carry text set from outside into the entry."""
        if "entry" in self.ids and self.ids.entry.text != text:
            self.ids.entry.text = text

    def on_kv_post(self, _base) -> None:
        """Show the text that was given at the start."""
        self.ids.entry.text = self.text

    def clear(self) -> None:
        """Take the search text away."""
        self.ids.entry.text = ""


load_kv(__file__)
