"""Put the tablet together: store, words, presenters' shell, background threads, screens."""

from collections.abc import Callable
from typing import Any

from kivy.app import App
from kivy.clock import Clock
from kivy.core.window import Window

from fieldapp.presenters.background import Background, OneThread
from fieldapp.presenters.preferences import Preferences, preferences_read
from fieldapp.presenters.shell import Shell
from fieldapp.presenters.wording import Wording
from fieldapp.screens.registry import presenter_of
from fieldapp.screens.stage import Stage
from fieldapp.theme.fonts import fonts_register
from fieldapp.work import Tablet

SYNC_EVERY = 120.0  # seconds between tries while something waits


def deliver(call: Callable[[], None]) -> None:
    """Carry a call to the drawing thread."""
    Clock.schedule_once(lambda _passed: call(), 0)


class FieldApp(App):
    """Show the tablet's screens over one open data folder."""

    title = "巡安"

    def __init__(
        self,
        tablet: Tablet,
        *,
        preferences: Preferences | None = None,
        background: Background | None = None,
        devices: Background | None = None,
        **given: Any,
    ) -> None:
        super().__init__(**given)
        self.tablet = tablet
        self._background = background or OneThread(deliver)
        self._devices = devices or OneThread(deliver)
        self.shell = Shell(
            tablet,
            Wording.read(),
            self._background,
            preferences or preferences_read(tablet.folder),
            devices=self._devices,
        )

    def build(self) -> Stage:
        """Draw the first screen."""
        fonts_register()
        Window.softinput_mode = "below_target"  # a field being typed in stays above the keyboard
        Clock.schedule_interval(lambda _passed: self.shell.sync_waiting(), SYNC_EVERY)
        return Stage(self.shell, presenter_of)

    def on_pause(self) -> bool:
        """Let the system pause us: everything given is on disk already."""
        return True

    def on_resume(self) -> None:
        """Take up again where the person left."""
        self.shell.refresh()

    def on_stop(self) -> None:
        """End the threads; the tablet is closed by who opened it."""
        for thread in (self._background, self._devices):
            if isinstance(thread, OneThread):
                thread.close()
