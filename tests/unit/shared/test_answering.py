"""One visit's answers: what is taken, what is refused, what shows, what fails, what is missing."""

from decimal import Decimal

import pytest

from shared.checklist import AnswerRefused, Progress
from tests.ground.checklists import answers, item, marked, section, verdict

CHOICES = [
    {"id": "steel", "zh": "钢", "en": "steel", "verdict": "pass"},
    {"id": "wood", "zh": "木", "en": "wood", "verdict": "fail"},
    {"id": "other", "zh": "其他", "en": "other"},
]
RISKY = {"scenario": "GAS-EXPL", "grade": "serious"}


def places(given):
    return [fault.where for fault in given.missing()]


# What an answer means


@pytest.mark.parametrize(
    ("kind", "keys", "raw", "value", "verdict_is"),
    [
        ("verdict", {}, "pass", "pass", "pass"),
        ("verdict", {}, "na", "na", "na"),
        ("number", {"minimum": 1, "maximum": 4}, "4", Decimal(4), "pass"),
        ("number", {"minimum": 1, "maximum": 4}, "4.000000001", Decimal("4.000000001"), "fail"),
        ("number", {"minimum": 1, "maximum": 4}, "0.9", Decimal("0.9"), "fail"),
        ("number", {"maximum": 0}, "-0.5", Decimal("-0.5"), "pass"),
        ("number", {}, "７．５", Decimal("7.5"), None),
        ("number", {"maximum": 1}, "na", "na", "na"),
        ("number", {"maximum": 1}, "not_checked", "not_checked", "not_checked"),
        ("choice", {"choices": CHOICES}, "wood", "wood", "fail"),
        ("choice", {"choices": CHOICES}, "other", "other", None),
        ("choices", {"choices": CHOICES}, "wood, steel", ("steel", "wood"), "fail"),
        ("choices", {"choices": CHOICES}, "steel,other", ("steel", "other"), "pass"),
        ("date", {}, "2024-02-29", "2024-02-29", None),
        ("text", {}, " 灶台旁 ", "灶台旁", None),
        ("calculated", {"value": "2 + 2", "maximum": 3}, None, Decimal(4), "fail"),
        ("calculated", {"value": "if(1 < 2, fail, pass)"}, None, "fail", "fail"),
        ("calculated", {"value": "1 < 2"}, None, True, None),
        ("calculated", {"value": "1 / 0", "maximum": 3}, None, None, None),
    ],
)  # fmt: skip
def test_an_answer_has_a_value_and_a_verdict(kind, keys, raw, value, verdict_is):
    guidance = verdict("X") if kind == "verdict" else item("X", kind)
    given = answers({**guidance, **keys})
    if raw is not None:
        given.answer("X", raw)

    assert (given.value("X"), given.verdict("X")) == (value, verdict_is)


def test_photos_are_counted_by_what_is_attached():
    given = answers(item("P", "photo"))
    given.answer("P", "", blobs=("a" * 64, "b" * 64))

    assert (given.get("P").value, given.value("P")) == ("2", Decimal(2))


@pytest.mark.parametrize(
    ("raw", "text", "marks"),
    [
        ("part=3", "part=3", 3),
        ("place", "place", 1),
        ("place*4", "place*4", 4),
        ("place*2, part=10", "part=10,place*2", 12),
    ],
)
def test_deductions_are_kept_in_the_order_of_the_file(raw, text, marks):
    given = answers(
        section("g", table="T", group="own", weight=10),
        marked("A", "g", 100),
        scoring={"kind": "deduct_100"},
    )
    given.answer("A", raw)

    assert given.get("A").value == text
    assert given.verdict("A") == "fail"
    assert sum(one.total for one in given.given("A").taken) == marks


# What is refused


