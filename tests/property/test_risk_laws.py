"""Law 7: more or worse never lowers a risk, closing or controlling never raises it, unknown is not green.

Each law is tried on the shipped rule and the shipped model, and then on a rule with a seeded bug,
which the same check must catch.
"""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, assume, find, given, settings
from hypothesis import strategies as st
from hypothesis.errors import NoSuchExample

from shared.risk import GRADES, LEVELS, RolledRisk, evidence, readings, rule, street_rollup
from tests.ground import risk
from tests.ground.risk import MODEL, cases
from tests.ground.risk_laws import LAWS, QUESTIONS, breaks

EXAMPLES = 1_000
MANY = settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)
CHECKS = {name: (lambda case, law=law: breaks(law, case)) for name, law in LAWS.items()} | QUESTIONS


@pytest.mark.parametrize("name", CHECKS)
def test_the_rule_keeps_the_law(name):
    @MANY
    @given(cases)
    def kept(case):
        broken = CHECKS[name](case)
        assume(broken is not None)  # only cases that could break the law are counted
        assert not broken

    kept()


def test_the_laws_are_tried_twenty_thousand_times():
    assert EXAMPLES * len(CHECKS) >= 20_000


honest_staleness = rule.staleness
honest_exposure = rule.exposure_of
honest_share = rule.control_share
honest_weigh = evidence.hazards_weigh
honest_strength = evidence._strength


def cap_of_each_grade_apart(weights, model):
    keep = 1.0
    for rank, grade in enumerate(GRADES):
        product = 1.0
        for one in weights:
            if one.rank == rank:
                product *= one.factor
        keep *= 1.0 - model.caps[grade] * (1.0 - product)
    return 1.0 - keep


def average_of_hazards(weights, model):
    return sum(1.0 - one.factor for one in weights) / max(1, len(weights))


def average_of_controls(controls, scenario, shares):
    known = [(scenario.control(one.code), shares[one.code]) for one in controls]
    return sum(one.c * share for one, share in known if one) / max(1, len(known))


def average_of_factors(inputs, scenario):
    held = [one.points for one in scenario.factors if one.code in inputs.site_factors]
    return sum(held) / max(1, len(held)) / 100


def class_that_turns_over(weights, k0, crowd):
    return (max([k0, *(one.k for one in weights if one.open)]) + crowd - 1) % 6 + 1


def never_inspected_as_fresh(inputs, scenario, model, as_of):
    known = inputs.last_inspected is not None
    return honest_staleness(inputs, scenario, model, as_of) if known else 0.0


def early_as_late(inputs, scenario, model, as_of):
    last = inputs.last_inspected
    return 0.0 if last is None else min(0.3, abs((as_of - last).days - scenario.cadence_days) / 99)


def rarer_as_worse(inputs, model):
    return 10 / honest_exposure(inputs, model)


def failed_as_verified(control, scenario, model, as_of):
    return 1.0 if control.failed else honest_share(control, scenario, model, as_of)


def overdue_written_off(hazard, numbers, overdue):
    return honest_strength(hazard, numbers, 0) / (1 + overdue)


def closing_that_adds(numbers, days):
    return 1.0 + float(0.5 * 2.0 ** (-days / 90))


def closing_that_ripens(numbers, days):
    return min(1.0, 0.5 + days / 400)


def dismissed_as_major(hazards, model, as_of):
    told = [
        replace(one, state="confirmed", grade="major") if one.state == "dismissed" else one
        for one in hazards
    ]
    return honest_weigh(told, model, as_of)


def first_in_the_list_only(hazards, model, as_of):
    return honest_weigh(hazards[:1], model, as_of)


def old_ones_forgotten(hazards, model, as_of):
    young = [one for one in hazards if (as_of - one.opened_on).days <= model.evidence.forget_days]
    return honest_weigh(young, model, as_of)


