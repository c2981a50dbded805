"""The day, the list of places, one place, the start of a visit, a re-check."""

import pytest

from fieldapp.presenters.recheck import HazardGone, RecheckPresenter
from fieldapp.presenters.shell import Shell
from fieldapp.presenters.site import SitePresenter
from fieldapp.presenters.sites import SitesPresenter
from fieldapp.presenters.today import TodayPresenter
from fieldapp.screens import sample_day
from fieldapp.work import Tablet, operations_list, run_finish, run_open
from tests.ground.day import shell_of


@pytest.fixture
def shell(day: Tablet) -> Shell:
    """Give a shell in Chinese over the sample day."""
    return shell_of(day)


def test_today_lists_tasks_by_their_last_day_and_marks_the_late_ones(shell: Shell) -> None:
    state = TodayPresenter(shell).state

    assert [(task.number, state.shown(task).late) for task in state.tasks] == [
        ("宽安检〔2026〕88号", True),
        ("宽安检〔2026〕101号", False),
        ("宽安检〔2026〕103号", False),
    ]


def test_today_puts_major_overdue_hazards_first(shell: Shell) -> None:
    overdue = TodayPresenter(shell).state.overdue

    assert [(late.hazard.grade, late.days) for late in overdue] == [("major", 3), ("serious", 13)]


def test_a_task_begun_here_goes_on_with_its_visit(shell: Shell) -> None:
    run = sample_day.run_begun(shell.tablet)
    presenter = TodayPresenter(shell)
    task = next(one for one in presenter.state.tasks if one.run)

    presenter.task_open(task)

    assert (shell.state.route.name, shell.state.route.values["run"]) == ("run", run)


def test_a_task_not_begun_opens_its_place_with_everything_chosen(shell: Shell) -> None:
    presenter = TodayPresenter(shell)
    presenter.task_open(presenter.state.tasks[1])

    place = SitePresenter(shell, **shell.state.route.values)

    assert place.state.starting
    assert (place.state.visit, place.state.checklist) == ("task:task-101", "gas.restaurant_piped")
    assert place.state.ready


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("金海", ["site-jinhai"]),
        ("jiujia", ["site-jinhai"]),
        ("滨海大道 88", ["site-baixing"]),
        ("zzz", []),
    ],
)
def test_places_are_found_by_name_pinyin_and_address(
    shell: Shell, query: str, found: list[str]
) -> None:
    presenter = SitesPresenter(shell)

    presenter.search(query)

    assert [row.id for row in presenter.state.rows] == found


def test_a_street_narrows_the_list_and_coming_back_finds_it_so(shell: Shell) -> None:
    shell.open("sites")
    presenter = SitesPresenter(shell)
    presenter.search("酒")
    presenter.street_choose("beigang")
    presenter.open(presenter.state.rows[0].id)

    shell.back()

    again = SitesPresenter(shell, **shell.state.route.values)
    assert (again.state.query, again.state.street) == ("酒", "beigang")
    assert [row.id for row in again.state.rows] == ["site-yuehai"]


def test_a_place_lists_open_hazards_worst_first_with_the_overdue_marked(shell: Shell) -> None:
    state = SitePresenter(shell, site="site-jinhai").state

    assert [row.id for row in state.hazards] == ["hazard-1", "hazard-2"]
    assert state.overdue == {"hazard-1"}
    assert shell.wording.of(state.scenarios["GAS-EXPL"]) == "燃气泄漏爆炸"


def test_a_visit_starts_with_kind_and_checklist_and_opens(shell: Shell) -> None:
    presenter = SitePresenter(shell, site="site-laowang")
    presenter.start_show()
    presenter.start()
    assert presenter.state.trouble.message == "请先选择检查方式和检查表。"

    presenter.visit_choose("patrol")
    presenter.checklist_choose("fire.small_premises")
    presenter.start()

    route = shell.state.route
    assert route.name == "run"
    assert run_open(shell.tablet, run=route.values["run"]).draft.kind == "patrol"


def test_a_visit_that_may_not_start_says_every_reason_without_codes(shell: Shell) -> None:
    presenter = SitePresenter(shell, site="site-sanhao", task="task-088")

    presenter.start()

    trouble = presenter.state.trouble
    assert trouble.message == "这次检查不能开始。"
    assert "· 2026-11-22 不在任务 宽安检〔2026〕88号 的检查时段" in trouble.remedy
    assert shell.state.route.name == "today"


def test_a_recheck_is_signed_queued_and_comes_back_to_the_place(shell: Shell) -> None:
    shell.open("site", site="site-jinhai")
    SitePresenter(shell, site="site-jinhai").recheck("hazard-1")
    presenter = RecheckPresenter(shell, **shell.state.route.values)

    presenter.save()
    assert presenter.state.trouble.message == "请选择复查结论。"
    presenter.verdict_give("fail")
    presenter.save()
    assert presenter.state.trouble.message == "整改不合格的，请写明还存在什么问题。"
    presenter.note_edit("软管仍未更换")
    presenter.photo_take()
    presenter.save()

    made = operations_list(shell.tablet)[0]
    assert (made.kind, made.title, made.blobs) == ("recheck", "复查 灶具连接软管老化、开裂", 1)
    assert shell.state.route.name == "site"


def test_a_photo_of_a_recheck_can_be_put_away(shell: Shell) -> None:
    presenter = RecheckPresenter(shell, hazard="hazard-1", site="site-jinhai")
    presenter.photo_take()
    presenter.photo_take()
    first, second = presenter.state.photos

    presenter.photo_remove(0)

    assert presenter.state.photos == (second,)
    assert first != second


def test_a_hazard_that_is_gone_cannot_be_rechecked(shell: Shell) -> None:
    with pytest.raises(HazardGone):
        RecheckPresenter(shell, hazard="hazard-3", site="site-jinhai")


def test_the_kinds_of_visit_are_named_in_the_language_chosen(shell: Shell) -> None:
    presenter = SitePresenter(shell, site="site-jinhai")
    shell.wording.lang = "en"

    presenter.reword()

    titles = [visit.title for visit in presenter.state.visits]
    assert titles[0] == "Administrative inspection · 宽安检〔2026〕101号"
    assert titles[1:] == [
        "Urgent on-the-spot inspection", "Patrol", "Service visit", "Self-inspection",
    ]  # fmt: skip


def test_a_task_finished_here_is_neither_late_nor_gone_on_with(shell: Shell) -> None:
    run_finish(shell.tablet, run=sample_day.run_signed(shell.tablet))
    presenter = TodayPresenter(shell)
    task = next(one for one in presenter.state.tasks if one.run)
    assert presenter.state.shown(task).done

    presenter.task_open(task)

    assert shell.state.route.name == "sync"
