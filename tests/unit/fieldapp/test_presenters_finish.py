"""The end of a visit: all that is missing with its place, papers, signatures, one signed operation."""

from fieldapp.presenters.finish import FinishPresenter
from fieldapp.presenters.shell import Route
from fieldapp.screens import sample_day
from fieldapp.screens.sample_day import handwriting
from fieldapp.work import Tablet, answer_save, officer_lock, operations_list, runs_list
from tests.ground.day import key, shell_of


def opened(tablet: Tablet, run: str, lang: str = "zh") -> FinishPresenter:
    """Open the end of a run as the app does."""
    shell = shell_of(tablet, lang)
    shell.open("finish", run=run)
    return FinishPresenter(shell, run=run)


def standing(presenter: FinishPresenter) -> dict[str, str]:
    """Give who signs and how it stands."""
    return {one.who: one.state for one in presenter.state.signers}


def test_everything_missing_is_listed_and_each_line_leads_to_its_item(day: Tablet) -> None:
    presenter = opened(day, sample_day.run_begun(day))

    places = [one.place for one in presenter.state.missing if one.place]
    assert places[:2] == ["P07", "P14"]
    assert len(places) == 25
    presenter.mend(next(one for one in presenter.state.missing if one.place == "P20"))

    route = presenter._shell.state.route
    assert (route.name, route.values["item"], route.values["at"]) == ("run", "P20", ())
    presenter._shell.back()
    assert presenter._shell.state.route.name == "finish"


def test_an_instance_is_named_and_found(day: Tablet) -> None:
    presenter = opened(day, sample_day.run_types(day))

    missing = next(one for one in presenter.state.missing if one.place == "C01#2号瓶")

    assert missing.key == key("C01", "2号瓶")


def test_what_answers_lack_is_said_in_the_language_chosen(day: Tablet) -> None:
    presenter = opened(day, sample_day.run_begun(day), lang="en")

    assert presenter.state.missing[0].message == "This is not answered."
    assert presenter.state.title == "Sign and finish · Administrative inspection"


def test_both_officers_and_the_site_sign_and_the_visit_ends(day: Tablet) -> None:
    run = sample_day.run_complete(day)
    presenter = opened(day, run)
    assert standing(presenter) == {
        "officer-li": "waiting", "officer-wang": "waiting", "site": "waiting",
    }  # fmt: skip

    for number, who in enumerate(standing(presenter)):
        presenter.sign_ask(who)
        presenter.sign(who, handwriting(number))

    assert set(standing(presenter).values()) == {"signed"}
    assert presenter.state.missing == ()
    presenter.finish()

    assert presenter._shell.state.route == Route("today")
    assert [row.kind for row in operations_list(day)] == ["visit"]
    assert next(one for one in runs_list(day) if one.id == run).state == "finished"


def test_without_a_network_the_visit_is_finished_all_the_same_and_waits(day: Tablet) -> None:
    presenter = opened(day, sample_day.run_signed(day))

    presenter.finish()

    assert operations_list(day)[0].state in ("queued", "sent")
    assert presenter._shell.state.pill.text == "离线 · 1 条待同步"


def test_a_blank_signature_is_refused_on_its_sheet(day: Tablet) -> None:
    presenter = opened(day, sample_day.run_complete(day))
    presenter.sign_ask("site")

    presenter.sign("site", b"no picture")

    assert presenter.state.asking == "site"
    assert presenter.state.trouble.message.startswith("照片打不开")


def test_an_officer_who_is_locked_out_signs_in_first(day: Tablet) -> None:
    run = sample_day.run_complete(day)
    officer_lock(day, officer="officer-li")
    presenter = opened(day, run)
    assert standing(presenter)["officer-li"] == "locked"

    presenter.sign_ask("officer-li")

    assert presenter._shell.state.route.name == "unlock"
    presenter._shell.entered()
    assert presenter._shell.state.route.name == "finish"


def test_a_refusal_needs_reason_and_witness_and_then_the_witness_may_sign(day: Tablet) -> None:
    presenter = opened(day, sample_day.run_complete(day))
    presenter.refuse_ask()

    presenter.refuse("有异议", " ")
    assert presenter.state.trouble.message == "拒签理由和见证人都要写明。"
    presenter.refuse("有异议", "周敏，东门社区居委会")

    assert presenter.state.asking == ""
    assert standing(presenter)["site"] == "refused"
    assert standing(presenter)["witness"] == "waiting"
    assert presenter.state.signers[-1].name == "周敏，东门社区居委会"


def test_a_change_after_signing_voids_the_signatures_visibly(day: Tablet) -> None:
    run = sample_day.run_signed(day)
    answer_save(day, run=run, item="P05", value=None, note="改了一个字")

    presenter = opened(day, run)

    assert standing(presenter) == {
        "officer-li": "void", "officer-wang": "void", "site": "void",
    }  # fmt: skip
    assert len(presenter.state.missing) == 3


def test_the_pages_shown_are_those_of_the_paper_with_its_number_and_hash(day: Tablet) -> None:
    presenter = opened(day, sample_day.run_signed(day))

    state = presenter.state
    assert state.kinds == ("record", "order")
    assert state.paper.number == "宽应急检记〔2026〕D001-0001号"
    assert len(state.pages) == 2
    presenter.paper_choose("order")
    assert presenter.state.kind == "order"
    assert presenter.state.paper.number == "宽应急责改〔2026〕D001-0001号"


def test_a_patrol_makes_no_papers_and_lists_what_was_found(day: Tablet) -> None:
    presenter = opened(day, sample_day.run_patrol(day))

    state = presenter.state
    assert (state.kinds, state.signers, state.missing) == ((), (), ())
    assert [(one.place, one.grade, one.deadline) for one in state.findings] == [
        ("F01", "low", "建议 2026-12-22 前整改")
    ]
    assert state.title == "完成检查 · 巡查"


def test_a_finish_that_is_refused_says_so_and_lists_what_is_missing(day: Tablet) -> None:
    presenter = opened(day, sample_day.run_begun(day))

    presenter.finish()

    assert presenter.state.trouble.message.startswith("检查还不能完成")
    assert not presenter.state.finishing
    assert operations_list(day) == ()
