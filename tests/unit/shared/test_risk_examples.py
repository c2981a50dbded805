"""The worked examples of the rule, from their data file, and the small steps beside them."""

from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal

import pytest

from shared.risk import (
    Looked,
    ModelFaulty,
    RiskInputsWrong,
    assess,
    assessment_changes,
    inputs_sha256,
    inspected_on,
    judge,
    model_read,
    next_change_on,
    smallest_set_to_lower,
)
from shared.risk.rule import level_of
from tests.ground.risk_examples import (
    EXAMPLES,
    GAS,
    MODEL,
    MODEL_TEXT,
    TODAY,
    a_control,
    a_hazard,
    a_risk,
    days_ago,
    risk_of,
)


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda one: one["says"])
def test_a_worked_example_gives_the_published_number(example):
    found = assess(risk_of(example), MODEL, as_of=TODAY)
    assert (str(found.D), found.level) == (example["D"], example["level"])
    assert found.floors == tuple(example.get("floors", ()))
    assert found.confidence == example.get("confidence", "high")
    if "shown" in example:
        places = Decimal(example["shown"])
        assert found.D.quantize(places) == places


@pytest.fixture
def five():
    return next(one for one in EXAMPLES if one["says"] == "five hazards in an old basement")


def test_the_sample_explanation_has_its_readings_and_drops(five):
    found = assess(risk_of(five), MODEL, as_of=TODAY)
    told = (found.lambda_, found.L, found.gross, found.target, found.static)
    assert [str(one) for one in told] == [
        five[one] for one in ("lambda", "L", "gross", "target", "static")
    ]
    drops = [[row["hazard"], row["drop"]] for row in found.explain["drop_if_closed"]]
    assert drops == five["drops"]


def test_the_sample_explanation_says_why_in_both_languages(five):
    terms = assess(risk_of(five), MODEL, as_of=TODAY).explain["terms"]
    assert [(one["k"], one["v"]) for one in terms] == [
        ("static", 0.3),
        ("controls", -0.43),
        ("findings", 0.574),
        ("stale", 0.0),
    ]
    assert terms[0]["why"] == ["管龄超过20年 +15", "地下室用气 +15"]
    assert terms[1]["why_en"][0] == "Gas alarm with shut-off 0.5 verified"
    assert terms[2]["why"] == "5 项未销号（其中逾期 1 项），0 项销号后仍在衰减"
    assert terms[3]["why_en"] == "20/90 days"


def test_the_smallest_set_lowers_the_level_and_says_so(five):
    found = smallest_set_to_lower(risk_of(five), MODEL, as_of=TODAY)
    assert list(found.hazards) == five["smallest"]
    assert (found.level, found.to, found.method) == ("red", "orange", "exact")
    assert found.sentence.zh == five["smallest_zh"]
    assert found.sentence.en == "Closing this hazard lowers it from red to orange"


def test_no_smaller_set_and_no_lower_id_would_do():
    three = [a_hazard("serious", id=f"H-{one}") for one in (3, 1, 2)]
    found = smallest_set_to_lower(a_risk(*three), MODEL, as_of=TODAY)
    assert found.hazards == ("H-1",)
    assert found.to == "orange"


def test_closing_all_may_not_be_enough_and_that_is_said():
    hazards = [a_hazard("major", id=f"H-{one}", k=6) for one in range(3)]
    found = smallest_set_to_lower(
        a_risk(*hazards, peak_occupancy=500, exposure="round_the_clock"), MODEL, as_of=TODAY
    )
    assert (found.to, found.hazards) == (None, ())
    assert found.sentence.zh == "全部 3 项销号后仍为红，还需落实控制措施"


def test_beyond_twelve_hazards_the_search_is_greedy_and_says_so():
    many = [a_hazard("general", id=f"H-{one:02}") for one in range(13)]
    found = smallest_set_to_lower(a_risk(*many), MODEL, as_of=TODAY)
    assert found.method == "greedy"
    lowered = [
        replace(one, state="closed", closed_on=TODAY) if one.id in found.hazards else one
        for one in many
    ]
    after = assess(a_risk(*lowered), MODEL, as_of=TODAY)
    assert (after.level, after.D) == (found.to, found.D)


def test_a_blue_place_needs_nothing():
    assert (
        smallest_set_to_lower(a_risk(), MODEL, as_of=TODAY).sentence.zh
        == "当前为蓝（低），无须降级"
    )


