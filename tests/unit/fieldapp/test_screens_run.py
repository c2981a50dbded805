"""The checklist run under a finger: taps reach the disk before the row shows them."""

import pytest

from fieldapp.presenters.run import RunPresenter
from fieldapp.screens import sample_day
from fieldapp.work import Tablet, run_open
from tests.ground.day import key
from tests.ground.window import Driver, window

pytestmark = pytest.mark.asyncio


def item_row(driver: Driver, item: str):
    """Find the row on the window that shows an item."""
    return next(row for row in driver.all("ItemRow") if row.row.key == key(item))


def segment(driver: Driver, item: str, code: str):
    """Find a verdict of an item's row."""
    return next(one for one in item_row(driver, item).ids.segments.children if one.code == code)


async def test_a_tap_on_a_verdict_is_on_disk_before_the_row_is_drawn_again(day: Tablet) -> None:
    async with window(day) as it:
        run = sample_day.run_fresh(day)
        it.shell.open("run", run=run)
        await it.frames()
        order, part_put = [], day.drafts.part_put

        def put(*given, **more) -> None:
            part_put(*given, **more)
            order.append("on disk")

        day.drafts.part_put = put
        item_row(it, "P02").fbind("row", lambda *_given: order.append("drawn"))

        await it.tap(segment(it, "P02", "pass"))

        assert order == ["on disk", "drawn"]
        assert [one.lit for one in item_row(it, "P02").ids.segments.children] == [
            False,
            False,
            True,
        ]
        day.live.clear()
        assert run_open(day, run=run).draft.answers.get("P02").value == "pass"


async def test_a_failed_row_opens_takes_a_photo_and_its_lack_goes(day: Tablet) -> None:
    async with window(day) as it:
        it.shell.open("run", run=sample_day.run_fresh(day))
        await it.frames()

        await it.tap(segment(it, "P02", "fail"))
        opened = item_row(it, "P02")
        assert type(opened).__name__ == "OpenRow"
        assert opened.lacks == "需要 1 张照片，现有 0 张。"
        await it.tap(next(one for one in opened.walk() if type(one).__name__ == "CameraTile"))

        opened = item_row(it, "P02")
        assert opened.lacks == ""
        assert [tile.picture.size for tile in opened.ids.photos.children] == [(256, 256)]


async def test_the_row_under_the_finger_stays_where_it_is_when_it_opens(day: Tablet) -> None:
    async with window(day) as it:
        it.shell.open("run", run=sample_day.run_fresh(day))
        await it.frames()
        it.screen.presenter.reveal(key("P19"))
        await it.frames(12)
        top = item_row(it, "P20").to_window(0, item_row(it, "P20").top)[1]

        await it.tap(segment(it, "P21", "fail"))
        await it.frames(12)

        assert abs(item_row(it, "P20").to_window(0, item_row(it, "P20").top)[1] - top) < 2


async def test_a_section_touched_comes_to_the_top_and_is_marked(day: Tablet) -> None:
    async with window(day) as it:
        it.shell.open("run", run=sample_day.run_fresh(day))
        await it.frames()
        part = next(row for row in it.all("PartRow") if row.title.startswith("5."))

        await it.tap(part)
        await it.frames(12)

        rows = it.screen.ids.rows
        assert rows.drawn[rows.place_at_top()].key == ("section:alarm", ())
        current = next(row for row in it.all("PartRow") if row.current)
        assert current.title == "5. 报警与切断"


async def test_a_number_is_typed_on_the_keypad_and_judged(day: Tablet) -> None:
    async with window(day) as it:
        run = sample_day.run_fresh(day)
        it.shell.open("run", run=run, item="P20")
        await it.frames(12)
        await it.tap(item_row(it, "P20").ids.value)

        for digit in "2.5":
            await it.tap(next(one for one in it.all("Key") if one.text == digit))
        await it.tap(it.button("保存"))

        assert item_row(it, "P20").ids.value.words == "2.5 m"
        assert item_row(it, "P20").ids.value.judged == "不合格"
        assert run_open(day, run=run).draft.answers.get("P20").value == "2.5"