@pytest.mark.parametrize(
    ("kind", "keys", "raw", "message", "remedy"),
    [
        ("verdict", {}, "ok", "“ok”不是判定结果。", "pass"),
        ("verdict", {}, "", "“”不是判定结果。", "pass"),
        ("verdict", {}, "partial", "该项不能选“基本符合”。", "合格"),
        ("number", {}, "4,0", "“4,0”不是数值。", "4 或 0.5"),
        ("number", {}, "1e3", "不是数值", "4 或 0.5"),
        ("number", {}, "NaN", "不是数值", "4 或 0.5"),
        ("number", {}, "pass", "不是数值", "4 或 0.5"),
        ("choice", {"choices": CHOICES}, "glass", "没有选项“glass”。", "steel（钢）、wood（木）"),
        ("choices", {"choices": CHOICES}, "steel,,wood", "没有选项“”。", "steel（钢）"),
        ("date", {}, "2026-02-29", "不是日期", "2026-11-22"),
        ("date", {}, "20260228", "不是日期", "2026-11-22"),
        ("text", {}, "  ", "没有填写内容", "撤回"),
        ("text", {}, "灶\ud800", "不能保存的字符", "删除"),
        ("text", {}, "长" * 4001, "超过 4000 字", "备注"),
        ("photo", {}, "2", "照片数“2”与所附 0 张不符。", "重新拍照"),
        ("photo", {}, "", "没有照片。", "请拍照"),
        ("calculated", {"value": "1"}, "1", "该项由系统计算", "所依据的检查项"),
    ],
)  # fmt: skip
def test_what_is_no_answer_is_refused_with_item_fault_and_remedy(kind, keys, raw, message, remedy):
    guidance = verdict("X") if kind == "verdict" else item("X", kind)
    given = answers({**guidance, **keys})
    with pytest.raises(AnswerRefused) as refused:
        given.answer("X", raw)

    assert refused.value.item == "X"
    assert "检查项 X：" in refused.value.message
    assert message in refused.value.message
    assert remedy in refused.value.remedy
    assert given.get("X") is None


def test_a_refusal_can_be_printed_whatever_was_typed():
    given = answers(item("N", "number"))
    with pytest.raises(AnswerRefused) as refused:
        given.answer("N", "四\ud800" + "五" * 100)

    assert len(str(refused.value).encode()) < 600
    assert "四\ufffd五" in refused.value.message


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        ("part", "没有写扣几分"),
        ("part=0", "不能扣 0 分"),
        ("part=11", "不能扣 11 分"),
        ("part=3*2", "不按处数扣分"),
        ("place*0", "不按处数扣分"),
        ("place=2", "不能扣 2 分"),
        ("place,place", "写了两次"),
        ("other", "不是本项的扣分标准"),
        ("part=3,", "不是本项的扣分标准"),
        ("partial", "不能选“基本符合”"),
    ],
)
def test_a_deduction_that_the_criteria_do_not_know_is_refused(raw, message):
    given = answers(
        section("g", table="T", group="own", weight=10),
        marked("A", "g", 10), marked("B", "g", 90),
        scoring={"kind": "deduct_100"},
    )  # fmt: skip
    with pytest.raises(AnswerRefused, match=message):
        given.answer("A", raw)


@pytest.mark.parametrize(
    ("given_item", "keys", "message"),
    [
        ("G9", {}, "没有该检查项"),
        ("G1", {"at": ("1",)}, "不分处"),
        ("R1", {}, "哪一处"),
        ("R1", {"at": ("1", "2")}, "哪一处"),
        ("R1", {"at": ("a#b",)}, "不能作名称"),
        ("R1", {"at": (" ",)}, "不能作名称"),
        ("G1", {"how": "guessed"}, "作答方式"),
        ("G1", {"grade": "low"}, "不能定等级"),
        ("G1", {"note": "\x00"}, "不能保存"),
    ],
)
def test_an_answer_to_the_wrong_place_is_refused_and_changes_nothing(given_item, keys, message):
    given = answers(section(), section("r", repeat=True), verdict("G1"), verdict("R1", "r"))
    with pytest.raises(AnswerRefused, match=message):
        given.answer(given_item, "pass", **keys)

    assert given.all() == {}
    assert given.instances("r") == ()


