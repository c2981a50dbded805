"""The window that says why the tablet does not open, and what to do."""

from kivy.app import App
from kivy.core.window import Window
from kivy.properties import StringProperty
from kivy.uix.anchorlayout import AnchorLayout

from fieldapp.presenters.wording import Wording
from fieldapp.screens import speech
from fieldapp.theme.fonts import fonts_register
from fieldapp.theme.loading import load_kv
from fieldapp.theme.look import T
from fieldapp.widgets import bar, tap
from shared.problems import Problem

__all__ = ["RefusalScreen", "RefusalWindow", "bar", "tap"]


class RefusalScreen(AnchorLayout):
    """Show a problem that has no way round it."""

    message = StringProperty("")
    remedy = StringProperty("")

    __events__ = ("on_leave",)

    def on_leave(self) -> None:
        """Let the window close."""


class RefusalWindow(App):
    """Say why the data folder cannot be opened; closing the window is all there is to do."""

    title = "巡安"

    def __init__(self, problem: Problem, wording: Wording, **given) -> None:
        super().__init__(**given)
        self._problem, self._wording = problem, wording

    def build(self) -> RefusalScreen:
        """Draw the one screen."""
        fonts_register()
        speech.use(self._wording)
        Window.clearcolor = T.bg
        trouble = self._wording.trouble(self._problem)
        screen = RefusalScreen(message=trouble.message, remedy=trouble.remedy)
        screen.bind(on_leave=lambda _it: self.stop())
        return screen


load_kv(__file__)
