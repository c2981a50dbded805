"""Grounds: a filled and bordered rectangle, a card, a hairline, a progress track, a level's mark."""

from kivy.graphics import (
    Color,
    SmoothEllipse,
    SmoothLine,
    SmoothQuad,
    SmoothRectangle,
    SmoothTriangle,
)
from kivy.metrics import dp
from kivy.properties import BooleanProperty, ColorProperty, NumericProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout
from kivy.uix.widget import Widget

from fieldapp.theme import tokens
from fieldapp.theme.loading import load_kv
from fieldapp.theme.look import T


class Surface:
    """Draw a ground with one-pixel border below any widget it is mixed into."""

    fill = ColorProperty((0, 0, 0, 0))
    stroke = ColorProperty((0, 0, 0, 0))
    edge = NumericProperty(0)
    radius = NumericProperty(0)


class Card(Surface, BoxLayout):
    """Hold one thing on its own white ground."""


class Panel(Surface, BoxLayout):
    """Hold a side pane or a bar: a ground without border."""


class Rule(Widget):
    """Part two things by a hairline."""


class Track(Widget):
    """Show how far something is: part is 0 to 1."""

    part = NumericProperty(0)
    ink = ColorProperty((0, 0, 0, 1))


class Mark(Widget):
    """Show a risk level by colour and by shape; hatched where little is known, a ring where nothing is."""

    level = StringProperty("")
    unsure = BooleanProperty(False)

    def __init__(self, **given) -> None:
        super().__init__(**given)
        self.bind(pos=self._draw, size=self._draw, level=self._draw, unsure=self._draw)
        self._draw()

    def _draw(self, *_args) -> None:
        self.canvas.clear()
        with self.canvas:
            Color(rgba=T.level(self.level))
            if self.level not in tokens.LEVEL_SHAPES:
                inset = dp(1.5)
                size = (self.width - 2 * inset, self.height - 2 * inset)
                SmoothLine(ellipse=(self.x + inset, self.y + inset, *size), width=dp(1.2))
                return
            self._shape(tokens.LEVEL_SHAPES[self.level])
            if self.unsure:
                Color(rgba=T.surface)
                for part in (0.3, 0.7):
                    reach = self.width * part
                    ends = (self.x, self.y + reach, self.x + reach, self.y)
                    if part > 0.5:
                        rest = self.width - reach
                        ends = (self.right - rest * 2, self.top, self.right, self.top - rest * 2)
                    SmoothLine(points=ends, width=dp(0.7))

    def _shape(self, shape: str) -> None:
        top, foot = (self.center_x, self.top), (self.center_x, self.y)
        left, right = (self.x, self.center_y), (self.right, self.center_y)
        if shape == "circle":
            SmoothEllipse(pos=self.pos, size=self.size)
        elif shape == "square":
            SmoothRectangle(pos=self.pos, size=self.size)
        elif shape == "triangle":
            SmoothTriangle(points=[*top, self.right, self.y, *self.pos])
        else:
            SmoothQuad(points=[*left, *foot, *right, *top])


load_kv(__file__)
