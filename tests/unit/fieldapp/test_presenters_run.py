"""The checklist run as a person works through it: every answer on disk, the rows say what it means."""

import pytest

from fieldapp.device import denied, unavailable
from fieldapp.presenters.run import NOWHERE, RunPresenter
from fieldapp.screens import sample_day
from fieldapp.screens.sample import GAS
from fieldapp.work import Tablet, run_open, run_start
from shared.problems import Problem
from tests.ground.day import key, listed, row, shell_of


def begun(tablet: Tablet, lang: str = "zh") -> RunPresenter:
    """Open a fresh visit of the gas checklist."""
    return RunPresenter(shell_of(tablet, lang), run=sample_day.run_fresh(tablet))


def on_disk(tablet: Tablet, run: str, item: str, *at: str):
    """Give an answer as the next start of the app would read it."""
    tablet.live.clear()
    return run_open(tablet, run=run).draft.answers.get(item, at)


def test_a_verdict_is_on_disk_before_its_row_shows_it(day: Tablet) -> None:
    presenter = begun(day)
    seen = []
    presenter.subscribe(lambda state: seen.append((row(presenter, "P01").verdict, state.saved_at)))

    presenter.verdict_give(key("P01"), "pass")

    assert seen[-1] == ("pass", "10:10")
    assert on_disk(day, presenter._run, "P01").value == "pass"


def test_only_rows_that_a_verdict_reaches_are_made_again(day: Tablet) -> None:
    presenter = begun(day)
    before = {one.key: one for one in presenter.state.rows}

    presenter.verdict_give(key("P02"), "fail")

    again = [one.key[0] for one in presenter.state.rows if before.get(one.key) is not one]
    assert [item for item in again if not item.startswith("section:")] == ["P02"]


def test_a_failure_opens_its_row_with_grade_deadline_and_what_it_lacks(day: Tablet) -> None:
    presenter = begun(day)

    presenter.verdict_give(key("P08"), "fail")

    shown = row(presenter, "P08")
    assert shown.opened
    assert (shown.finding.grade, shown.finding.deadline) == ("serious", "限 2026-11-29 前整改")
    assert shown.lacks == ("需要 1 张照片，现有 0 张。",)


def test_the_chip_of_a_suspected_major_hazard_comes_only_with_the_failure(day: Tablet) -> None:
    presenter = begun(day)
    assert row(presenter, "P08").finding is None
    presenter.verdict_give(key("P08"), "pass")
    assert row(presenter, "P08").finding is None

    presenter.verdict_give(key("P08"), "fail")

    assert row(presenter, "P08").finding.suspect


def test_a_citation_nobody_compared_is_marked(day: Tablet) -> None:
    run = sample_day.run_types(day)
    zh, en = RunPresenter(shell_of(day), run=run), RunPresenter(shell_of(day, "en"), run=run)

    assert row(zh, "S01").mark == "依据待核"
    assert row(en, "S01").mark == "Citation to be checked"
    assert row(begun(day), "P01").mark == ""


def test_an_answer_shows_the_items_that_depend_on_it(day: Tablet) -> None:
    presenter = begun(day)
    assert "P07" not in listed(presenter)

    presenter.value_give(key("P06"), "below")

    assert listed(presenter).index("P07") == listed(presenter).index("P06") + 1
    presenter.value_give(key("P06"), "ground")
    assert "P07" not in listed(presenter)


def test_a_row_answered_under_the_filter_of_open_rows_stays_until_the_filter_is_chosen_again(
    day: Tablet,
) -> None:
    presenter = begun(day)
    presenter.filter_choose("open")

    presenter.verdict_give(key("P01"), "pass")

    assert "P01" in listed(presenter)
    presenter.filter_choose("open")
    assert "P01" not in listed(presenter)


def test_filters_count_and_list_what_they_say(day: Tablet) -> None:
    presenter = RunPresenter(shell_of(day), run=sample_day.run_begun(day))

    presenter.filter_choose("failed")
    assert listed(presenter) == ["P05", "P08"]
    presenter.filter_choose("major")
    assert listed(presenter) == ["P08", "P09", "P23"]
    counts = presenter.state.counts
    assert (counts["all"], counts["failed"], counts["major"]) == (38, 2, 3)
    assert counts["open"] == 38 - presenter.state.progress.answered


@pytest.mark.parametrize(
    ("words", "found"),
    [("软管 接头", ["P21"]), ("p08", ["P08"]), ("第四十九条", ["P05"]), ("没有这样的条文", [])],
)
def test_a_search_finds_items_by_words_number_and_citation(
    day: Tablet, words: str, found: list[str]
) -> None:
    presenter = begun(day)

    presenter.search(words)

    assert listed(presenter) == found


def test_withdrawing_takes_note_and_photos_too_and_undo_brings_all_back(day: Tablet) -> None:
    presenter = begun(day)
    presenter.verdict_give(key("P08"), "fail")
    presenter.note_give(key("P08"), "宿舍内有立管")
    presenter.photo_take(key("P08"))
    before = presenter.answer(key("P08"))

    presenter.withdraw(key("P08"))
    assert on_disk(day, presenter._run, "P08") is None
    presenter.undo()

    assert on_disk(day, presenter._run, "P08") == before


