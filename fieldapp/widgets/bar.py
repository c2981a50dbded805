"""The frame of a screen: app bar, navigation rail, headings, empty states, warnings."""

from kivy.properties import BooleanProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout

from fieldapp.theme.loading import load_kv
from fieldapp.widgets.surface import Panel
from fieldapp.widgets.tap import TapRow
from fieldapp.widgets.text import TextLine


class AppBar(Panel):
    """Show where one is; children are set at its right end."""

    title = StringProperty("")
    subtitle = StringProperty("")
    can_back = BooleanProperty(True)

    __events__ = ("on_back",)

    def on_back(self) -> None:
        """Let the screen go back."""


class NavRail(Panel):
    """Hold the ways between the main screens."""


class NavItem(TapRow):
    """One way in the rail."""

    name = StringProperty("")
    text = StringProperty("")
    chosen = BooleanProperty(False)


class EmptyState(BoxLayout):
    """Say that there is nothing, why, and what to do."""

    name = StringProperty("clipboard-text-outline")
    title = StringProperty("")
    hint = StringProperty("")


class Heading(TextLine):
    """Name the part of a screen that follows."""


class Warning(Panel):
    """Show a problem: its message and, below, what to do."""

    name = StringProperty("alert-circle")
    tone = StringProperty("bad")
    message = StringProperty("")
    remedy = StringProperty("")


load_kv(__file__)
