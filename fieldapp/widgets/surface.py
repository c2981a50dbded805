"""Grounds: a filled and bordered rectangle, a card, a hairline, a progress track, a level's mark."""

from kivy.graphics import Color, Ellipse, Mesh, Rectangle
from kivy.properties import ColorProperty, NumericProperty, StringProperty
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
    """Show a risk level by colour and by shape; an unknown level is an open grey ring."""

    level = StringProperty("")

    def __init__(self, **given) -> None:
        super().__init__(**given)
        self.bind(pos=self._draw, size=self._draw, level=self._draw)
        self._draw()

    def _draw(self, *_args) -> None:
        self.canvas.clear()
        shape = tokens.LEVEL_SHAPES.get(self.level, "circle")
        with self.canvas:
            Color(rgba=T.level(self.level))
            if shape == "circle":
                Ellipse(pos=self.pos, size=self.size)
            elif shape == "square":
                Rectangle(pos=self.pos, size=self.size)
            else:
                self._polygon(shape)

    def _polygon(self, shape: str) -> None:
        top, foot = (self.center_x, self.top), (self.center_x, self.y)
        left, right = (self.x, self.center_y), (self.right, self.center_y)
        corners = (
            (top, (self.right, self.y), (self.x, self.y))
            if shape == "triangle"
            else (top, right, foot, left)
        )
        points = [part for x, y in corners for part in (x, y, 0, 0)]
        Mesh(vertices=points, indices=list(range(len(corners))), mode="triangle_fan")


load_kv(__file__)