@pytest.mark.parametrize(
    ("tenths", "level"),
    [(699, "blue"), (700, "yellow"), (1599, "yellow"), (1600, "orange"), (3199, "orange"),
     (3200, "red")],
)  # fmt: skip
def test_the_lower_bound_of_a_level_is_inclusive(tenths, level):
    assert level_of(tenths, (), MODEL) == level


@pytest.mark.parametrize(
    ("changes", "level", "floors"),
    [
        ({"age": 0}, "orange", ("open_major",)),
        ({"age": 16}, "red", ("open_major", "overdue_major")),
        ({"age": 16, "closed": 0}, "blue", ()),
    ],
    ids=["open", "overdue", "closed"],
)
def test_a_major_hazard_holds_a_floor_even_where_the_number_is_small(changes, level, floors):
    rare = a_risk(a_hazard("major", k=1, **changes), exposure="rarer")
    found = assess(rare, MODEL, as_of=TODAY)
    assert (found.level, found.floors) == (level, floors)
    assert found.D < 70
    assert [row["code"] for row in found.explain["floors"]] == list(floors)


@pytest.mark.parametrize(
    ("peak", "vulnerable", "k"),
    [(99, False, 4), (100, False, 5), (99, True, 5), (100, True, 6), (500, False, 6),
     (500, True, 6)],
)  # fmt: skip
def test_people_on_the_place_raise_the_class_of_consequence(peak, vulnerable, k):
    facts = a_risk(peak_occupancy=peak, vulnerable=vulnerable)
    assert assess(facts, MODEL, as_of=TODAY).k == k


@pytest.mark.parametrize(
    ("inspected", "inspections", "answered", "confidence"),
    [(90, 2, 80, "high"), (91, 2, 80, "medium"), (90, 1, 80, "medium"), (90, 2, 79, "medium"),
     (180, 1, 50, "medium"), (181, 9, 100, "low"), (0, 1, 49, "low"), (None, 0, 100, "low")],
)  # fmt: skip
def test_confidence_comes_from_when_how_often_and_how_fully_one_looked(
    inspected, inspections, answered, confidence
):
    last = None if inspected is None else days_ago(inspected)
    facts = a_risk(last_inspected=last, inspections=inspections, answered_percent=answered)
    assert assess(facts, MODEL, as_of=TODAY).confidence == confidence


def looked(*visits):
    told = [Looked(days_ago(days), kind) for days, kind in visits]
    return inspected_on(told, GAS, MODEL, as_of=TODAY)


def test_staleness_counts_from_the_last_full_visit_moved_on_by_lesser_ones():
    assert looked() is None
    assert looked((100, "enforcement"), (30, "urgent")) == days_ago(30)
    assert looked((100, "enforcement"), (20, "patrol")) == days_ago(60)
    assert looked((100, "enforcement"), (0, "self")) == days_ago(70)
    assert looked((0, "patrol")) == days_ago(180)
    assert looked((100, "enforcement"), (5, "service"), (-1, "enforcement")) == days_ago(100)


def test_a_new_assessment_is_worth_storing_only_when_something_moved():
    plain = assess(a_risk(), MODEL, as_of=TODAY)
    same = assess(a_risk(inspections=3), MODEL, as_of=TODAY)
    assert assessment_changes(plain, same) == ()
    worse = assess(a_risk(a_hazard()), MODEL, as_of=TODAY)
    assert assessment_changes(plain, worse) == ("moved",)
    unsure = assess(a_risk(inspections=1), MODEL, as_of=TODAY)
    assert assessment_changes(plain, unsure) == ("confidence",)
    major = assess(a_risk(a_hazard("major")), MODEL, as_of=TODAY)
    assert assessment_changes(plain, major) == ("level", "floors", "moved")
    approved = replace(plain, model="district-v1")
    assert assessment_changes(plain, approved) == ("model",)


def test_a_move_of_exactly_five_percent_is_worth_storing():
    plain = assess(a_risk(), MODEL, as_of=TODAY)
    before = replace(plain, D=Decimal("100.0"))
    assert assessment_changes(before, replace(plain, D=Decimal("104.9"))) == ()
    assert assessment_changes(before, replace(plain, D=Decimal("105.0"))) == ("moved",)
    assert assessment_changes(before, replace(plain, D=Decimal("95.0"))) == ("moved",)


