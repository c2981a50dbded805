"""Which screen is open, the way back, language and theme, what is told, what runs beside."""

import threading

from fieldapp.presenters.background import OneThread
from fieldapp.presenters.preferences import Preferences, preferences_read
from fieldapp.presenters.shell import Route
from fieldapp.work import Tablet
from shared.problems import Problem
from tests.ground.day import shell_of


def test_going_back_walks_the_way_that_was_come(day: Tablet) -> None:
    shell = shell_of(day)
    shell.open("sites")
    shell.open("site", site="site-jinhai")
    shell.open("recheck", hazard="hazard-1", site="site-jinhai")
    assert shell.state.can_back

    ways = []
    while shell.state.can_back:
        shell.back()
        ways.append(shell.state.route.name)

    assert ways == ["site", "sites"]


def test_a_main_screen_forgets_the_way(day: Tablet) -> None:
    shell = shell_of(day)
    shell.open("site", site="site-jinhai")

    shell.open("today")

    assert not shell.state.can_back


def test_a_screen_that_cannot_open_gives_way_to_today_and_says_why(day: Tablet) -> None:
    shell = shell_of(day)
    shell.open("site", site="gone")

    shell.refused(Problem("site_unknown", "本机没有场所 gone。", "请同步。"))

    assert shell.state.route == Route("today")
    assert shell.state.notice.message == "本机没有场所 gone。 请同步。"


def test_language_and_theme_are_kept_for_the_next_start(day: Tablet) -> None:
    shell = shell_of(day)
    draws = shell.state.draws

    shell.lang_switch()
    shell.theme_switch()

    assert shell.state.draws == draws + 2
    assert preferences_read(day.folder) == Preferences("en", "dark")
    (day.folder / "preferences.json").write_text("{broken", "utf-8")
    assert preferences_read(day.folder) == Preferences("zh", "light")


def test_a_notice_can_be_taken_back_once(day: Tablet) -> None:
    shell, undone = shell_of(day), []
    shell.tell("已删除", undo=lambda: undone.append("again"))
    assert shell.state.notice.action == "撤销"

    shell.notice_undo()
    shell.notice_undo()

    assert undone == ["again"]
    assert shell.state.notice is None


def test_locking_asks_for_a_pin_again_and_keeps_nobody_signed_in(day: Tablet) -> None:
    shell = shell_of(day)

    shell.lock()

    assert shell.state.route == Route("unlock")
    assert shell.status.unlocked == ()


def test_the_pill_sums_up_what_the_office_has_not_got(day: Tablet) -> None:
    shell = shell_of(day)

    assert (shell.state.pill.tone, shell.state.pill.text) == ("offline", "未连接")


def test_one_thread_runs_jobs_in_order_and_survives_what_they_raise() -> None:
    came: list[object] = []
    ended = threading.Event()
    runner = OneThread(lambda call: call())

    def broken(_report: object) -> None:
        raise ZeroDivisionError("by nothing")

    def refused(_report: object) -> None:
        raise Problem("no", "不行。", "换一个。")

    runner.run(broken, done=came.append, failed=lambda problem: came.append(problem.code))
    runner.run(refused, done=came.append, failed=lambda problem: came.append(problem.code))
    runner.run(
        lambda report: report("half"), done=lambda _it: ended.set(), failed=came.append,
        progress=came.append,
    )  # fmt: skip
    assert ended.wait(5)
    runner.close()

    assert came == ["unexpected", "no", "half"]
