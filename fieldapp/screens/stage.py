"""What the window shows: one screen, what lies over it, and the bar that tells what happened."""

from collections.abc import Callable

from kivy.clock import Clock
from kivy.core.window import Window
from kivy.uix.boxlayout import BoxLayout
from kivy.uix.floatlayout import FloatLayout

from fieldapp.presenters.base import Presenter
from fieldapp.presenters.shell import Route, Shell, ShellState
from fieldapp.screens import speech
from fieldapp.screens.frame import Screen
from fieldapp.screens.registry import screen_class
from fieldapp.theme.loading import load_kv
from fieldapp.theme.look import T
from fieldapp.widgets.rows import views_forget
from fieldapp.widgets.sheet import Snackbar
from shared.problems import Problem

TOLD_SECONDS = 6


class Stage(FloatLayout):
    """Follow the shell: draw the screen of its route and its notices."""

    def __init__(self, shell: Shell, presenter_of: Callable[[Shell, Route], Presenter]) -> None:
        super().__init__()
        self.shell = shell
        self._presenter_of = presenter_of
        self._seen: ShellState | None = None
        self.holder = BoxLayout()
        self.layer = FloatLayout()
        self.told: Snackbar | None = None
        self.screen: Screen | None = None
        self._silence = Clock.create_trigger(lambda _passed: shell.notice_clear(), TOLD_SECONDS)
        self.add_widget(self.holder)
        self.add_widget(self.layer)
        speech.use(shell.wording)
        self._leave = shell.subscribe(self._follow)
        self._follow(shell.state)

    def close(self) -> None:
        """Stop following the shell."""
        self._leave()
        self._silence.cancel()
        if self.screen:
            self.screen.left()

    def _follow(self, state: ShellState) -> None:
        seen, self._seen = self._seen, state
        if seen is None or seen.draws != state.draws:
            self._dress(state)
        if seen is None or seen.opened != state.opened:
            self._open(state.route)
            return
        if seen.draws != state.draws:
            self._again(state.route)
        elif self.screen and seen.pill != state.pill:
            self.screen.pill_show(state)
        if seen.notice is not state.notice:
            self._tell(state)

    def _open(self, route: Route) -> None:
        try:
            presenter = self._presenter_of(self.shell, route)
        except Problem as problem:
            self.shell.refused(problem)  # comes back here with another route
            return
        self._show(presenter, route)
        self._tell(self.shell.state)

    def _dress(self, state: ShellState) -> None:
        T.use(state.theme)
        Window.clearcolor = T.bg
        views_forget()

    def _again(self, route: Route) -> None:
        """Draw the same screen in another language or theme; its presenter keeps its state."""
        if self.screen:
            presenter = self.screen.presenter
            presenter.reword()
            self._show(presenter, route)

    def _show(self, presenter: Presenter, route: Route) -> None:
        if self.screen:
            self.screen.left()
        self.holder.clear_widgets()
        screen = screen_class(route.name)
        self.screen = screen(presenter=presenter, shell=self.shell, layer=self.layer)
        self.holder.add_widget(self.screen)

    def _tell(self, state: ShellState) -> None:
        if self.told:
            self.remove_widget(self.told)
            self.told = None
        self._silence.cancel()
        notice = state.notice
        if notice is None:
            return
        self.told = Snackbar(name=notice.icon, message=notice.message, action=notice.action)
        self.told.bind(on_action=lambda _it: self.shell.notice_undo())
        self.add_widget(self.told)
        self._silence()


load_kv(__file__)