def next_day(facts):
    return next_change_on(facts, MODEL, kept=judge(facts, MODEL, as_of=TODAY), as_of=TODAY)


def test_a_quick_judgement_is_that_of_the_assessment():
    for example in EXAMPLES:
        facts = risk_of(example)
        full, quick = assess(facts, MODEL, as_of=TODAY), judge(facts, MODEL, as_of=TODAY)
        assert assessment_changes(full, quick) == ()
        assert quick.D == full.D


@pytest.mark.parametrize("last", [TODAY, None], ids=["today", "never"])
def test_a_place_where_nothing_turns_is_looked_at_again_after_sixty_days(last):
    assert next_day(a_risk(controls=(), last_inspected=last)) == days_ago(-60)


@pytest.mark.parametrize(
    ("facts", "day"),
    [
        (a_risk(a_hazard("major", k=1, allowed=20), exposure="rarer"), 21),
        (a_risk(controls=(a_control("gas_alarm", verified=60),)), 31),
        (a_risk(last_inspected=days_ago(60)), 31),
        (a_risk(a_hazard(closed=-12)), 12),
    ],
    ids=["overdue", "verification", "cadence", "closing"],
)
def test_the_next_change_is_the_day_after_a_date_runs_out(facts, day):
    assert next_day(facts) == days_ago(-day)


def test_the_day_before_the_next_change_nothing_is_worth_storing():
    overdue = a_risk(a_hazard("serious", age=10), a_hazard("general", id="H-02", age=3))
    kept, day = judge(overdue, MODEL, as_of=TODAY), next_day(overdue)
    assert TODAY < day < days_ago(-60)
    before = judge(overdue, MODEL, as_of=day - timedelta(1))
    assert assessment_changes(kept, before) == ()
    assert assessment_changes(kept, judge(overdue, MODEL, as_of=day))


def test_the_hash_of_the_facts_ignores_the_order_they_were_collected_in():
    one, other = a_hazard(id="H-1"), a_hazard(id="H-2")
    facts = a_risk(one, other)
    assert inputs_sha256(facts) == inputs_sha256(
        replace(facts, hazards=(other, one), controls=facts.controls[::-1])
    )
    assert inputs_sha256(facts) != inputs_sha256(a_risk(one))


def test_facts_the_model_does_not_know_count_nothing_and_are_shown():
    facts = a_risk(
        site_factors=("points_20", "moon_phase"),
        controls=(*a_risk().controls, a_control("prayer", verified=0)),
    )
    found = assess(facts, MODEL, as_of=TODAY)
    assert Decimal("31.5") == found.D
    assert found.explain["ignored"] == ["control:prayer", "factor:moon_phase"]


def test_a_closing_after_the_day_has_not_happened_yet():
    closed_tomorrow = a_risk(a_hazard("serious", closed=-1))
    assert Decimal("129.7") == assess(closed_tomorrow, MODEL, as_of=TODAY).D


def test_an_unknown_scenario_or_exposure_is_refused_with_a_remedy():
    for wrong in ({"scenario": "MOON-FALL"}, {"exposure": "sometimes"}):
        with pytest.raises(RiskInputsWrong) as caught:
            assess(a_risk(**wrong), MODEL, as_of=TODAY)
        assert caught.value.remedy


def test_an_instant_in_place_of_a_day_is_refused():
    with pytest.raises(TypeError, match="local date"):
        assess(a_risk(), MODEL, as_of=datetime(2026, 11, 22, 8, 0))  # noqa: DTZ001


def test_every_fault_of_a_model_is_told_at_once_with_place_and_remedy():
    text = MODEL_TEXT.decode()
    broken = (
        text.replace("general = 0.15", "general = 0.01")
        .replace("yellow = 70", "yellow = 170")
        .replace("k0 = 4", "k0 = 7")
        .replace("half_life_days = 90", "half_life = 90")
    )
    with pytest.raises(ModelFaulty) as caught:
        model_read(broken.encode(), file="model.toml")
    places = {one.where for one in caught.value.fields}
    assert places == {
        "model.toml, evidence.base.general",
        "model.toml, evidence.half_life_days",
        "model.toml, evidence.half_life",
        "model.toml, levels.orange",
        "model.toml, scenario GAS-EXPL.k0",
    }
    assert all(one.remedy for one in caught.value.fields)
