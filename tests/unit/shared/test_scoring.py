"""Scores: exact, explained line by line, and JGJ 59-2011 reckoned by hand beside the engine's number."""

from decimal import Decimal
from fractions import Fraction

import pytest

from shared.checklist import score_of
from shared.checklist.jgj59 import GROUPS
from shared.checklist.score import rounded
from tests.ground.checklists import answers, item, marked, section, verdict

POINTS = {"kind": "points"}
JGJ = {"kind": "deduct_100"}


def lines(score, kind):
    return [line.text.zh for line in score.lines if line.kind == kind]


def test_a_checklist_without_scoring_has_no_score():
    assert score_of(answers(verdict("A"))) is None


# Points


def test_points_are_what_passes_earn_of_what_applies():
    given = answers(
        verdict("A", points=5), verdict("B", points=3), verdict("C"), verdict("D", points=50),
        verdict("E", points=2), scoring=POINTS,
    )  # fmt: skip
    for id, value in {"A": "pass", "B": "fail", "C": "pass", "D": "na", "E": "not_checked"}.items():
        given.answer(id, value, note="钥匙不在")
    score = score_of(given)

    # 5 + 0 + 1 + (50 does not apply) + 0 of 5 + 3 + 1 + 2
    assert (score.score, score.maximum) == (Decimal(6), Decimal(11))
    assert lines(score, "item") == ["B 项目B：得 0 分，应得 3 分", "E 项目E：得 0 分，应得 2 分"]


def test_partials_numbers_and_choices_earn_their_share():
    choices = [
        {"id": "good", "zh": "好", "en": "good", "points": 4},
        {"id": "fair", "zh": "中", "en": "fair", "points": 3},
    ]
    given = answers(
        verdict("A", points=3, partial="allowed"), item("N", "number", maximum=4, points=2),
        item("M", "number"), item("C", "choice", choices=choices), item("D", "choices", choices=choices),
        scoring={**POINTS, "partial_share": "0.5"},
    )  # fmt: skip
    for id, value in {"A": "partial", "N": "5", "M": "9", "C": "fair", "D": "good,fair"}.items():
        given.answer(id, value)
    score = score_of(given)

    # 1.5 of 3, 0 of 2, M has no limits and does not count, 3 of 4, 7 of 7
    assert (score.score, score.maximum) == (Decimal("11.5"), Decimal(16))


def test_weighted_sections_count_as_shares_of_their_weight():
    given = answers(
        section("a", weight=70), section("b", weight=20), section("c", weight=10),
        verdict("A1", "a"), verdict("A2", "a"), verdict("A3", "a"), verdict("B1", "b"), verdict("C1", "c"),
        scoring=POINTS,
    )  # fmt: skip
    for id, value in {"A1": "pass", "A2": "pass", "A3": "fail", "B1": "pass", "C1": "na"}.items():
        given.answer(id, value)
    score = score_of(given)

    # 70 × 2/3 + 20 × 1/1 = 66.67 of 90; section c does not apply
    assert (score.score, score.maximum) == (Decimal("66.67"), Decimal(90))
    assert lines(score, "section")[0] == "部分a：得 2 分，应得 3 分，按权重 70 折算为 46.67 分"


def test_a_band_is_judged_on_the_exact_share():
    bands = [
        {"id": "A", "from": "66.67", "zh": "好", "en": "good"},
        {"id": "B", "from": 0, "zh": "差", "en": "poor"},
    ]
    given = answers(verdict("A"), verdict("B"), verdict("C"), scoring={**POINTS, "bands": bands})
    for id, value in {"A": "pass", "B": "pass", "C": "fail"}.items():
        given.answer(id, value)

    assert score_of(given).verdict == "B"  # 66.666… % is not 66.67 %
    given.answer("C", "pass")
    assert score_of(given).verdict == "A"


def test_a_score_is_not_graded_while_something_is_unanswered():
    given = answers(verdict("A"), verdict("B"), scoring=POINTS)
    assert (score_of(given).verdict, score_of(given).maximum) == ("incomplete", Decimal(0))

    given.answer("A", "pass")
    assert (score_of(given).score, score_of(given).maximum) == (Decimal(1), Decimal(1))
    assert score_of(given).verdict == "incomplete"
    assert lines(score_of(given), "note") == ["还有 1 项未作答，未计入"]


def test_hidden_items_count_nowhere_in_a_score():
    given = answers(verdict("A"), verdict("B", points=9, visible_if="A == fail"), scoring=POINTS)
    given.answer("A", "fail")
    given.answer("B", "pass")
    assert score_of(given).maximum == Decimal(10)

    given.answer("A", "pass")
    assert (score_of(given).score, score_of(given).maximum) == (Decimal(1), Decimal(1))


# JGJ 59-2011