# What shows and what changes


def conditional():
    return answers(
        item("N", "number", maximum=4),
        verdict("A", visible_if="N > 4"),
        verdict("B", visible_if="A == fail"),
        verdict("C"),
        item("T", "calculated", value="count_failed(A, B, C)"),
        profile={"site.kind": "restaurant"},
    )


def test_an_answer_tells_exactly_what_changed_with_it():
    given = conditional()

    assert given.answer("N", "5") == {("N", ()), ("A", ())}
    assert given.answer("A", "fail") == {("A", ()), ("B", ()), ("T", ())}
    assert given.answer("C", "pass") == {("C", ())}
    assert given.answer("C", "pass") == frozenset()
    assert given.answer("N", "3") == {("N", ()), ("A", ()), ("B", ()), ("T", ())}


def test_a_hidden_item_counts_nowhere_and_keeps_its_answer():
    given = conditional()
    given.answer("N", "5")
    given.answer("A", "fail")
    given.answer("N", "3")

    assert (given.is_visible("A"), given.verdict("A"), given.value("A")) == (False, None, None)
    assert given.value("T") == Decimal(0)
    assert given.get("A").value == "fail"
    given.answer("N", "6")
    assert (given.verdict("A"), given.value("T")) == ("fail", Decimal(1))


def test_withdrawing_takes_back_the_answer_with_its_note_and_what_hung_on_it():
    given = conditional()
    given.answer("N", "5", note="量三次")

    assert given.withdraw("N") == {("N", ()), ("A", ())}
    assert given.get("N") is None
    assert given.withdraw("N") == frozenset()


def test_the_place_decides_what_shows():
    parts = (verdict("A", visible_if="site.kind == 'hotel' or 'lpg' in site.fuels"), verdict("B"))

    shown = answers(*parts, profile={"site.kind": "restaurant", "site.fuels": ("lpg",)})
    hidden = answers(*parts, profile={"site.kind": "restaurant"})
    assert [row.item.id for row in shown.rows()] == ["A", "B"]
    assert [row.item.id for row in hidden.rows()] == ["B"]


def test_a_note_and_photos_can_be_kept_before_the_verdict():
    given = answers(verdict("A", evidence="photo if fail"))
    given.answer("A", "", note="门口", blobs=("a" * 64,))

    assert given.verdict("A") is None
    assert given.progress().answered == 0
    assert places(given) == ["A"]
    given.answer("A", "fail", note=given.get("A").note, blobs=given.get("A").blobs)
    assert places(given) == []


# Repeat sections


def cranes():
    return answers(
        section(),
        section("k", repeat=True),
        verdict("K1", "k", **RISKY),
        verdict("K2", "k", visible_if="K1 == fail"),
        verdict("G1", visible_if="count_failed(K1) > 1"),
    )


def test_instances_stand_beside_each_other_in_the_order_they_were_opened():
    given = cranes()
    given.instance_add("k", "2号塔吊")
    given.answer("K1", "fail", at=("1号塔吊",))

    assert given.instances("k") == ("2号塔吊", "1号塔吊")
    assert [row.place for row in given.rows()] == ["K1#2号塔吊", "K1#1号塔吊", "K2#1号塔吊"]
    assert given.instance_add("k", "1号塔吊") == frozenset()


def test_a_neighbour_is_asked_of_the_same_instance_and_a_function_goes_over_all():
    given = cranes()
    given.answer("K1", "fail", at=("1",))
    given.answer("K1", "pass", at=("2",))
    assert (given.is_visible("K2", ("1",)), given.is_visible("K2", ("2",))) == (True, False)
    assert not given.is_visible("G1")

    changed = given.answer("K1", "fail", at=("2",))

    assert changed == {("K1", ("2",)), ("K2", ("2",)), ("G1", ())}
    assert given.failed() == (("K1", ("1",)), ("K1", ("2",)))


