"""Expressions: they mean what a plain reading of them means, never fail on a value, and name all they need."""

import string
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shared.checklist import ExpressionFaulty, compile_expression
from shared.checklist.expression_values import Value

NAMES = ("A", "B", "C", "site.kind")
MANY = settings(
    max_examples=400, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck)
)  # fmt: skip

values = st.one_of(
    st.none(),
    st.sampled_from(("pass", "fail", "na", "wood", "")),
    st.decimals(-999, 999, places=2, allow_nan=False),
    st.lists(st.sampled_from(("wood", "tile")), max_size=2).map(tuple),
    st.booleans(),
)
worlds = st.fixed_dictionaries({name: values for name in NAMES})
terms = st.one_of(
    st.sampled_from((*NAMES, "fail", "pass", "'wood'")),
    st.decimals(0, 99, places=1, allow_nan=False).map(str),
)
conditions = st.one_of(
    st.tuples(terms, st.sampled_from(("==", "!=", "<", "<=", ">", ">=", "in")), terms).map(
        " ".join
    ),
    st.sampled_from(NAMES[:3]).map("answered({})".format),
    st.sampled_from(NAMES[:3]).map("count_failed({}) > 0".format),
)
numbers = st.lists(st.decimals(-9999, 9999, places=4, allow_nan=False), min_size=1, max_size=8)


def result(source: str, world: dict[str, Value]) -> Value:
    return compile_expression(source, known=NAMES).evaluate(world)


@MANY
@given(st.recursive(conditions, lambda inner: st.tuples(inner, st.sampled_from((" and ", " or ")), inner).map(
    lambda parts: f"({parts[0]}{parts[1]}{parts[2]})"), max_leaves=8), worlds)  # fmt: skip
def test_a_condition_is_true_or_false_and_needs_only_the_names_it_tells(source, world):
    compiled = compile_expression(source, known=NAMES)
    needed = {name: value for name, value in world.items() if name in compiled.depends}

    assert compiled.evaluate(world) in (True, False)
    assert compiled.evaluate(needed) == compiled.evaluate(world)
    assert all(name in source for name in compiled.depends)


@MANY
@given(conditions, conditions, worlds)
def test_not_turns_and_into_or(first, second, world):
    assert result(f"not ({first} and {second})", world) == result(
        f"not ({first}) or not ({second})", world
    )
    assert result(f"not not ({first})", world) == result(first, world)


@MANY
@given(conditions, conditions, conditions, worlds)
def test_and_binds_closer_than_or(first, second, third, world):
    assert result(f"{first} or {second} and {third}", world) == result(
        f"{first} or ({second} and {third})", world
    )


@MANY
@given(worlds, st.sampled_from(NAMES), st.sampled_from(NAMES))
def test_order_is_trichotomous_where_there_is_one_and_false_elsewhere(world, left, right):
    told = [result(f"{left} {sign} {right}", world) for sign in ("<", "==", ">")]
    kinds = {type(world[left]), type(world[right])}

    if kinds in ({str}, {Decimal}):
        assert told.count(True) == 1
    else:
        assert told[0] is told[2] is False


@MANY
@given(numbers)
def test_sums_are_exact(found):
    names = [f"N{n}" for n in range(len(found))]
    world = dict(zip(names, found, strict=True))
    added = compile_expression(" + ".join(names), known=names).evaluate(world)
    summed = compile_expression(f"sum({', '.join(names)})", known=names).evaluate(world)

    assert Fraction(added) == Fraction(summed) == sum(map(Fraction, found))


@MANY
@given(numbers)
def test_rounding_goes_half_up_to_the_nearest(found):
    for number in found:
        rounded = compile_expression("round(N, 2)", known=["N"]).evaluate({"N": number})
        assert abs(Fraction(rounded) - Fraction(number)) <= Fraction(1, 200)
        if abs(Fraction(rounded) - Fraction(number)) == Fraction(1, 200):
            assert abs(rounded) > abs(number)


@MANY
@given(st.lists(st.sampled_from(
    (*NAMES, "fail", "1", "0.5", "'a'", "(", ")", ",", "and", "or", "not", "==", "<", "in", "+", "-", "*", "/",
     "if", "sum", "round", "count_failed", "answered", "points", "[A]")), max_size=12).map(" ".join), worlds)  # fmt: skip
def test_whatever_words_stand_together_they_are_refused_or_computed(source, world):
    try:
        compiled = compile_expression(source, known=NAMES)
    except ExpressionFaulty as faulty:
        told = faulty.at, faulty.message, faulty.remedy
    else:
        compiled.evaluate(world)
        return
    assert 0 <= told[0] <= len(source)
    assert told[1]
    assert told[2]


@MANY
@given(st.text(string.printable + "检查、“”", max_size=40))
def test_any_text_is_refused_with_a_remedy_or_compiled(source):
    try:
        compile_expression(source, known=NAMES)
    except ExpressionFaulty as faulty:
        told = faulty.remedy
    else:
        return
    assert told


def test_an_expression_cannot_reach_python():
    for source in (
        "A.__class__",
        "A.upper()",
        "[A for A in B]",
        "lambda: 1",
        "().__class__",
        "open('x')",
    ):
        with pytest.raises(ExpressionFaulty):
            compile_expression(source, known=NAMES)
