"""A keypad for gloves, and the dots of a PIN."""

from kivy.graphics import Color, Ellipse, SmoothLine
from kivy.metrics import dp
from kivy.properties import BooleanProperty, NumericProperty, StringProperty
from kivy.uix.gridlayout import GridLayout
from kivy.uix.widget import Widget

from fieldapp.theme.icons import icon
from fieldapp.theme.loading import load_kv
from fieldapp.theme.look import T
from fieldapp.widgets.tap import Tap


class Key(Tap):
    """One key."""


class Keypad(GridLayout):
    """Give digits as they are touched; `extra` is the key left of 0 (empty, a point or a minus)."""

    extra = StringProperty("")
    low = BooleanProperty(False)  # where the window is

    __events__ = ("on_key", "on_erase")

    def __init__(self, **given) -> None:
        super().__init__(**given)
        self._extra = Key(text=self.extra, hidden=not self.extra)
        for key in (*(Key(text=digit) for digit in "123456789"), self._extra, Key(text="0")):
            key.bind(on_release=lambda it: self.dispatch("on_key", it.text))
            self.add_widget(key)
        erase = Key(text=icon("backspace-outline"), font_name="Roboto")
        erase.bind(on_release=lambda _it: self.dispatch("on_erase"))
        self.add_widget(erase)

    def on_extra(self, _widget, extra: str) -> None:
        """Show the key left of 0."""
        self._extra.text, self._extra.hidden = extra, not extra

    def on_key(self, text: str) -> None:
        """Let the screen take the digit."""

    def on_erase(self) -> None:
        """Let the screen take the last digit back."""


class PinDots(Widget):
    """Show how many digits of the PIN are in."""

    filled = NumericProperty(0)
    total = NumericProperty(6)

    def __init__(self, **given) -> None:
        super().__init__(**given)
        for name in ("filled", "total", "pos", "size"):
            self.fbind(name, self._draw)
        self._draw()

    def _draw(self, *_args) -> None:
        self.canvas.clear()
        across, gap = dp(16), dp(22)
        left = self.center_x - (self.total * across + (self.total - 1) * gap) / 2
        with self.canvas:
            for place in range(int(self.total)):
                at = (left + place * (across + gap), self.center_y - across / 2)
                Color(rgba=T.primary if place < self.filled else T.text3)
                if place < self.filled:
                    Ellipse(pos=at, size=(across, across))
                else:
                    SmoothLine(ellipse=(*at, across, across), width=dp(1.2))


load_kv(__file__)
