"""What lies over a screen: a sheet that asks for one thing, a bar that tells what happened."""

from collections.abc import Callable

from kivy.properties import NumericProperty, StringProperty
from kivy.uix.floatlayout import FloatLayout
from kivy.uix.widget import Widget

from fieldapp.theme.loading import load_kv
from fieldapp.widgets.surface import Panel


class Sheet(FloatLayout):
    """Ask for one thing on a card over the screen; a touch beside the card closes it."""

    title = StringProperty("")
    wide = NumericProperty(560)

    def __init__(self, *, closed: Callable[[], None] | None = None, **given) -> None:
        super().__init__(**given)
        self._closed = closed

    def add_widget(self, widget: Widget, *args, **given) -> None:
        """Set a widget on the card, below what it already holds."""
        card = self.ids.get("card")
        if card is None:
            super().add_widget(widget, *args, **given)
        else:
            card.add_widget(widget)

    def close(self) -> None:
        """Leave the screen."""
        if self.parent:
            self.parent.remove_widget(self)
        if self._closed:
            self._closed()

    def on_touch_down(self, touch) -> bool:
        """Keep every touch from the screen below."""
        if not self.ids.card.collide_point(*touch.pos):
            self.close()
            return True
        super().on_touch_down(touch)
        return True

    def on_touch_move(self, touch) -> bool:
        """Keep every touch from the screen below."""
        super().on_touch_move(touch)
        return True

    def on_touch_up(self, touch) -> bool:
        """Keep every touch from the screen below."""
        super().on_touch_up(touch)
        return True


class Snackbar(Panel):
    """Tell what happened and offer to take it back."""

    name = StringProperty("information-outline")
    message = StringProperty("")
    action = StringProperty("")

    __events__ = ("on_action",)

    def on_action(self) -> None:
        """Let the screen take it back."""


load_kv(__file__)