def overdue_without_floor(weights):
    return ("open_major",) if any(one.open and one.grade == "major" for one in weights) else ()


def model_with(**numbers):
    return replace(MODEL, evidence=replace(MODEL.evidence, **numbers))


BUGS = {
    "an_open_hazard_is_added": (rule, "findings_likelihood", average_of_hazards),
    "a_grade_is_raised": (rule, "findings_likelihood", cap_of_each_grade_apart),
    "a_date_passes": (evidence, "_strength", overdue_written_off),
    "it_recurs_once_more": (risk, "MODEL", model_with(recurrence_step=-0.3)),
    "a_recheck_fails": (risk, "MODEL", model_with(recheck_step=-0.2)),
    "its_consequence_is_worse": (rule, "consequence_class", class_that_turns_over),
    "a_closed_hazard_is_open_again": (evidence, "_decay", closing_that_adds),
    "the_place_is_worse": (readings, "static_likelihood", average_of_factors),
    "people_are_exposed_more": (readings, "exposure_of", rarer_as_worse),
    "nobody_looked_for_longer": (readings, "staleness", never_inspected_as_fresh),
    "a_control_fails": (readings, "control_share", failed_as_verified),
    "a_hazard_is_closed_today": (evidence, "_decay", closing_that_adds),
    "a_hazard_is_dismissed": (readings, "hazards_weigh", dismissed_as_major),
    "a_closing_grows_old": (evidence, "_decay", closing_that_ripens),
    "a_control_is_added": (readings, "control_effect", average_of_controls),
    "a_control_is_verified": (risk, "MODEL", replace(MODEL, control_unverified=1.2)),
    "somebody_looks_today": (readings, "staleness", early_as_late),
    "order_matters": (readings, "hazards_weigh", first_in_the_list_only),
    "readings_cross": (risk, "MODEL", replace(MODEL, control_credit=-0.8)),
    "a_floor_gives_way": (rule, "floors_of", overdue_without_floor),
    "unknown_is_green": (readings, "staleness", never_inspected_as_fresh),
    "waiting_heals": (readings, "hazards_weigh", old_ones_forgotten),
}
SEARCH = settings(MANY, max_examples=20 * EXAMPLES)


def test_every_law_has_its_seeded_bug():
    assert BUGS.keys() == CHECKS.keys()


@pytest.mark.parametrize("name", BUGS)
def test_the_law_catches_its_seeded_bug(monkeypatch, name):
    module, what, bug = BUGS[name]
    monkeypatch.setattr(module, what, bug)
    try:
        case = find(cases, CHECKS[name], settings=SEARCH)
    except NoSuchExample:
        pytest.fail(f"nobody noticed {what} replaced by {getattr(bug, '__name__', 'numbers')}")
    monkeypatch.undo()
    assert not CHECKS[name](case), "the honest rule breaks on it as well"


rolled = st.lists(st.tuples(st.integers(1, 100_000), st.sampled_from(LEVELS)), max_size=30).map(
    lambda rows: [RolledRisk(Decimal(d).scaleb(-1), level, "low", 0, 0) for d, level in rows]
)


def adding_lowers(risks, added, roll=street_rollup) -> bool:
    before, after = roll(risks), roll([*risks, *added])
    calmer = LEVELS.index(after.alarm or "blue") < LEVELS.index(before.alarm or "blue")
    return after.worst_mean < before.worst_mean or calmer


def plain_average(risks):
    mean = sum(one.D for one in risks) / max(1, len(risks))
    return replace(street_rollup(risks), worst_mean=mean)


@MANY
@given(rolled, rolled)
def test_adding_risks_never_lowers_a_street(risks, added):
    assert not adding_lowers(risks, added)


def test_a_plain_average_of_a_street_is_caught():
    pairs = st.tuples(rolled, rolled)
    assert find(pairs, lambda pair: adding_lowers(*pair, roll=plain_average), settings=SEARCH)
