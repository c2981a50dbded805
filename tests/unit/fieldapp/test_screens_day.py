"""The other screens under a finger: PIN, day, places, a visit's start and end, sync, refusals."""

import pytest

from fieldapp.screens import sample_day
from fieldapp.screens.sample import PIN
from fieldapp.work import Tablet, officer_lock, operations_list
from tests.ground.window import Driver, window

pytestmark = pytest.mark.asyncio


async def pin(it: Driver, digits: str) -> None:
    """Type a PIN on the keypad."""
    for digit in digits:
        await it.tap(next(one for one in it.all("Key") if one.text == digit))


async def test_a_locked_tablet_opens_by_pin_and_shows_the_day(day: Tablet) -> None:
    officer_lock(day)
    async with window(day) as it:
        await pin(it, "000000")
        assert it.reads("PIN 不正确。")
        await pin(it, PIN)
        await it.tap(it.button("开始工作（1 人）"))

        assert it.reads("今天 2026-11-22 星期日")
        assert [card.name for card in it.all("TaskCard")] == [
            "城东新区 3# 地块", "金海湾酒家", "第一中学食堂",
        ]  # fmt: skip


async def test_a_place_is_found_as_one_types_and_a_visit_starts_there(day: Tablet) -> None:
    async with window(day) as it:
        await it.tap(next(item for item in it.all("NavItem") if item.text == "场所"))
        await it.tap(it.screen.ids.search.ids.entry)
        await it.type("laowang")
        assert [card.name for card in it.all("SiteCard")] == ["老王牛肉面馆"]

        await it.tap(it.one("SiteCard"))
        await it.tap(it.button("开始检查"))
        rows = {row.name: row for row in it.all("ChoiceRow")}
        await it.tap(rows["巡查"])
        await it.tap(
            {row.name: row for row in it.all("ChoiceRow")}["小场所消防安全检查（九小场所）"]
        )
        await it.tap(it.one("PrimaryButton"))

        assert it.shell.state.route.name == "run"
        assert it.reads("完成检查")


async def test_a_visit_is_signed_by_hand_and_finished(day: Tablet) -> None:
    async with window(day) as it:
        it.shell.open("finish", run=sample_day.run_complete(day))
        await it.frames()
        assert len(it.all("PaperPage")) == 2
        stroke = [(0.1 + step / 20, 0.4 + (step % 3) / 10) for step in range(12)]

        for place in range(3):
            await it.tap(
                next(one for one in it.all("SignerRow")[place].walk() if _says(one, "签名"))
            )
            await it.drag(it.one("SignaturePad"), *stroke)
            await it.tap(it.button("保存"))
        assert it.reads("内容齐全，可以完成")
        await it.tap(it.button("完成检查"))

        assert [row.kind for row in operations_list(day)] == ["visit"]
        assert it.shell.state.route.name == "today"
        assert "检查已完成并签名存盘" in it.one("Snackbar").message


def _says(widget, words: str) -> bool:
    return type(widget).__name__ == "QuietButton" and widget.text == words


async def test_a_missing_line_leads_to_its_item_and_back(day: Tablet) -> None:
    async with window(day) as it:
        it.shell.open("finish", run=sample_day.run_begun(day))
        await it.frames()
        line = next(row for row in it.all("MissingRow") if row.place == "P14")

        await it.tap(line)
        await it.frames(12)
        seen = [row.row.key[0] for row in it.all("ItemRow")]
        assert "P14" in seen
        await it.tap(next(one for one in it.all("IconTap") if one.name == "arrow-left"))

        assert it.shell.state.route.name == "finish"


async def test_the_sync_centre_shows_every_operation_with_state_owner_and_remedy(
    day: Tablet,
) -> None:
    async with window(day) as it:
        sample_day.operations_made(it.app.root)
        it.shell.open("sync")
        await it.frames(12)

        cards = {card.row.seq: card for card in it.all("OperationCard")}
        assert (cards[5].standing, cards[5].owner) == ("未受理", "须本人处理")
        assert cards[5].remedy == "该隐患不在您的职责街道，请联系安全办公室。"
        assert (cards[7].standing, cards[7].owner) == ("待上传", "有网络时自动上传")
        assert it.screen.pill_text.endswith("1 条未受理")
        assert it.reads("密钥保存在")


async def test_theme_and_language_redraw_whatever_is_open(day: Tablet) -> None:
    async with window(day) as it:
        for name, values in (("sites", {}), ("sync", {}), ("site", {"site": "site-jinhai"})):
            it.shell.open(name, **values)
            it.shell.lang_switch()
            it.shell.theme_switch()
            await it.frames()
        assert it.shell.state.route.name == "site"
        assert it.screen.title == "Golden Bay Restaurant"


async def test_a_screen_that_cannot_open_shows_the_day_and_tells_why(day: Tablet) -> None:
    async with window(day) as it:
        it.shell.open("site", site="gone")
        await it.frames()

        assert it.shell.state.route.name == "today"
        assert "本机没有场所" in it.one("Snackbar").message


async def test_a_recheck_is_saved_by_touch(day: Tablet) -> None:
    async with window(day) as it:
        it.shell.open("site", site="site-jinhai")
        await it.frames()
        await it.tap(next(one for one in it.all("QuietButton") if one.text.endswith("复查")))
        await it.tap(next(one for one in it.all("Segment") if one.code == "pass"))
        await it.tap(it.button("拍照"))
        assert len(it.all("TakenTile")) == 1
        await it.tap(it.button("签名保存"))

        assert [(row.kind, row.blobs) for row in operations_list(day)] == [("recheck", 1)]
        assert it.shell.state.route.name == "site"