def test_undo_walks_back_through_photo_note_and_verdict(day: Tablet) -> None:
    presenter = begun(day)
    presenter.verdict_give(key("P08"), "fail")
    presenter.note_give(key("P08"), "宿舍内有立管")
    presenter.photo_take(key("P08"))

    steps = []
    while presenter.state.can_undo:
        answer = presenter.answer(key("P08"))
        steps.append((answer.value, answer.note, len(answer.blobs)))
        presenter.undo()

    assert steps == [("fail", "宿舍内有立管", 1), ("fail", "宿舍内有立管", 0), ("fail", None, 0)]
    assert on_disk(day, presenter._run, "P08") is None


def test_undo_shows_the_row_even_when_a_filter_hides_it(day: Tablet) -> None:
    presenter = begun(day)
    presenter.verdict_give(key("P01"), "pass")
    presenter.filter_choose("failed")
    shown = []
    presenter.subscribe(lambda state: shown.append(state.reveal))

    presenter.undo()

    assert presenter.state.filter == "all"
    assert key("P01") in shown
    assert presenter.state.reveal == NOWHERE


def test_a_photo_is_taken_kept_and_can_be_removed(day: Tablet) -> None:
    presenter = begun(day)

    presenter.photo_take(key("P02"))
    presenter.photo_take(key("P02"))

    first, second = row(presenter, "P02").photos
    presenter.photo_remove(key("P02"), first)
    assert row(presenter, "P02").photos == (second,)
    assert list((day.folder / "camera").iterdir()) == []


@pytest.mark.parametrize(
    ("refusal", "told"),
    [(denied("没有选择照片"), "没有拍照"), (unavailable("没有相机"), "没有拍照")],
)
def test_a_camera_that_refuses_is_told_and_changes_nothing(day: Tablet, refusal, told: str) -> None:
    presenter = begun(day)
    day.device.camera.refuses = refusal

    presenter.photo_take(key("P02"))

    assert told in presenter._shell.state.notice.message
    assert row(presenter, "P02").photos == ()
    assert presenter.state.taking == NOWHERE


def test_what_the_store_refuses_is_told_and_the_row_stays_as_it_was(
    day: Tablet, monkeypatch
) -> None:
    presenter = begun(day)

    def full(*_given: object, **_more: object) -> None:
        raise Problem("disk_full", "存储空间已满。", "请清理后再试。")

    monkeypatch.setattr(day.drafts, "part_put", full)
    presenter.verdict_give(key("P01"), "pass")

    assert "存储空间已满" in presenter._shell.state.notice.message
    assert row(presenter, "P01").verdict is None
    assert not presenter.state.can_undo


def test_a_number_outside_its_limits_fails_and_a_word_is_refused_on_the_sheet(day: Tablet) -> None:
    presenter = begun(day)
    presenter.value_ask(key("P20"))

    presenter.value_give(key("P20"), "很长")
    assert presenter.state.asking.trouble.message == "检查项 P20：“很长”不是数值。"
    presenter.value_give(key("P20"), "2.5")

    assert presenter.state.asking is None
    assert (row(presenter, "P20").value, row(presenter, "P20").verdict) == ("2.5 m", "fail")
    assert row(presenter, "P20").prompt == "输入数值（0–2.0 m）"


def test_not_checked_needs_its_reason(day: Tablet) -> None:
    presenter = begun(day)

    presenter.reason_give(key("P10"), "")
    assert row(presenter, "P10").lacks == ("选了“未查”，没有写明原因。",)
    presenter.reason_give(key("P10"), "吊顶封闭")

    assert row(presenter, "P10").lacks == ()
    assert row(presenter, "P10").note == "吊顶封闭"


def test_a_finding_called_major_waits_for_the_second_officer(day: Tablet) -> None:
    presenter = begun(day)
    presenter.verdict_give(key("P08"), "fail")
    presenter.ask("major", key("P08"))

    presenter.grade_give(key("P08"), "major")
    assert row(presenter, "P08").finding.confirm == "needed"
    assert [one.id for one in presenter.seconds()] == ["officer-li"]
    presenter.major_confirm("officer-li")

    finding = row(presenter, "P08").finding
    assert (finding.confirm, finding.confirmed_by) == ("done", "李志强")
    assert finding.deadline == "立即整改，最迟 2026-12-22"
    assert presenter.state.asking is None


def test_the_author_cannot_confirm_what_they_found(day: Tablet) -> None:
    presenter = begun(day)
    presenter.verdict_give(key("P08"), "fail")
    presenter.grade_give(key("P08"), "major")
    presenter.ask("major", key("P08"))

    presenter.major_confirm("officer-wang")

    assert presenter.state.asking.trouble.message == "重大隐患不能由填报人自己确认。"
    assert row(presenter, "P08").finding.confirm == "needed"


