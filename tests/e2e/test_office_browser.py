"""The office as its people meet it: a real server, a real Chromium, keys and clicks, and a console without errors."""

import json
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.ground.process import Server, command, server_start

pytestmark = pytest.mark.e2e
CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"
FLAGS = [
    "--no-sandbox", "--use-angle=swiftshader", "--enable-unsafe-swiftshader", "--ignore-gpu-blocklist",
    "--disable-background-networking", "--no-first-run",
]  # fmt: skip
READY_MS = 30_000
LEVELS = {"red": "重大", "orange": "较大", "yellow": "一般", "blue": "低"}


@dataclass
class District:
    """A small sample district that is being served, and who may sign in."""

    server: Server
    passwords: dict[str, str]


@pytest.fixture(scope="module")
def district(tmp_path_factory: pytest.TempPathFactory) -> Iterator[District]:
    data = tmp_path_factory.mktemp("office") / "var"
    for words in (("migrate",), ("load_demo", "--seed", "3", "--visits", "14")):
        done = command(data, *words)
        assert done.returncode == 0, done.stderr
    *accounts, _ = [json.loads(line) for line in done.stdout.splitlines()]
    running = server_start(data)
    yield District(running, {one["account"]: one["password"] for one in accounts})
    running.stop()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if not Path(CHROMIUM).is_file():
        pytest.skip("no Chromium here: python tools/system.py browser installs it")
    with sync_playwright() as driver:
        window = driver.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield window
        window.close()


@pytest.fixture(scope="module")
def signed(browser: Browser, district: District, tmp_path_factory: pytest.TempPathFactory) -> str:
    """Sign in once by the form, after a wrong try that is told so; give the file of what was kept."""
    context = browser.new_context(locale="zh-CN", base_url=district.server.url)
    page = context.new_page()
    page.goto("/hazards/")
    expect(page).to_have_url(f"{district.server.url}/accounts/login/?next=/hazards/")
    for password in ("wrong-password", district.passwords["office"]):
        page.fill("#id_login", "office")
        page.fill("#id_password", password)
        page.click("form button.is-primary")
        if password.startswith("wrong"):
            expect(page.get_by_role("alert")).to_contain_text("请核对用户名和密码")
    expect(page).to_have_url(f"{district.server.url}/hazards/")
    kept = tmp_path_factory.mktemp("signed") / "state.json"
    context.storage_state(path=kept)
    context.close()
    return os.fspath(kept)


@pytest.fixture
def page(browser: Browser, district: District, signed: str) -> Iterator[Page]:
    """Open a window of the office that must end without a word of complaint in its console."""
    context = browser.new_context(
        locale="zh-CN", base_url=district.server.url, storage_state=signed, reduced_motion="reduce",
        viewport={"width": 1440, "height": 900},
    )  # fmt: skip
    context.set_default_timeout(READY_MS)
    page, told = context.new_page(), []
    page.on("console", lambda one: told.append(one.text) if one.type in ("error", "warning") else None)  # fmt: skip
    page.on("pageerror", lambda error: told.append(str(error)))
    yield page
    context.close()
    assert told == []


def register_open(page: Page, query: str = "") -> None:
    page.goto(f"/register/{query}")
    page.wait_for_selector("#risk-map[data-ready]")


def test_the_map_is_drawn_and_seen(page: Page) -> None:
    register_open(page)
    canvas = page.locator("#risk-map canvas")
    expect(canvas).to_be_visible()
    box = canvas.bounding_box()
    assert box is not None
    assert box["width"] > 300
    assert box["height"] > 200
    assert page.get_attribute("#risk-map", "data-ready") == "map"


def test_levels_leave_only_their_rows_and_as_many_as_they_promised(page: Page) -> None:
    register_open(page)
    promised = {
        code: int(page.get_attribute(f"#filter .segment.{code}", "data-count") or 0)
        for code in LEVELS
    }
    chosen: list[str] = []
    for code in ("red", "orange"):
        page.click(f"#filter .segment.{code}")
        chosen.append(code)
        expect(page.locator("#filter .segment[aria-current]")).to_have_count(len(chosen))
        total = sum(promised[one] for one in chosen)
        expect(page.locator(".table-foot")).to_have_attribute("data-total", str(total))
        words = set(page.locator("tr[data-risk] .level").all_inner_texts())
        assert words == {LEVELS[one] for one in chosen if promised[one]}