def site(**repeat):
    """安全管理 (B.1), 塔式起重机 (B.17, once for each crane), 起重吊装 (B.18), 施工机具 (B.19, no 保证项目)."""
    return answers(
        section("m1", table="B.1", group="management", weight=10, guarantee=True),
        section("m2", table="B.1", group="management", weight=10),
        section("k1", table="B.17", group="crane", weight=10, guarantee=True, repeat=True),
        section("k2", table="B.17", group="crane", weight=10, repeat=True),
        section("l1", table="B.18", group="crane", weight=10, guarantee=True),
        section("l2", table="B.18", group="crane", weight=10),
        section("t", table="B.19", group="tools", weight=5),
        *(marked(f"M{n}", "m1", 10) for n in range(1, 7)), marked("M7", "m2", 40),
        *(marked(f"K{n}", "k1", 30) for n in range(1, 3)), marked("K3", "k2", 40),
        *(marked(f"L{n}", "l1", 30) for n in range(1, 3)), marked("L3", "l2", 40),
        marked("T1", "t", 100),
        scoring=JGJ,
    )  # fmt: skip


def answered(**given_values):
    given = site()
    for crane in ("1", "2"):
        given.instance_add("k1", crane)
    for row in list(given.rows()):
        given.answer(row.item.id, "pass", at=row.at)
    for id, value in given_values.items():
        name, _, crane = id.partition("_")
        given.answer(name, value, at=(crane,) if crane else (), note="夜间")
    return given


def test_a_flawless_site_has_100_and_is_excellent():
    score = score_of(answered())

    assert (score.score, score.maximum, score.verdict) == (Decimal(100), Decimal(100), "excellent")
    assert score.text.zh == "优良"


def test_the_worked_example_of_the_summary_sheet():
    # 安全管理 86 → 10 × 86 / 100 = 8.6. 塔吊 90 and 95 → 92.5, 起重吊装 70 → mean 81.25 → 8.125.
    # 施工机具 60 → 5 × 60 / 100 = 3. Sum 19.725 of 25 → 78.9: 合格.
    given = answered(
        M7="part=14", K3_1="part=10", K3_2="part=5", L3="part=30", T1="part=40",
    )  # fmt: skip
    score = score_of(given)

    assert (score.score, score.verdict) == (Decimal("78.9"), "qualified")
    assert lines(score, "group") == [
        "安全管理：B.1 86；权重 10，10 × 86 ÷ 100 = 8.6 分",
        "塔式起重机与起重吊装：B.17 90、95，平均 92.5；B.18 70；各表平均 81.25；权重 10，10 × 81.25 ÷ 100 = 8.125 分",
        "施工机具：B.19 60；权重 5，5 × 60 ÷ 100 = 3 分",
    ]
    assert lines(score, "total") == [
        "汇总：各项合计 19.725 分，应得 25 分，缺项折算 19.725 ÷ 25 × 100 = 78.9 分"
    ]


def test_an_item_loses_no_more_than_its_mark():
    given = answered(M1="place*25")
    score = score_of(given)

    assert lines(score, "item") == ["M1 项目M1：扣 10 分，得 0 分"]


def test_a_guarantee_item_at_0_takes_the_whole_sheet_and_the_grade():
    # 安全管理 0, 塔吊与吊装 10, 施工机具 5 → 15 of 25 = 60
    score = score_of(answered(M1="part=10"))

    assert (score.score, score.verdict) == (Decimal(60), "unqualified")
    assert (
        lines(score, "sheet")[0]
        == "B.1 安全管理：保证项目 M1 得 0 分，本表不得分（实得 90 分作废）"
    )


def test_a_general_item_at_0_takes_only_itself():
    score = score_of(answered(M7="part=40"))

    # 10 × 60 / 100 + 10 + 5 = 21 of 25 = 84
    assert (score.score, score.verdict) == (Decimal(84), "excellent")


@pytest.mark.parametrize(("lost", "sheet"), [((4, 4, 4, 4, 4, 0), 80), ((4, 4, 4, 4, 4, 1), 0)])
def test_guarantee_items_below_40_of_60_take_the_whole_sheet(lost, sheet):
    # 6 × 10 − 20 = 40 stands, − 21 = 39 falls
    given = answered(
        **{f"M{n}": f"part={marks}" if marks else "pass" for n, marks in enumerate(lost, 1)}
    )
    score = score_of(given)

    assert next(line.earned for line in score.lines if line.id == "B.1") == Decimal(sheet)
    # 8 + 10 + 5 = 23 of 25 = 92, and 0 + 10 + 5 = 15 of 25 = 60
    assert (score.score, score.verdict) == ((92, "excellent") if sheet else (60, "unqualified"))


@pytest.mark.parametrize(("lost", "falls"), [(10, False), (11, True)])
def test_with_guarantee_items_missing_the_bar_is_the_same_share(lost, falls):
    # three of six are 缺项: 30 marks inspected, the bar is 20
    given = answered(M1="na", M2="na", M3="na", M4=f"part={lost - 5}", M5="part=5")
    score = score_of(given)
    shown = next(line for line in score.lines if line.kind == "sheet" and line.id == "B.1")

    assert (shown.earned == 0) == falls
    if not falls:  # D / E × 100 = (20 + 40) / 70 × 100
        assert shown.earned == Decimal("85.71")
        assert (
            shown.text.zh
            == "B.1 安全管理：实得 60 分，应得 70 分，缺项折算 60 ÷ 70 × 100 = 85.71 分"
        )


