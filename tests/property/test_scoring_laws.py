"""Scores: JGJ 59 reckoned anew from the marks alone gives the same; taking more marks never raises a score."""

from decimal import Decimal
from fractions import Fraction

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shared.checklist import Answers, score_of
from tests.ground.checklists import checklist, marked, section, verdict

MANY = settings(
    max_examples=150, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck)
)  # fmt: skip
# 保证项目 of 60 and 一般项目 of 40 marks, five items of 20: small enough to hit the zero rule often.
SHEET = (20, 20, 20, 20, 20)
GUARANTEE = 3
TABLES = {
    "B.1": ("management", 10),
    "B.2": ("site", 15),
    "B.17": ("crane", 10),
    "B.18": ("crane", 10),
}
SITE = checklist(
    *(
        section(f"{table}-{half}", table=table, group=group, weight=weight, guarantee=half == "g" or None)
        for table, (group, weight) in TABLES.items()
        for half in ("g", "o")
    ),
    *(
        marked(f"{table}-{n}", f"{table}-{'g' if n < GUARANTEE else 'o'}", full)
        for table in TABLES
        for n, full in enumerate(SHEET)
    ),
    scoring={"kind": "deduct_100"},
)  # fmt: skip
# What an item lost, -1 for 缺项.
losses = st.lists(
    st.lists(st.sampled_from((0, 0, 0, 0, 1, 5, 10, 20, -1)), min_size=5, max_size=5), min_size=4, max_size=4
)  # fmt: skip


def scored(lost):
    answers = Answers(SITE, {})
    for table, row in zip(TABLES, lost, strict=True):
        for n, marks in enumerate(row):
            value = {0: "pass", -1: "na"}.get(marks, f"part={marks}")
            answers.answer(f"{table}-{n}", value)
    return score_of(answers)


def reckoned(lost):
    """Reckon the summary sheet from the rules of clause 4.0.3, and the grade from 5.0.2."""
    groups, zero = {}, False
    for (group, weight), row in zip(TABLES.values(), lost, strict=True):
        kept = [None if loss < 0 else full - loss for full, loss in zip(SHEET, row, strict=True)]
        there = [(mark, full) for mark, full in zip(kept, SHEET, strict=True) if mark is not None]
        if not there:
            continue
        guarantee = [(mark, full) for mark, full in zip(kept[:GUARANTEE], SHEET, strict=False) if mark is not None]  # fmt: skip
        part, whole = (
            (sum(column) for column in zip(*guarantee, strict=True)) if guarantee else (0, 0)
        )
        score = Fraction(100 * sum(mark for mark, _ in there), sum(full for _, full in there))
        if any(mark == 0 for mark, _ in guarantee) or part * 60 < whole * 40:
            score, zero = Fraction(0), True
        groups.setdefault((group, weight), []).append(score)
    if not groups:
        return None
    total = sum(weight * sum(found) / len(found) / 100 for (_, weight), found in groups.items())
    summary = total * 100 / sum(weight for _, weight in groups)
    grade = "excellent" if summary >= 80 else "qualified" if summary >= 70 else "unqualified"
    return summary, "unqualified" if zero else grade


@MANY
@given(losses)
def test_the_summary_sheet_is_what_the_clauses_say(lost):
    score, expected = scored(lost), reckoned(lost)

    if expected is None:
        assert score.verdict == "incomplete"
        return
    assert abs(Fraction(score.score) - expected[0]) <= Fraction(1, 100)
    assert score.verdict == expected[1]


@MANY
@given(losses, st.integers(0, 3), st.integers(0, 4), st.integers(1, 19))
def test_taking_more_marks_never_raises_a_score(lost, table, n, more):
    worse = [list(row) for row in lost]
    before = lost[table][n]
    if before >= 0:
        worse[table][n] = min(20, before + more)
    ranks = ("unqualified", "incomplete", "qualified", "excellent")

    assert scored(worse).score <= scored(lost).score
    assert ranks.index(scored(worse).verdict) <= ranks.index(scored(lost).verdict)


points = st.lists(st.tuples(st.integers(0, 9), st.sampled_from(("pass", "partial", "fail", "na"))), min_size=1, max_size=9)  # fmt: skip


@MANY
@given(points)
def test_points_add_up_and_stay_inside_the_maximum(found):
    parts = [verdict(f"I{n}", points=one, partial="allowed") for n, (one, _) in enumerate(found)]
    answers = Answers(checklist(*parts, scoring={"kind": "points"}), {})
    for n, (_, value) in enumerate(found):
        answers.answer(f"I{n}", value)
    score = score_of(answers)
    share = {"pass": Decimal(1), "partial": Decimal("0.5"), "fail": Decimal(0), "na": Decimal(0)}

    assert score.score == sum(one * share[value] for one, value in found)
    assert score.maximum == sum(one for one, value in found if value != "na")
    assert 0 <= score.score <= score.maximum