def test_a_confirmation_falls_when_the_answer_changes(day: Tablet) -> None:
    presenter = begun(day)
    presenter.verdict_give(key("P08"), "fail")
    presenter.grade_give(key("P08"), "major")
    presenter.ask("major", key("P08"))
    presenter.major_confirm("officer-li")

    presenter.verdict_give(key("P08"), "pass")
    presenter.verdict_give(key("P08"), "fail")

    finding = row(presenter, "P08").finding
    assert (finding.grade, finding.confirm, finding.suspect) == ("serious", "", True)


def test_deductions_are_kept_as_the_wire_has_them_and_shown_in_marks(day: Tablet) -> None:
    presenter = RunPresenter(shell_of(day), run=sample_day.run_scored(day))

    presenter.verdict_give(key("B1-03"), "fail")
    assert presenter.state.asking.kind == "deduct"

    assert presenter.taken(key("B1-01")) == {"b": (3, 1), "c": (4, 1)}
    assert row(presenter, "B1-01").value == "扣 7 分"
    assert presenter.state.score == "全部答完后计分"


def test_verdict_words_follow_the_checklist(day: Tablet) -> None:
    food = RunPresenter(shell_of(day), run=sample_day.run_food(day))
    scored = RunPresenter(shell_of(day), run=sample_day.run_scored(day))

    words = [option.word for option in row(food, "C1-1").options]
    assert words == ["符合", "基本符合", "不符合", "不适用"]
    words = [option.word for option in row(scored, "B1-02").options]
    assert words == ["不扣分", "扣分", "缺项"]


def test_instances_are_added_named_and_on_disk(day: Tablet) -> None:
    presenter = RunPresenter(shell_of(day), run=sample_day.run_types(day))

    presenter.instance_name("cylinder", " 3号瓶 ")

    assert row(presenter, "C01", "3号瓶").verdict is None
    assert [part.title for part in presenter.state.parts] == [
        "1. 各种检查项", "2. 钢瓶 · 1号瓶", "2. 钢瓶 · 2号瓶", "2. 钢瓶 · 3号瓶", "3. 合计",
    ]  # fmt: skip
    day.live.clear()
    again = RunPresenter(shell_of(day), run=presenter._run)
    assert row(again, "C02", "3号瓶").value == ""


def test_a_name_that_is_none_is_refused_on_the_sheet(day: Tablet) -> None:
    presenter = RunPresenter(shell_of(day), run=sample_day.run_types(day))
    presenter.ask("instance", key("cylinder"))

    presenter.instance_name("cylinder", "3#瓶")

    assert "不能作名称" in presenter.state.asking.trouble.message


def test_names_offered_for_an_instance_are_the_next_number_and_the_places_facilities(
    day: Tablet,
) -> None:
    run = run_start(day, checklist="sample.types", site="site-sanhao", visit="patrol")
    presenter = RunPresenter(shell_of(day), run=run)

    assert presenter.instance_names("cylinder") == ("1号", "1号塔机", "2号塔机")


def test_calculated_items_show_their_value_and_ask_nothing(day: Tablet) -> None:
    presenter = RunPresenter(shell_of(day), run=sample_day.run_types(day))

    shown = row(presenter, "S04")
    assert (shown.form, shown.value, shown.verdict) == ("calculated", "238.0 L", "pass")
    assert presenter.state.parts[-1].asked == 0


def test_a_service_visit_judges_nothing(day: Tablet) -> None:
    run = run_start(day, checklist="sample.types", site="site-laowang", visit="service")
    presenter = RunPresenter(shell_of(day), run=run)

    assert row(presenter, "S01").form == "silent"
    assert row(presenter, "S01").options == ()


def test_the_other_language_rewords_every_row_and_keeps_the_answers(day: Tablet) -> None:
    presenter = begun(day)
    presenter.verdict_give(key("P08"), "fail")

    presenter._shell.wording.lang = "en"
    presenter.reword()

    shown = row(presenter, "P08")
    assert shown.text.startswith("No gas pipe, valve or burner")
    assert shown.lacks == ("1 photos are needed, there are 0.",)
    assert [option.word for option in shown.options] == ["Pass", "Fail", "N/A"]
    assert presenter.state.title == "Restaurant gas safety: piped gas"
    assert shown.verdict == "fail"


def test_a_run_opened_at_an_item_asks_to_scroll_there(day: Tablet) -> None:
    run = sample_day.run_fresh(day)

    presenter = RunPresenter(shell_of(day), run=run, item="P20")

    assert presenter.state.reveal == key("P20")


def test_the_head_names_two_officers_place_and_kind(day: Tablet) -> None:
    presenter = begun(day)

    assert presenter.state.subtitle == "金海湾酒家 · 检查人 王芳、李志强 · 2026-11-22 10:10"
    assert presenter.state.visit == "行政检查"
    assert run_open(day, run=presenter._run).checklist.id == GAS
