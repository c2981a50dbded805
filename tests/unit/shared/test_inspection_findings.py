"""Findings follow from failed answers: grade, place, article and date, and what papers say of them."""

from datetime import date

import pytest

from shared.checklist import Basis
from shared.inspection import (
    ExtraFinding,
    Finding,
    citation_text,
    control_checks_of,
    coverage_of,
    deadline_day,
    finding_place,
    findings_of,
    paper_facts_of,
    paper_kinds_of,
)
from shared.inspection.citing import number_zh
from tests.ground import checklists as made
from tests.ground import visits as v


def test_a_finding_has_the_grade_the_article_and_the_date_of_its_item():
    first, second = findings_of(v.draft(answers=v.faulty_answers()))
    assert first == Finding(
        n=1, item="G07", at=(), scenario="GAS-EXPL", slot=None, grade="serious",
        clause="《城镇燃气管理条例》第二十八条第（五）项", confirmed_by=None, deadline="2026-11-29", five=None,
    )  # fmt: skip
    assert (second.item, second.grade, second.clause, second.deadline) == (
        "G11", "general", "", "2026-12-07",
    )  # fmt: skip


def test_an_officer_may_set_grade_place_article_and_date():
    answers = v.clean_answers()
    answers.answer("G11", "3.2", grade="low", slot="后厨北墙")
    key = ("G11", ())
    draft = v.draft(answers=answers, clauses={key: "某条"}, deadlines={key: "2026-11-25"})
    (found,) = findings_of(draft)
    assert (found.grade, found.slot, found.clause, found.deadline) == (
        "low", "后厨北墙", "某条", "2026-11-25",
    )  # fmt: skip


def test_each_instance_is_a_place_of_its_own():
    answers = v.clean_answers()
    answers.answer("C1", "fail", at=("甲瓶",))
    answers.answer("C1", "fail", at=("乙瓶",))
    found = findings_of(v.draft(answers=answers))
    assert [(one.n, one.at, one.slot) for one in found] == [
        (1, ("甲瓶",), "甲瓶"),
        (2, ("乙瓶",), "乙瓶"),
    ]
    assert [finding_place(one) for one in found] == ["C1#甲瓶", "C1#乙瓶"]


def test_what_no_item_asks_for_comes_last_with_its_note():
    extra = ExtraFinding(
        "FIRE-EVAC", "general", "后门被货物堵死", slot="后门", clause="消防法第二十八条"
    )
    found = findings_of(v.draft(answers=v.faulty_answers(), extras=(extra,)))
    assert [one.item for one in found] == ["G07", "G11", None]
    last = found[-1]
    assert (last.n, last.note, last.clause, last.deadline) == (
        3, "后门被货物堵死", "消防法第二十八条", "2026-12-07",
    )  # fmt: skip
    assert last.key == extra.key == ("x:FIRE-EVAC", ("后门",))


def test_a_service_visit_has_no_findings():
    draft = v.draft(kind="service", answers=v.faulty_answers(), task=None)
    assert findings_of(draft) == ()


@pytest.mark.parametrize(
    ("grade", "day"),
    [("low", "2026-12-22"), ("general", "2026-12-07"), ("serious", "2026-11-29"), ("major", "2026-12-22")],
)  # fmt: skip
def test_a_grade_allows_so_many_days(grade, day):
    assert deadline_day(grade, found_on=date(2026, 11, 22)).isoformat() == day


def test_a_major_finding_is_judged_by_the_criterion_for_major_hazards():
    criterion = {"doc": "建城规〔2023〕4号", "version": "2023", "clause": "9(一)", "verified": True}
    item = made.verdict("A", scenario="X", grade="serious", basis=v.GAS_LAW, major=criterion)
    answers = made.answers(item)
    answers.answer("A", "fail", grade="major")
    assert findings_of(v.draft(answers=answers))[0].clause == "建城规〔2023〕4号第九条第（一）项"
    answers.answer("A", "fail")
    assert (
        findings_of(v.draft(answers=answers))[0].clause
        == "《城镇燃气管理条例》第二十八条第（五）项"
    )


def test_what_was_not_compared_is_never_printed():
    unsure = [{"doc": "GB 55009", "version": "2021", "clause": "2.2.7", "verified": False}]
    answers = made.answers(made.verdict("A", scenario="X", grade="general", basis=unsure))
    answers.answer("A", "fail")
    assert findings_of(v.draft(answers=answers))[0].clause == ""


