"""What all screens share: the base class, the main bar, the rail, scrolling stacks."""

from typing import Any

from kivy.properties import ObjectProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout
from kivy.uix.floatlayout import FloatLayout
from kivy.uix.scrollview import ScrollView
from kivy.uix.widget import Widget

from fieldapp.presenters.base import Presenter
from fieldapp.presenters.shell import Shell, ShellState
from fieldapp.theme.icons import icon
from fieldapp.theme.loading import load_kv
from fieldapp.widgets import bar as bar_widgets
from fieldapp.widgets.sheet import Sheet
from fieldapp.widgets.tap import Tap


class Screen(BoxLayout):
    """Draw a presenter's state; subclasses say how in `render`."""

    shell = ObjectProperty(None)
    pill_text = StringProperty("")
    pill_tone = StringProperty("bar")

    def __init__(self, *, presenter: Presenter[Any], shell: Shell, layer: FloatLayout) -> None:
        self.presenter: Any = presenter  # each screen knows its own kind
        self.layer = layer
        super().__init__(shell=shell)
        self.pill_show(shell.state)
        self._leave = presenter.subscribe(self.render)
        self.render(presenter.state)

    @property
    def wording(self):
        """Give the language chosen."""
        return self.shell.wording

    def render(self, state: Any) -> None:
        """Draw the state."""

    def pill_show(self, state: ShellState) -> None:
        """Show how the exchange with the office stands."""
        self.pill_text = f"{icon(state.pill.icon)}  {state.pill.text}"
        self.pill_tone = state.pill.tone

    def sheet_open(self, sheet: Sheet) -> Sheet:
        """Lay a sheet over the screen."""
        self.layer.add_widget(sheet)
        return sheet

    def left(self) -> None:
        """Stop listening: another screen is open."""
        self._leave()
        for sheet in tuple(self.layer.children):
            self.layer.remove_widget(sheet)


class PillTap(Tap):
    """The pill of the exchange with the office; a touch opens the sync centre."""

    tone = StringProperty("bar")


class BarTap(Tap):
    """A small deed in the app bar."""


class MainBar(bar_widgets.AppBar):
    """The app bar of the main screens."""

    screen = ObjectProperty(None, rebind=True)


class MainRail(bar_widgets.NavRail):
    """The ways between the main screens."""

    screen = ObjectProperty(None, rebind=True)
    chosen = StringProperty("")


class Scroll(ScrollView):
    """Scroll what is too long, up and down."""


class Stack(BoxLayout):
    """Lay rows under each other, as high as they are."""


def rows_set(stack: Widget, rows: list[Widget]) -> None:
    """Put these rows in a stack, in place of what it held."""
    stack.clear_widgets()
    for row in rows:
        stack.add_widget(row)


load_kv(__file__)
