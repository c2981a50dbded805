"""The tablet's window, drawn for real without a display: touches, typed text, pictures.

Importing this module sets Kivy up; the window appears with the first TabletWindow.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, TypeVar

from fieldapp.kivy_settings import kivy_prepare_offscreen

kivy_prepare_offscreen()

from kivy.base import EventLoop, runTouchApp  # noqa: E402 - the window reads its settings as it is imported
from kivy.clock import Clock  # noqa: E402
from kivy.core.window import Window  # noqa: E402
from kivy.lang import Builder  # noqa: E402
from kivy.tests.common import UnitTestTouch  # noqa: E402
from kivy.uix.scrollview import ScrollView  # noqa: E402
from kivy.uix.widget import Widget  # noqa: E402

from fieldapp.app import FieldApp  # noqa: E402
from fieldapp.work import Tablet  # noqa: E402
from shared.problems import Problem  # noqa: E402
from tools.demo.stopping import stop_check  # noqa: E402

PATIENCE = 20.0  # seconds until a thing that does not come is a failure
PACE = 0.004  # seconds between looks, so that what is waited for gets the processor
SETTLING = 3  # frames until a new layout rests
W = TypeVar("W", bound=Widget)
T = TypeVar("T")


class NotSeen(Problem):
    """Say that the tablet did not show what a person would have waited for."""

    def __init__(self, what: str, route: str, told: str) -> None:
        shown = f" It says: {told}" if told else ""
        super().__init__(
            "not_seen",
            f"The tablet's screen `{route}` never showed {what}.{shown}",
            "Look at the picture tablet-failed; report this with it.",
        )


class TabletWindow:
    """Hold the real app over one open tablet; every deed is a touch or a key."""

    def __init__(self, tablet: Tablet) -> None:
        self.tablet = tablet
        self.app = FieldApp(tablet)
        self.stage = self.app.build()
        runTouchApp(self.stage, embedded=True)
        self.frames(SETTLING)

    @property
    def shell(self) -> Any:
        """Give the shell, which knows the route."""
        return self.app.shell

    @property
    def presenter(self) -> Any:
        """Give the presenter of the screen in sight."""
        return self.stage.screen.presenter

    def say(self, key: str, **given: Any) -> str:
        """Give a sentence as the screen has it."""
        found: str = self.shell.wording.say(key, **given)
        return found

    def close(self) -> None:
        """Close the window; the tablet stays open."""
        self.app.on_stop()
        self.stage.close()
        Window.remove_widget(self.stage)

    # --- waiting ---------------------------------------------------------------------------

    def frames(self, count: int) -> None:
        """Let some frames pass and draw the last one: nobody looks at those between."""
        for _frame in range(count - 1):
            self._turn()
        stop_check()
        EventLoop.idle()

    def _turn(self) -> None:
        """Do all of a frame but its drawing, as EventLoop.idle does."""
        stop_check()
        Clock.tick()
        EventLoop.dispatch_input()
        Builder.sync()
        Clock.tick_draw()
        Builder.sync()

    def until(self, what: str, is_so: Callable[[], T], *, seconds: float = PATIENCE) -> T:
        """Let frames pass until something is so; give it. Raises NotSeen."""
        end = time.monotonic() + seconds
        while not (found := is_so()):
            if time.monotonic() > end:
                raise NotSeen(what, self.shell.state.route.name, self._told())
            time.sleep(PACE)
            self._turn()
        return found

    def until_route(self, name: str, *, seconds: float = PATIENCE) -> None:
        """Wait for a screen."""
        self.until(
            f"the screen `{name}`", lambda: self.shell.state.route.name == name, seconds=seconds
        )
        self.frames(SETTLING)

    # --- looking ---------------------------------------------------------------------------

    def seen(self, kind: type[W], where: Callable[[W], bool] = lambda _it: True) -> Iterator[W]:
        """Give the widgets of a kind that can be touched now: on the topmost sheet if there is one."""
        sheets = self.stage.layer.children
        for widget in (sheets[0] if sheets else self.stage).walk():
            if isinstance(widget, kind) and _can_touch(widget) and where(widget):
                yield widget

    def find(self, what: str, kind: type[W], where: Callable[[W], bool] = lambda _it: True) -> W:
        """Wait for a widget that can be touched. Raises NotSeen."""
        return self.until(what, lambda: next(self.seen(kind, where), None))

    # --- doing -----------------------------------------------------------------------------

    def tap(self, widget: Widget) -> None:
        """Touch a widget in its middle."""
        touch = UnitTestTouch(*widget.to_window(*widget.center))
        touch.touch_down()
        self._turn()
        touch.touch_up()
        self.frames(SETTLING)

    def stroke(self, widget: Widget, places: Sequence[tuple[float, float]]) -> None:
        """Draw a stroke over a widget; places are parts of its width and height."""
        points = [
            widget.to_window(widget.x + across * widget.width, widget.y + up * widget.height)
            for across, up in places
        ]
        touch = UnitTestTouch(*points[0])
        touch.touch_down()
        for point in points[1:]:
            touch.touch_move(*point)
        touch.touch_up()
        self._turn()

    def type(self, text: str) -> None:
        """Type text where the cursor is, as an input method hands it over."""
        Window.dispatch("on_textinput", text)
        self.frames(SETTLING)

    def picture(self, file: Path) -> None:
        """Write what the window shows."""
        self.frames(SETTLING)
        self.stage.export_to_png(str(file))

    def _told(self) -> str:
        """Give what the screen complains about."""
        trouble = getattr(self.presenter.state, "trouble", None)
        notice = self.shell.state.notice
        said = [trouble.message] if trouble else []
        return " ".join([*said, *([notice.message] if notice else [])])


def _can_touch(widget: Widget) -> bool:
    if widget.disabled or not widget.opacity or getattr(widget, "hidden", False):
        return False
    if not (widget.width and widget.height and widget.get_parent_window()):
        return False
    x, y = widget.to_window(*widget.center)
    if not (0 <= x <= Window.width and 0 <= y <= Window.height):
        return False
    return all(_within(frame, x, y) for frame in _frames_around(widget))


def _frames_around(widget: Widget) -> Iterator[ScrollView]:
    parent = widget.parent
    while isinstance(parent, Widget) and parent is not parent.parent:
        if isinstance(parent, ScrollView):
            yield parent
        parent = parent.parent


def _within(frame: ScrollView, x: float, y: float) -> bool:
    left, bottom = frame.to_window(frame.x, frame.y)
    return bool(left <= x <= left + frame.width and bottom <= y <= bottom + frame.height)