async def test_chinese_is_typed_into_the_description_and_kept_when_the_sheet_is_left(
    day: Tablet,
) -> None:
    async with window(day) as it:
        run = sample_day.run_begun(day)
        it.shell.open("run", run=run)
        it.screen.presenter.ask("note", key("P01"))
        await it.frames()

        await it.type("合同户名与门牌不符")
        await it.touch(20, 20)  # beside the sheet

        assert it.all("Sheet") == []
        assert run_open(day, run=run).draft.answers.get("P01").note == "合同户名与门牌不符"


async def test_the_second_officer_confirms_a_major_finding_by_touch(day: Tablet) -> None:
    async with window(day, size=(1280, 800)) as it:
        it.shell.open("run", run=sample_day.run_begun(day))
        it.screen.presenter.filter_choose("failed")
        await it.frames(12)
        await it.tap(next(box for box in it.all("DeedBox") if box.words == "是否重大"))

        await it.tap(it.button("认定为重大隐患"))
        await it.tap(it.button("李志强 确认为重大隐患"))

        assert it.all("Sheet") == []
        assert any(box.words == "李志强\n已确认" for box in it.all("DeedBox"))
        assert item_row(it, "P08").row.finding.grade == "major"


async def test_filter_search_and_undo_work_by_touch(day: Tablet) -> None:
    async with window(day, size=(1280, 800)) as it:
        it.shell.open("run", run=sample_day.run_begun(day))
        await it.frames()

        await it.tap(it.button("不合格 2"))
        assert [row.row.key[0] for row in it.all("ItemRow")] == ["P05", "P08"]
        await it.tap(segment(it, "P05", "pass"))
        await it.tap(it.button("撤销"))

        assert it.screen.presenter.answer(key("P05")).value == "fail"
        await it.tap(it.button("全部 38"))
        await it.tap(it.screen.ids.search.ids.entry)
        await it.type("软管")
        assert {row.row.key[0] for row in it.all("ItemRow")} == {"P19", "P20", "P21"}


async def test_the_other_language_comes_at_once_and_keeps_the_answers(day: Tablet) -> None:
    async with window(day) as it:
        it.shell.open("run", run=sample_day.run_begun(day))
        await it.frames()
        assert it.reads("检查进度")

        it.shell.lang_switch()
        await it.frames()

        assert it.reads("Progress")
        assert not it.reads("检查进度")
        assert segment(it, "P01", "pass").text.endswith("Pass")
        assert segment(it, "P01", "pass").lit


async def test_a_full_disk_is_told_and_the_verdict_stays_dark(day: Tablet) -> None:
    async with window(day) as it:
        it.shell.open("run", run=sample_day.run_fresh(day))
        await it.frames()

        def full(*_given: object, **_more: object) -> None:
            from fieldapp.store.files import DiskFull

            raise DiskFull("store.db")

        day.drafts.part_put = full
        await it.tap(segment(it, "P01", "pass"))

        assert not segment(it, "P01", "pass").lit
        assert "空间" in it.one("Snackbar").message


async def test_every_kind_of_item_has_its_control_and_every_sheet_opens(day: Tablet) -> None:
    async with window(day, size=(960, 600)) as it:
        it.shell.open("run", run=sample_day.run_types(day))
        presenter: RunPresenter = it.screen.presenter
        asked = [
            ("value", key("S02")), ("guide", key("S01")), ("reason", key("S01")),
            ("instance", key("cylinder")), ("value", key("C02", "1号瓶")), ("note", key("S03")),
        ]  # fmt: skip
        for kind, where in asked:
            presenter.ask(kind, where)
            await it.frames()
            sheet = it.one("Sheet")
            card = sheet.ids.card
            assert card.height <= 600 - 24, f"{kind} is higher than the window"
            sheet.close()
            await it.frames(2)
        assert presenter.state.asking is None