@pytest.mark.parametrize(
    ("doc", "version", "clause", "text"),
    [
        ("安全生产法", "2021", "36(4)", "《安全生产法》第三十六条第四款"),
        ("安全生产法", "2021", "41", "《安全生产法》第四十一条"),
        ("安全生产法", "2021", "101(四)", "《安全生产法》第一百零一条第（四）项"),
        ("城镇燃气管理条例", "2016", "28(五)", "《城镇燃气管理条例》第二十八条第（五）项"),
        ("食品安全法", "2025", "33(1)(四)", "《食品安全法》第三十三条第一款第（四）项"),
        ("建城规〔2023〕4号", "2023", "9(一)", "建城规〔2023〕4号第九条第（一）项"),
        ("GB 55009", "2021", "6.1.8", "GB 55009-2021第6.1.8条"),
        ("GB 55037", "2022", "12.0.4(4)", "GB 55037-2022第12.0.4条第4款"),
        ("JGJ 59", "2011", "表B.14", "JGJ 59-2011表B.14"),
        ("JGJ/T 46", "2024", "6.2.3", "JGJ/T 46-2024第6.2.3条"),
    ],
)
def test_a_citation_reads_as_a_paper_prints_it(doc, version, clause, text):
    assert citation_text(Basis(doc, version, clause, True)) == text


def test_a_citation_takes_the_full_title_where_it_is_known():
    titles = {("安全生产法", "2021"): "中华人民共和国安全生产法"}
    basis = Basis("安全生产法", "2021", "41(2)", True)
    assert citation_text(basis, titles) == "《中华人民共和国安全生产法》第四十一条第二款"


@pytest.mark.parametrize(
    ("number", "text"),
    [(1, "一"), (10, "十"), (11, "十一"), (20, "二十"), (36, "三十六"), (100, "一百"),
     (101, "一百零一"), (110, "一百一十"), (999, "九百九十九")],
)  # fmt: skip
def test_numbers_are_written_in_chinese(number, text):
    assert number_zh(number) == text


def test_coverage_counts_what_was_looked_at():
    answers = v.faulty_answers()
    answers.answer("G08", "not_checked", note="锁着门")
    counts = coverage_of(answers)
    assert {name: (one.asked, one.answered, one.complete) for name, one in counts.items()} == {
        "GAS-EXPL": (3, 2, False),
        "GAS-CYL": (1, 1, True),
    }


def test_a_failed_control_outweighs_every_pass_and_na_says_nothing():
    two = [made.verdict(id, scenario="X", grade="low", control="valve") for id in ("A", "B", "C")]
    answers = made.answers(*two)
    answers.answer("A", "na")
    assert control_checks_of(answers) == {}
    answers.answer("B", "pass")
    assert control_checks_of(answers) == {"valve": True}
    answers.answer("C", "fail")
    assert control_checks_of(answers) == {"valve": False}


def test_a_paper_says_what_was_seen_where_and_by_when():
    facts = v.paper_facts()
    first, second = facts.findings
    assert (first.grade, first.major, first.confirmed_by) == ("重大", True, "赵敏")
    assert first.seen == "大堂 6 号桌下有钢瓶一只"
    assert first.photos == 1
    assert second.grade == "一般"
    assert second.seen == "实测 3.2 m（应不大于 2 m）；穿墙处无套管"
    assert facts.photos == 1
    assert facts.authority == "长春市宽城区应急管理局"  # the body that acts, not the committee
    assert facts.number == "宽应急检记〔2026〕T07-0012号"
    assert [(one.title, one.total, one.failed) for one in facts.sections] == [
        ("用气场所", 2, 1), ("软管与灶具", 1, 1), ("气瓶", 1, 0),
    ]  # fmt: skip


def test_an_order_is_made_only_where_something_is_wrong():
    assert paper_kinds_of(v.draft()) == ("record",)
    assert paper_kinds_of(v.major_draft()) == ("record", "order")
    assert paper_kinds_of(v.draft(kind="patrol", answers=v.faulty_answers(), task=None)) == ()


def test_a_jgj_59_finding_names_the_criteria_and_their_marks():
    table = {"table": "B.1", "group": "management", "weight": 10}
    answers = made.answers(
        made.section("s", guarantee=True, **table),
        made.section("t", **table),
        made.marked("A", "s", 60, scenario="X", grade="general"),
        made.marked("B", "t", 40),
        scoring={"kind": "deduct_100"},
    )
    answers.answer("B", "pass")
    answers.answer("A", "part=5,place*3")
    facts = paper_facts_of(v.draft(answers=answers), kind="record", number="1", finished=v.FINISHED)
    assert facts.findings[0].seen == "部分（扣 5 分）；每处（扣 3 分）"
    assert facts.score.startswith("92 分（满分 100 分）")
