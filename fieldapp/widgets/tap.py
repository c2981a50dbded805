"""Anything to touch: buttons, icon buttons, chips, rows. Each is at least 48 dp high."""

from kivy.properties import BooleanProperty, StringProperty
from kivy.uix.behaviors import ButtonBehavior
from kivy.uix.boxlayout import BoxLayout
from kivy.uix.label import Label

from fieldapp.theme.icons import icon
from fieldapp.theme.loading import load_kv
from fieldapp.widgets.surface import Surface


class Tap(ButtonBehavior, Surface, Label):
    """Show text (an icon may be part of it) and answer to a touch; hidden, it does neither."""

    hidden = BooleanProperty(False)


class PrimaryButton(Tap):
    """The one thing a screen wants done."""


class QuietButton(Tap):
    """Another thing that can be done."""


class DangerButton(Tap):
    """Something that takes away."""


class BarButton(Tap):
    """The main deed, in the app bar."""


class IconTap(Tap):
    """An icon to touch, by its name."""

    name = StringProperty("")

    def on_name(self, _widget, name: str) -> None:
        """Draw the icon of that name."""
        self.text = icon(name) if name else ""


class Chip(Tap):
    """A choice among few: a filter, a grade, a reason."""

    chosen = BooleanProperty(False)


class TapRow(ButtonBehavior, Surface, BoxLayout):
    """A whole row or card to touch."""


load_kv(__file__)