def test_closing_an_instance_takes_its_answers_and_what_they_counted_for():
    given = cranes()
    for name in ("1", "2"):
        given.answer("K1", "fail", at=(name,))

    changed = given.instance_remove("k", "1")

    assert ("G1", ()) in changed
    assert given.failed() == (("K1", ("2",)),)
    assert given.get("K1", ("1",)) is None
    assert given.instance_remove("k", "1") == frozenset()


def test_both_halves_of_a_table_have_the_same_instances():
    given = answers(
        section("g", table="T", group="own", weight=10, guarantee=True, repeat=True),
        section("o", table="T", group="own", weight=10, repeat=True),
        marked("A", "g", 60), marked("B", "o", 40),
        scoring={"kind": "deduct_100"},
    )  # fmt: skip

    assert given.instance_add("g", "1") == {("A", ("1",)), ("B", ("1",))}
    assert given.instances("o") == ("1",)


# What fails and what is missing


def test_findings_are_fails_with_a_scenario_and_partials_where_the_file_says_so():
    given = answers(
        verdict("A", **RISKY), verdict("B"), verdict("C", **RISKY, partial="finding"),
        verdict("D", **RISKY, partial="allowed"), item("N", "number", maximum=1, **RISKY),
    )  # fmt: skip
    for one, value in {"A": "fail", "B": "fail", "C": "partial", "D": "partial", "N": "2"}.items():
        given.answer(one, value)

    assert given.failed() == (("A", ()), ("C", ()), ("N", ()))


def test_the_officer_may_set_another_grade_and_slot_for_a_finding():
    given = answers(verdict("A", **RISKY, slot="kitchen"))
    given.answer("A", "fail")
    assert (given.grade("A"), given.slot("A")) == ("serious", "kitchen")

    given.answer("A", "fail", grade="major", slot="后厨")
    assert (given.grade("A"), given.slot("A")) == ("major", "后厨")


def test_missing_names_each_place_what_lacks_and_what_to_do():
    given = answers(
        section(), section("k", repeat=True),
        verdict("A"), verdict("B", required=False), verdict("C", required="A == fail"),
        verdict("D", evidence="photo 2 if fail, note 4 if fail or partial"),
        item("N", "number", constraint="value >= 0", constraint_text={"zh": "请填非负数。", "en": "Not below 0."}),
        verdict("K", "k", evidence="photo"),
    )  # fmt: skip
    given.answer("A", "fail")
    given.answer("D", "fail", note="漏气", blobs=("a" * 64,))
    given.answer("N", "-1")
    given.answer("K", "not_checked", at=("1号",), note="  ")

    assert [(fault.where, fault.message, fault.remedy) for fault in given.missing()] == [
        ("C", "未作答。", "请作答；现场没有的选“不适用”，没有检查的选“未查”并写明原因。"),
        ("D", "需要 2 张照片，现有 1 张。", "请补拍照片。"),
        ("D", "备注需要至少 4 个字，现有 2 个。", "请在备注中写清现场情况。"),
        ("N", "填写的内容不符合要求。", "请填非负数。"),
        ("K#1号", "选了“未查”，没有写明原因。", "请在备注中写明未查的原因。"),
        ("K#1号", "需要 1 张照片，现有 0 张。", "请补拍照片。"),
    ]
    assert given.missing(lang="en")[3].remedy == "Not below 0."


def test_a_deduction_without_a_criterion_is_kept_and_told():
    given = answers(
        section("g", table="T", group="own", weight=10), marked("A", "g", 100),
        scoring={"kind": "deduct_100"},
    )  # fmt: skip
    given.answer("A", "fail")

    assert [fault.message for fault in given.missing()] == ["选了“扣分”，没有选扣分标准。"]


def test_progress_counts_what_is_asked_of_a_person():
    given = conditional()
    assert given.progress() == Progress(asked=2)

    given.answer("N", "5")
    given.answer("A", "not_checked", note="无钥匙")
    given.answer("C", "na")

    assert given.progress() == Progress(asked=3, answered=3, failed=1, na=1, not_checked=1)
    assert given.progress("s") == given.progress()
