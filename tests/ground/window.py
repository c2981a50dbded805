"""Drive the real app in a window nobody sees: frames, taps, typed text, pictures."""

from fieldapp.kivy_settings import kivy_prepare_offscreen

kivy_prepare_offscreen()

import asyncio  # noqa: E402 - Kivy reads its settings as it is imported
from collections.abc import AsyncIterator, Callable  # noqa: E402
from contextlib import asynccontextmanager  # noqa: E402
from typing import Any  # noqa: E402

from kivy.clock import Clock  # noqa: E402
from kivy.core.window import Window  # noqa: E402
from kivy.tests.common import UnitTestTouch  # noqa: E402
from kivy.uix.widget import Widget  # noqa: E402

from fieldapp.app import FieldApp  # noqa: E402
from fieldapp.presenters.background import AtOnce  # noqa: E402
from fieldapp.presenters.preferences import Preferences  # noqa: E402
from fieldapp.work import Tablet  # noqa: E402

SETTLED = 4  # frames until a tap's effects are drawn
LONGEST = 400  # frames before `until` gives up


class Driver:
    """Hold a running app and do what a person does with it."""

    def __init__(self, app: FieldApp, task: "asyncio.Task[None]") -> None:
        self.app = app
        self._task = task

    @property
    def shell(self) -> Any:
        """Give the shell behind the screens."""
        return self.app.shell

    @property
    def screen(self) -> Any:
        """Give the open screen."""
        return self.app.root.screen

    async def frames(self, count: int = SETTLED) -> None:
        """Let so many frames be drawn; an app that fell ends the test with its own fault."""
        end = Clock.frames + count
        while Clock.frames < end:
            if self._task.done():
                self._task.result()
                raise AssertionError("the app has stopped")
            await asyncio.sleep(0)

    async def until(self, holds: Callable[[], bool]) -> None:
        """Draw frames until something holds."""
        for _frame in range(LONGEST):
            if holds():
                return
            await self.frames(1)
        raise AssertionError(f"it did not come to hold within {LONGEST} frames")

    def all(self, kind: str, **facts: Any) -> list[Any]:
        """Find the widgets on the window of a class, by its name, and facts."""
        found = [
            widget
            for widget in self.app.root.walk()
            if any(base.__name__ == kind for base in type(widget).__mro__)
            and all(getattr(widget, name, None) == value for name, value in facts.items())
        ]
        return [widget for widget in found if widget.get_parent_window()]

    def one(self, kind: str, **facts: Any) -> Any:
        """Find the one widget of a class and facts."""
        found = self.all(kind, **facts)
        assert len(found) == 1, f"{len(found)} widgets {kind} {facts}"
        return found[0]

    def reads(self, words: str) -> bool:
        """Say whether the window shows these words somewhere."""
        return any(words in (getattr(widget, "text", "") or "") for widget in self.app.root.walk())

    def button(self, words: str) -> Any:
        """Find the thing to touch whose text holds the words."""
        found = [tap for tap in self.all("Tap") if words in tap.text and not tap.disabled]
        assert len(found) == 1, f"{len(found)} things to touch hold {words!r}"
        return found[0]

    async def tap(self, widget: Widget) -> None:
        """Touch the middle of a widget."""
        await self.touch(*widget.to_window(*widget.center))

    async def touch(self, x: float, y: float) -> None:
        """Touch a place of the window."""
        touch = UnitTestTouch(x, y)
        touch.touch_down()
        await self.frames(2)
        touch.touch_up()
        await self.frames()

    async def drag(self, widget: Widget, *parts: tuple[float, float]) -> None:
        """Draw a stroke through places given in parts of a widget."""
        places = [
            widget.to_window(widget.x + widget.width * x, widget.y + widget.height * y)
            for x, y in parts
        ]
        touch = UnitTestTouch(*places[0])
        touch.touch_down()
        for place in places[1:]:
            touch.touch_move(*place)
            await self.frames(1)
        touch.touch_up()
        await self.frames()

    async def type(self, words: str) -> None:
        """Type words into the field that has the cursor, as an input method does."""
        Window.dispatch("on_textinput", words)
        await self.frames()


@asynccontextmanager
async def window(
    tablet: Tablet, *, lang: str = "zh", theme: str = "light", size: tuple[int, int] = (960, 600)
) -> AsyncIterator[Driver]:
    """Run the app over a tablet until the block ends."""
    if tuple(Window.size) != size:
        Window.size = size
    app = FieldApp(
        tablet, preferences=Preferences(lang, theme), background=AtOnce(), devices=AtOnce()
    )
    task = asyncio.ensure_future(app.async_run(async_lib="asyncio"))
    driver = Driver(app, task)
    try:
        await driver.frames()
        yield driver
    finally:
        if not task.done():
            app.stop()
        await task
        for child in Window.children[:]:
            Window.remove_widget(child)
