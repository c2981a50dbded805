"""A checklist file is read once into frozen values, or every fault of it is told with place and remedy."""

from decimal import Decimal

import pytest

from shared.checklist import ChecklistFaulty, checklist_read
from shared.checklist.expression_tokens import closest
from shared.checklist.reading import TOP_KEYS
from tests.ground.checklists import checklist, item, marked, section, text, verdict


def faults(source: str | bytes) -> list[tuple[str, str, str]]:
    raw = source if isinstance(source, bytes) else source.encode()
    with pytest.raises(ChecklistFaulty) as faulty:
        checklist_read(raw, file="gas/x.toml")
    return [(fault.where, fault.message, fault.remedy) for fault in faulty.value.fields]


def test_a_checklist_is_read_with_its_hash_and_reference():
    source = text(verdict("G1"), verdict("G2")).encode()
    read = checklist_read(source, file="x.toml")

    assert [one.id for one in read.items] == ["G1", "G2"]
    assert read.source == source
    assert read.ref == f"gas.test@1#{read.sha256}"


def test_numbers_are_exact_decimals():
    read = checklist(item("N", "number", minimum=Decimal("0.1"), maximum=4))

    assert (read.item("N").minimum, read.item("N").maximum) == (Decimal("0.1"), Decimal(4))


def test_one_run_tells_every_fault_with_file_line_section_item_and_remedy():
    source = text(
        verdict("G1", grade="general"),
        item("G2", "numbr"),
        verdict("G1", visible_if="site.knd == 'shop'"),
        item("G3", "choice", choices=[{"id": "a", "zh": "甲", "en": "a"}], unit="m"),
        colour="red",
    )

    told = faults(source)

    lines = {where.split(":")[1].split(",")[0] for where, _, _ in told if ":" in where}
    assert {source.splitlines()[int(line) - 1] for line in lines} == {"[[item]]"}
    assert told == [
        (
            "gas/x.toml",
            "key 'colour' is not known.",
            closest("colour", TOP_KEYS),
        ),
        (
            "gas/x.toml:14, section s, item G1",
            "scenario is missing.",
            "A finding needs both scenario and grade; write both or neither.",
        ),
        ("gas/x.toml:25, section s, item G2", "type 'numbr' is not known.", "Did you mean 'number'?"),
        (
            "gas/x.toml:32, section s, item G1",
            "visible_if, character 1: 'site.knd' is not known.",
            "Did you mean 'site.kind'?",
        ),
        ("gas/x.toml:32, section s, item G1", "item 'G1' stands twice.", "Give each item its own id."),
        (
            "gas/x.toml:43, section s, item G3",
            "unit does not go with type 'choice'.",
            'Take unit out, or write type = "number".',
        ),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("parts", "message", "remedy"),
    [
        ([verdict("G1", look=None)], "guidance is missing: look.", "Say where to look"),
        ([verdict("G1", points=Decimal("1.5"))], "points 1.5 is not a whole number.", "Scores use integers"),
        ([verdict("G1", evidence="foto if fail")], "evidence 'foto if fail' is not understood", "photo 2 if fail"),
        ([verdict("G1", constraint="value == pass")], "constraint_text is missing.", "both languages"),
        ([item("N", "number", minimum=5, maximum=4)], "minimum 5 is above maximum 4.", "Exchange"),
        ([item("N", "number", scenario="A", grade="low")], "never fails", "minimum, maximum"),
        ([item("C", "choice", choices=[{"id": "na", "zh": "无", "en": "none"}])], "choice 'na' has the name", "another id"),
        ([verdict("G1", control="alarm")], "control stands without a scenario.", "scenario the control belongs to"),
        ([item("X", "calculated")], "value is missing for type 'calculated'", "value = …"),
        ([item("X", "calculated", value="Y + 1"), item("Y", "calculated", value="X + 1")], "items X, Y wait for one another.", "Take one of them out"),
        ([verdict("G1", visible_if="answered(G1)")], "items G1 wait for one another.", "visible_if"),
        ([verdict("G1", "t")], "there is no section 't'.", "Known: s."),
        ([section("a"), verdict("G1", "b"), section("b")], "the section has no items.", "[[item]]"),
        ([verdict("pass")], "'pass' is a word of the expressions.", "another id"),
        ([verdict("G 1")], "id 'G 1' is not a good id.", "Begin with a letter"),
        ([verdict("G1", basis=[{"doc": "安全生产法", "version": "2021", "clause": "", "verified": True}])], "an empty clause cannot be verified.", "verified = false"),
        ([section("r", repeat=True), verdict("R1", "r"), section(), verdict("G1", visible_if="R1 == fail")], "has one answer for each instance", "count_failed()"),
    ],
)  # fmt: skip
def test_each_fault_has_its_remedy(parts, message, remedy):
    found = faults(text(*parts))

    assert any(message in told and remedy in what for _, told, what in found), found


@pytest.mark.parametrize(
    ("source", "message"),
    [
        (b"\xff\xfe", "byte 1 is not UTF-8."),
        (b"id = ", "this is not TOML"),
        (b"x = " + b"[" * 5000, "this is not TOML"),
        (b"", "there is no [[section]]."),
    ],
)
def test_what_is_no_file_of_ours_is_told_as_one_fault_not_a_crash(source, message):
    assert any(message in told for _, told, _ in faults(source))


def test_an_item_may_name_its_neighbours_of_the_same_instance():
    read = checklist(
        section("r", repeat=True),
        verdict("R1", "r"),
        verdict("R2", "r", visible_if="R1 == fail"),
        verdict("G1", "r", visible_if="count_failed(R2) > 1"),
    )

    assert read.item("R2").visible_if is not None


def jgj(*, general: int = 40, group: str = "pit", weight: int = 10, guarantee: int = 60) -> str:
    parts = [
        section("g", table="B.11", group=group, weight=weight, guarantee=True),
        section("o", table="B.11", group=group, weight=weight),
        marked("A", "g", guarantee),
        marked("B", "o", general),
    ]
    return text(*parts, scoring={"kind": "deduct_100"})


def test_a_table_of_the_standard_is_read():
    assert len(checklist_read(jgj().encode(), file="x").items) == 2


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"general": 30}, "table B.11 has 90 marks."),
        ({"guarantee": 50, "general": 50}, "table B.11 has 50 marks in 保证项目."),
        ({"weight": 20}, "table B.11 stands in group 'pit' with weight 20."),
        ({"group": "crane"}, "table B.11 stands in group 'crane' with weight 10."),
    ],
)
def test_a_table_that_departs_from_the_standard_is_refused(change, message):
    assert any(message == told for _, told, _ in faults(jgj(**change)))


def test_a_mark_item_without_criteria_is_refused():
    source = jgj().replace("deduct = [", "deduct = [] # [", 1)

    assert any("deduct is missing." in told for _, told, _ in faults(source))
