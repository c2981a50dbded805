"""The office's pages in Chromium: sign in as a person does, read what they answer, take pictures."""

import shutil
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any, Protocol, Self, TypeVar

from playwright.sync_api import Error, Page, sync_playwright

from shared.problems import Problem
from tools.demo.stopping import stop_check

SIGN_IN = "/accounts/login/"
BROWSERS = ("chromium", "chromium-browser", "google-chrome")  # the first one found
# SwiftShader draws the map without a graphics card; --use-gl=angle beside it makes pictures hang.
FLAGS = [
    "--no-sandbox",
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
    "--ignore-gpu-blocklist",
]
SIZE = (1440, 900)
PATIENCE_MS = 30_000
POLL_MS = 50
SETTLE_SECONDS = 30.0
PENDING = """[document.readyState !== 'complete' && 'load', document.fonts.status !== 'loaded' && 'fonts',
    document.querySelector('.htmx-request') && 'htmx',
    document.querySelector('.rail-foot')?.childElementCount === 0 && 'lamp'].filter(Boolean).join(' ')"""
T = TypeVar("T")


class OfficeFailed(Problem):
    """Say that a page of the office did not come or did not show what it must."""


class Album(Protocol):
    """Name the files of pictures."""

    def picture(self, screen: str, lang: str) -> Path:
        """Give the file of a picture about to be made."""


class Office:
    """Hold one signed-in browser window; `with` closes it."""

    def __init__(self, url: str, album: Album, *, size: tuple[int, int] = SIZE) -> None:
        self.url, self.album, self.lang = url, album, "zh"
        self._driver = sync_playwright().start()
        try:
            self._browser = self._driver.chromium.launch(executable_path=_browser(), args=FLAGS)
        except Error as error:
            self._driver.stop()
            raise OfficeFailed(
                "browser_missing", f"Chromium does not start: {error.message.splitlines()[0]}",
                "apt-get install chromium fonts-noto-cjk",
            ) from error  # fmt: skip
        context = self._browser.new_context(
            locale="zh-CN", viewport={"width": size[0], "height": size[1]}, reduced_motion="reduce"
        )
        context.set_default_timeout(PATIENCE_MS)
        self.page: Page = context.new_page()
        self.faults: list[str] = []
        self.page.on("pageerror", lambda error: self.faults.append(str(error)))
        self.page.on("response", self._judge)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        with suppress(Error):
            self._browser.close()
        self._driver.stop()

    def sign_in(self, account: str, password: str, *, screen: str = "") -> None:
        """Sign in by the form, with its picture if it has a name. Raises OfficeFailed."""
        self.open(SIGN_IN)
        if screen:
            self.picture(screen)
        self.page.fill("#id_login", account)
        self.page.fill("#id_password", password)
        self.page.click("form button.is-primary")
        self._settled()
        if SIGN_IN in self.page.url:
            raise OfficeFailed(
                "sign_in_refused", f"The office did not let {account} in.", "Report this."
            )

    def open(self, path: str) -> None:
        """Open a page and wait until it has loaded its parts. Raises OfficeFailed."""
        answer = self.page.goto(f"{self.url}{path}")
        if answer is None or not answer.ok:
            status = answer.status if answer else "no answer"
            raise OfficeFailed(
                "page_failed",
                f"{path} answered {status}.",
                "Read server/server.log in the demo's folder.",
            )
        self._settled()

    def map_drawn(self) -> None:
        """Wait until the register's map is drawn."""
        self.page.wait_for_selector("#risk-map[data-ready]", state="attached")

    def picture(self, screen: str) -> None:
        """Take a picture of what the window shows."""
        self.page.screenshot(path=self.album.picture(screen, self.lang))

    def language_switch(self, lang: str) -> None:
        """Take the other language by the page's own button."""
        self.page.click("button.language")
        self._settled()
        self.lang = lang

    def ask(self, path: str) -> Any:
        """Ask for JSON as the page's own scripts do."""
        answer = self.page.request.get(f"{self.url}{path}")
        if not answer.ok:
            raise OfficeFailed("page_failed", f"{path} answered {answer.status}.", "Report this.")
        return answer.json()

    def levels(self, site: str) -> dict[str, str]:
        """Give the risks of a place on the register: id → level."""
        found = self.ask(f"/register/points?site={site}")
        return {one["properties"]["risk"]: one["properties"]["level"] for one in found["features"]}

    def until(self, what: str, is_so: Callable[[], T], *, seconds: float = 60.0) -> T:
        """Ask again and again until something is so; give it. Raises OfficeFailed."""
        end = time.monotonic() + seconds
        while not (found := is_so()):
            if time.monotonic() > end:
                raise OfficeFailed(
                    "office_waits", f"After {seconds:.0f} s the office still has not {what}.",
                    "See in server/server.log whether the worker runs.",
                )  # fmt: skip
            stop_check()
            self.page.wait_for_timeout(POLL_MS)
        return found

    def _settled(self) -> None:
        """Wait until the page, its fonts and the parts it fetches by itself are there.

        Asked from here: the page's own policy forbids what waits inside it by eval.
        """
        self.page.wait_for_load_state("load")
        end = time.monotonic() + SETTLE_SECONDS
        while pending := self.page.evaluate(PENDING):
            if time.monotonic() > end:
                raise OfficeFailed(
                    "page_unsettled", f"{self.page.url} still waits for: {pending}.",
                    "Read server/server.log in the demo's folder.",
                )  # fmt: skip
            self.page.wait_for_timeout(POLL_MS)

    def _judge(self, answer: Any) -> None:
        if answer.status >= 400:
            self.faults.append(f"{answer.status} {answer.url}")


def _browser() -> str:
    """Give the machine's own Chromium: none is downloaded."""
    found = next((path for name in BROWSERS if (path := shutil.which(name))), None)
    return found or f"/usr/bin/{BROWSERS[0]}"  # its absence is told with the remedy