def test_one_crane_at_0_lowers_the_mean_and_takes_the_grade():
    # cranes 0 and 100 → 50; lifting 100 → 75 → 7.5; 10 + 7.5 + 5 = 22.5 of 25 = 90, yet 不合格
    score = score_of(answered(K1_1="part=30"))

    assert (score.score, score.verdict) == (Decimal(90), "unqualified")


def test_a_site_without_cranes_leaves_the_table_and_the_group_out():
    given = site()
    for row in list(given.rows()):
        given.answer(row.item.id, "na" if row.item.id.startswith("L") else "pass")
    given.answer("M7", "part=10")
    score = score_of(given)

    # 9 + 5 = 14 of 15 = 93.33
    assert (score.score, score.verdict) == (Decimal("93.33"), "excellent")
    assert len(lines(score, "group")) == 2


@pytest.mark.parametrize(
    ("lost", "score_is", "grade"),
    [(20, 80, "excellent"), (21, 79, "qualified"), (30, 70, "qualified"), (31, 69, "unqualified")],
)
def test_grades_begin_at_80_and_70(lost, score_is, grade):
    given = answers(
        section("t", table="B.19", group="tools", weight=5), marked("T1", "t", 100), scoring=JGJ
    )
    given.answer("T1", f"part={lost}")
    score = score_of(given)

    assert (score.score, score.verdict) == (Decimal(score_is), grade)


def test_without_all_guarantee_items_inspected_there_is_no_grade():
    score = score_of(answered(M1="not_checked"))

    assert score.verdict == "incomplete"
    assert "保证项目 M1 未查" in "".join(lines(score, "note"))
    # but what already fails stays so
    assert score_of(answered(M1="not_checked", M2="part=10")).verdict == "unqualified"


def test_a_general_item_not_checked_is_left_out_and_graded():
    score = score_of(answered(M7="not_checked"))

    assert (score.score, score.verdict) == (Decimal(100), "excellent")


def test_deducted_without_a_criterion_is_still_open():
    score = score_of(answered(M1="fail"))

    assert score.verdict == "incomplete"
    assert "未评定扣分" in "".join(lines(score, "note"))


def test_the_summary_sheet_weighs_100_and_holds_19_tables():
    assert sum(group.weight for group in GROUPS.values()) == 100
    tables = [table for group in GROUPS.values() for table in group.tables]
    assert tables == [f"B.{n}" for n in range(1, 20)]


# Conformity


def kitchen(limit=None):
    scoring = {"kind": "conformity"} | ({"general_limit": limit} if limit is not None else {})
    return answers(
        verdict("S1", starred=True), *(verdict(f"G{n}", partial="finding") for n in range(1, 5)),
        scoring=scoring, words="conform",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("values", "limit", "word"),
    [
        ({}, None, "符合"),
        ({"G1": "fail"}, None, "基本符合"),
        ({"G1": "partial"}, None, "基本符合"),
        ({"S1": "fail"}, None, "不符合"),
        ({"G1": "fail", "G2": "fail"}, 2, "基本符合"),
        ({"G1": "fail", "G2": "fail", "G3": "partial"}, 2, "不符合"),
        ({"S1": "na", "G1": "not_checked"}, None, "符合"),
    ],
)
def test_conformity_follows_stars_and_the_limit(values, limit, word):
    given = kitchen(limit)
    for row in list(given.rows()):
        given.answer(row.item.id, values.get(row.item.id, "pass"), note="停业")

    assert score_of(given).text.zh == word


def test_conformity_counts_what_was_judged_and_notes_the_rest():
    given = kitchen()
    for id, value in {"S1": "pass", "G1": "fail", "G2": "na", "G3": "not_checked"}.items():
        given.answer(id, value, note="停业")
    score = score_of(given)

    assert (score.score, score.maximum, score.verdict) == (Decimal(1), Decimal(2), "incomplete")
    assert [line.text.zh for line in score.lines] == [
        "一般项 G1 不符合：项目G1",
        "已判定 2 项，重点项不符合 0 项，一般项不符合 1 项",
        "不适用 1 项，未查 1 项，未作答 1 项，均不计入",
    ]


def test_a_failing_starred_item_decides_before_the_rest_is_answered():
    given = kitchen()
    given.answer("S1", "fail")

    assert score_of(given).verdict == "does_not_conform"


# Rounding


@pytest.mark.parametrize(
    ("exact", "shown"),
    [
        (Fraction(86), "86"),
        (Fraction(8125, 1000), "8.13"),
        (Fraction(86, 10), "8.6"),
        (Fraction(200, 3), "66.67"),
        (Fraction(79_996, 1000), "79.99"),
        (Fraction(80), "80"),
        (Fraction(69_999, 1000), "69.99"),
    ],
)
def test_a_shown_number_never_reaches_a_grade_the_exact_one_misses(exact, shown):
    assert str(rounded(exact, (70, 80))) == shown
