"""Which screen is open, how one goes back, and what is told over any screen."""

import dataclasses
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from fieldapp.presenters.background import Background
from fieldapp.presenters.base import Presenter
from fieldapp.presenters.preferences import Preferences, preferences_write
from fieldapp.presenters.wording import Wording
from fieldapp.work import Status, Tablet, officer_lock, sync_once, tablet_status
from shared.problems import Problem

MAIN = ("today", "sites", "sync")
WAITING = ("queued", "sent", "applied", "applied_with_conflict", "held")


@dataclass(frozen=True, slots=True)
class Route:
    """Name a screen and what it shows."""

    name: str
    values: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Notice:
    """Tell what happened, with a way to take it back; `serial` tells two equal ones apart."""

    message: str
    icon: str = "information-outline"
    action: str = ""
    undo: Callable[[], None] | None = None
    serial: int = 0


@dataclass(frozen=True, slots=True)
class Pill:
    """Sum up the exchange with the office for the app bar."""

    tone: str  # offline, bar
    icon: str
    text: str
    waiting: int


@dataclass(frozen=True, slots=True)
class ShellState:
    """Show one screen."""

    route: Route
    can_back: bool
    lang: str
    theme: str
    pill: Pill
    notice: Notice | None = None
    opened: int = 0  # counts screens opened: the same route twice is two screens
    draws: int = 0  # counts what makes every screen draw anew: language, theme


class Shell(Presenter[ShellState]):
    """Open screens, go back, switch language and theme, tell things."""

    def __init__(
        self,
        tablet: Tablet,
        wording: Wording,
        background: Background,
        preferences: Preferences,
        *,
        devices: Background | None = None,
    ) -> None:
        self.tablet = tablet
        self.wording = wording
        self.background = background
        self.devices = devices or background  # waits for a camera, which must not hold up a sync
        self.syncing = False
        self._followers: list[Callable[[Problem | None], None]] = []
        self._reached: bool | None = None
        self._trail: list[Route] = []
        wording.lang = preferences.lang
        self._status = tablet_status(tablet)
        super().__init__(
            ShellState(
                route=self._first_route(),
                can_back=False,
                lang=preferences.lang,
                theme=preferences.theme,
                pill=self._pill(),
            )
        )

    @property
    def status(self) -> Status:
        """Give the sums of the tablet as last read."""
        return self._status

    def open(self, name: str, **values: Any) -> None:
        """Open a screen; a main screen forgets the way to it."""
        route = Route(name, values)
        if name in MAIN or self.state.route.name in ("enrol", "unlock"):
            self._trail.clear()
        elif self.state.route != route:
            self._trail.append(self.state.route)
        self._go(route)

    def replace(self, name: str, **values: Any) -> None:
        """Open a screen in place of this one: going back does not come here again."""
        self._go(Route(name, values))

    def back(self) -> None:
        """Go where one came from, else to Today."""
        self._go(self._trail.pop() if self._trail else Route("today"))

    def entered(self) -> None:
        """Go on after a PIN: to where it was asked for, else to the day's work."""
        self.back()

    def keep(self, **values: Any) -> None:
        """Note what the open screen shows, so that coming back finds it so; nothing is drawn."""
        route = self.state.route
        route = Route(route.name, {**route.values, **values})
        self._state = dataclasses.replace(self._state, route=route)

    def refused(self, problem: Problem) -> None:
        """Show a safe screen in place of one that could not open, and tell why."""
        self._trail.clear()
        self._go(Route("unlock" if self.state.route.name == "today" else "today"))
        self.tell_problem(problem)

    def lock(self) -> None:
        """Lock every officer out and ask for a PIN again."""
        officer_lock(self.tablet)
        self._trail.clear()
        self._go(Route("unlock"))

    def lang_switch(self) -> None:
        """Take the other language, on every screen at once."""
        self.wording.lang = "en" if self.state.lang == "zh" else "zh"
        self._keep(lang=self.wording.lang, theme=self.state.theme)

    def theme_switch(self) -> None:
        """Take the other theme: light for the day, dark for the night."""
        theme = "dark" if self.state.theme == "light" else "light"
        self._keep(lang=self.state.lang, theme=theme)

    def tell(
        self,
        message: str,
        *,
        icon: str = "information-outline",
        undo: Callable[[], None] | None = None,
    ) -> None:
        """Tell what happened; `undo` takes it back."""
        serial = self.state.notice.serial + 1 if self.state.notice else 1
        action = self.wording.say("common.undo") if undo else ""
        self._show(notice=Notice(message, icon, action, undo, serial))

    def tell_problem(self, problem: Problem) -> None:
        """Tell a refusal that has no place on the screen."""
        told = self.wording.trouble(problem)
        self.tell(f"{told.message} {told.remedy}".strip(), icon="alert-circle")

    def notice_undo(self) -> None:
        """Take back what the notice told."""
        notice = self.state.notice
        self._show(notice=None)
        if notice and notice.undo:
            notice.undo()

    def notice_clear(self) -> None:
        """Put the notice away."""
        if self.state.notice:
            self._show(notice=None)

    def refresh(self) -> None:
        """Read the tablet's sums again."""
        self._status = tablet_status(self.tablet)
        self._show(pill=self._pill())

    def sync(
        self,
        *,
        progress: Callable[[Any], None] | None = None,
        done: Callable[[Problem | None], None] | None = None,
    ) -> bool:
        """Exchange with the office in the background; False when that is under way already."""
        if self.syncing:
            return False
        self.syncing = True

        def ended(problem: Problem | None) -> None:
            self.syncing = False
            self._reached = problem is None
            self.refresh()
            followers, self._followers = self._followers, []
            for follower in ([done] if done else []) + followers:
                follower(problem)

        self.background.run(
            lambda report: sync_once(self.tablet, progress=report),
            done=lambda _report: ended(None),
            failed=ended,
            progress=progress,
        )
        return True

    def sync_follow(self, done: Callable[[Problem | None], None]) -> None:
        """Tell when the exchange under way ends: a screen may open in the middle of it."""
        if self.syncing:
            self._followers.append(done)

    def sync_waiting(self) -> None:
        """Try again in the background while work waits; nothing is told when it fails."""
        if self._status.device and self.state.pill.waiting:
            self.sync()

    def _go(self, route: Route) -> None:
        self._status = tablet_status(self.tablet)
        self._show(
            route=route,
            can_back=bool(self._trail),
            notice=None,
            pill=self._pill(),
            opened=self.state.opened + 1,
        )

    def _keep(self, *, lang: str, theme: str) -> None:
        preferences_write(self.tablet.folder, Preferences(lang=lang, theme=theme))
        self._show(
            lang=lang, theme=theme, notice=None, pill=self._pill(), draws=self.state.draws + 1
        )

    def _first_route(self) -> Route:
        if not self._status.device:
            return Route("enrol")
        return Route("today") if self._status.unlocked else Route("unlock")

    def _pill(self) -> Pill:
        say = self.wording.say
        waiting = sum(self._status.operations.get(state, 0) for state in WAITING)
        refused = self._status.operations.get("rejected", 0)
        if refused:
            return Pill("offline", "cloud-alert", say("pill.refused", n=refused), waiting)
        if not self._reached and waiting:
            return Pill(
                "offline", "cloud-off-outline", say("pill.offline_waiting", n=waiting), waiting
            )
        if waiting:
            return Pill("bar", "cloud-upload-outline", say("pill.waiting", n=waiting), waiting)
        if not self._reached:
            return Pill("offline", "cloud-off-outline", say("pill.offline"), 0)
        return Pill("bar", "cloud-check-outline", say("pill.synced"), 0)