def test_a_row_opens_its_risk_beside_the_list_without_loading_the_page(page: Page) -> None:
    register_open(page)
    page.evaluate("window.untouched = true")
    row = page.locator("tr[data-risk]").nth(1)
    risk, name = row.get_attribute("data-risk"), row.locator(".title").inner_text()
    row.locator(".title").click()
    expect(page.locator("#detail h2")).to_have_text(name)
    expect(page.locator("#detail .product")).to_contain_text("后果")
    expect(page).to_have_url(f"{page.url.partition('?')[0]}?risk={risk}")
    assert page.evaluate("window.untouched") is True
    page.reload()
    expect(page.locator("#detail h2")).to_have_text(name)
    expect(page.locator("tr.is-chosen")).to_have_attribute("data-risk", str(risk))


def test_a_list_goes_on_when_its_end_is_reached(page: Page) -> None:
    register_open(page)
    rows, total = page.locator("tr[data-risk]"), int(page.get_attribute(".table-foot", "data-total") or 0)  # fmt: skip
    assert rows.count() < total
    page.locator("tr.more").scroll_into_view_if_needed()
    expect(rows).to_have_count(min(total, 80))


def test_the_language_changes_on_the_page_one_is_on(page: Page) -> None:
    page.goto("/hazards/?standing=dead&sort=found")
    page.click("button.language")
    expect(page.locator("h1")).to_have_text("Hazards")
    expect(page.locator(".segment[aria-current]")).to_contain_text("Ended")
    assert page.url.endswith("/hazards/?standing=dead&sort=found")
    page.click("button.language")
    expect(page.locator("h1")).to_have_text("隐患治理")


def test_the_keyboard_searches_chooses_and_opens(page: Page) -> None:
    register_open(page)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    second = page.locator("tr[data-risk]").nth(1)
    expect(second).to_have_class("is-chosen")
    expect(page.locator("#detail h2")).to_have_text(second.locator(".title").inner_text())
    page.keyboard.press("/")
    expect(page.locator("#search")).to_be_focused()
    page.keyboard.type("没有这个场所")
    page.keyboard.press("Enter")
    expect(page.locator(".table-card .empty")).to_contain_text("没有符合条件的风险")
    page.click(".chip")
    expect(page.locator("tr[data-risk]").first).to_be_visible()

    page.goto("/hazards/?standing=")
    page.keyboard.press("ArrowDown")
    name = page.locator("tr.is-chosen .title").inner_text()
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_contain_text(name)


def test_a_hazard_is_confirmed_by_its_form(page: Page) -> None:
    page.goto("/hazards/?standing=to_confirm")
    page.locator("tr[data-row] .title").first.click()
    here = page.url
    confirm = page.locator("form[action$='/confirm']")
    confirm.locator("xpath=..").locator("summary").click()
    confirm.get_by_label("判定依据").fill("《消防法》第二十八条")
    confirm.get_by_role("button").click()
    expect(page.get_by_role("status")).to_contain_text("已办理")
    assert page.url == here
    expect(page.locator(".steps .is-now")).to_have_text("已确认")
    expect(page.locator(".timeline").last).to_contain_text("已发现 → 已确认")


def test_a_visit_shows_that_its_evidence_holds(page: Page) -> None:
    page.goto("/visits/?kind=enforcement")
    page.locator("tr[data-row] .title").first.click()
    lines = page.locator("#chain .line")
    expect(lines.first).to_be_visible()
    assert page.locator("#chain .danger").count() == 0
    assert lines.count() >= 6
    paper = page.locator("a[href^='/blobs/']", has_text="PDF").first
    answer = page.request.get(str(paper.get_attribute("href")))
    assert (answer.status, answer.body()[:5]) == (200, b"%PDF-")
