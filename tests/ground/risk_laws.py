"""The laws of the risk number, each as one change of the facts or one question about them."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta

from shared.risk import EXPOSURES, GRADES, LEVELS, ControlEvidence, RiskInputs
from shared.risk.confidence import confidence_of
from shared.risk.readings import readings_of
from tests.ground import risk
from tests.ground.risk import TODAY, Digits, a_hazard, a_risk, days_ago, is_open, with_hazard

Change = Callable[[RiskInputs, Digits], RiskInputs | None]


@dataclass(frozen=True)
class Law:
    """One law: a change of the facts, and +1 when it must not lower, −1 when it must not raise."""

    change: Change
    way: int


def _place(inputs: RiskInputs, digits: Digits, fits=is_open) -> int | None:
    fitting = [place for place, one in enumerate(inputs.hazards) if fits(one)]
    return digits.one_of(fitting) if fitting else None


def an_open_hazard_is_added(inputs, digits):
    added = replace(a_hazard(digits.number, "H-new"), state="confirmed", closed_on=None)
    return replace(inputs, hazards=(*inputs.hazards, added))


def a_grade_is_raised(inputs, digits):
    place = _place(inputs, digits, lambda one: is_open(one) and one.grade != "major")
    if place is None:
        return None
    higher = GRADES[GRADES.index(inputs.hazards[place].grade) + 1 :]
    return with_hazard(inputs, place, grade=digits.one_of(higher))


def a_date_passes(inputs, digits):
    place = _place(inputs, digits, lambda one: is_open(one) and one.due_on is not None)
    if place is None:
        return None
    # The days allowed stay the same: the hazard is as much older as it is later.
    by, one = timedelta(1 + digits.below(60)), inputs.hazards[place]
    return with_hazard(inputs, place, opened_on=one.opened_on - by, due_on=one.due_on - by)


def it_recurs_once_more(inputs, digits):
    place = _place(inputs, digits)
    if place is None:
        return None
    return with_hazard(inputs, place, recurrences=inputs.hazards[place].recurrences + 1)


def a_recheck_fails(inputs, digits):
    place = _place(inputs, digits)
    if place is None:
        return None
    return with_hazard(inputs, place, failed_rechecks=inputs.hazards[place].failed_rechecks + 1)


def its_consequence_is_worse(inputs, digits):
    place = _place(inputs, digits, lambda one: is_open(one) and one.k < 6)
    if place is None:
        return None
    return with_hazard(inputs, place, k=inputs.hazards[place].k + 1 + digits.below(2))


def a_closed_hazard_is_open_again(inputs, digits):
    place = _place(inputs, digits, lambda one: not is_open(one))
    return place if place is None else with_hazard(inputs, place, state="confirmed", closed_on=None)


def the_place_is_worse(inputs, digits):
    factors = [one.code for one in risk.MODEL.scenarios[inputs.scenario].factors]
    missing = [one for one in factors if one not in inputs.site_factors]
    if missing:
        return replace(inputs, site_factors=(*inputs.site_factors, digits.one_of(missing)))
    return replace(inputs, peak_occupancy=inputs.peak_occupancy + 400)


def people_are_exposed_more(inputs, digits):
    oftener = EXPOSURES[: EXPOSURES.index(inputs.exposure)]
    return replace(inputs, exposure=digits.one_of(oftener)) if oftener else None


def nobody_looked_for_longer(inputs, digits):
    if inputs.last_inspected is None:
        return None
    longer = (None, inputs.last_inspected - timedelta(1 + digits.below(400)))
    return replace(inputs, last_inspected=digits.one_of(longer))


def a_control_fails(inputs, digits):
    if not inputs.controls:
        return None
    return _with_control(inputs, digits, failed=True)


def _with_control(inputs, digits, **changes):
    place = digits.below(len(inputs.controls))
    controls = list(inputs.controls)
    controls[place] = replace(controls[place], **changes)
    return replace(inputs, controls=tuple(controls))


def a_hazard_is_closed_today(inputs, digits):
    place = _place(inputs, digits)
    return place if place is None else with_hazard(inputs, place, state="closed", closed_on=TODAY)


def a_hazard_is_dismissed(inputs, digits):
    place = _place(inputs, digits, lambda one: one.state != "dismissed")
    return place if place is None else with_hazard(inputs, place, state="dismissed", closed_on=None)


def a_closing_grows_old(inputs, digits):
    place = _place(inputs, digits, lambda one: one.state == "closed")
    if place is None:
        return None
    by, one = timedelta(1 + digits.below(200)), inputs.hazards[place]
    shifted = {"opened_on": one.opened_on - by, "closed_on": one.closed_on - by}
    if one.due_on is not None:
        shifted["due_on"] = one.due_on - by
    return with_hazard(inputs, place, **shifted)


def a_control_is_added(inputs, digits):
    held = {one.code for one in inputs.controls}
    missing = [
        one for one in risk.MODEL.scenarios[inputs.scenario].controls if one.code not in held
    ]
    if not missing:
        return None
    verified = digits.one_of((None, days_ago(3)))
    added = ControlEvidence(digits.one_of(missing).code, verified)
    return replace(inputs, controls=(*inputs.controls, added))


def a_control_is_verified(inputs, digits):
    if not inputs.controls:
        return None
    return _with_control(inputs, digits, verified_on=TODAY, failed=False, planned=False)


def somebody_looks_today(inputs, digits):
    return replace(inputs, last_inspected=TODAY, inspections=inputs.inspections + 1)


UP = (
    an_open_hazard_is_added, a_grade_is_raised, a_date_passes, it_recurs_once_more, a_recheck_fails,
    its_consequence_is_worse, a_closed_hazard_is_open_again, the_place_is_worse,
    people_are_exposed_more, nobody_looked_for_longer, a_control_fails,
)  # fmt: skip
DOWN = (
    a_hazard_is_closed_today, a_hazard_is_dismissed, a_closing_grows_old, a_control_is_added,
    a_control_is_verified, somebody_looks_today,
)  # fmt: skip
LAWS = {one.__name__: Law(one, +1) for one in UP} | {one.__name__: Law(one, -1) for one in DOWN}


def assessed(inputs: RiskInputs, as_of=TODAY) -> tuple[int, int]:
    """Return what the laws compare: the level and D in tenths."""
    current = readings_of(inputs, risk.MODEL, as_of=as_of).current
    return LEVELS.index(current.level), current.tenths


def breaks(law: Law, case) -> bool | None:
    """Say whether a case breaks a law; None when the change cannot be made there."""
    place, controls, hazards, choice = case
    inputs = a_risk(place, controls, hazards)
    changed = law.change(inputs, Digits(choice))
    if changed is None:
        return None
    before, after = assessed(inputs), assessed(changed)
    return any((new - old) * law.way < 0 for old, new in zip(before, after, strict=True))


# Other laws of the same number, each a question about one risk.


def order_matters(case) -> bool:
    place, controls, hazards, _ = case
    inputs = a_risk(place, controls, hazards)
    turned = replace(
        inputs,
        hazards=inputs.hazards[::-1],
        controls=inputs.controls[::-1],
        site_factors=inputs.site_factors[::-1],
    )
    return assessed(inputs) != assessed(turned)


def readings_cross(case) -> bool:
    place, controls, hazards, _ = case
    found = readings_of(a_risk(place, controls, hazards), risk.MODEL, as_of=TODAY)
    in_order = found.gross.tenths >= found.current.tenths >= found.target.tenths
    return not in_order or not 0 < found.current.tenths <= 100_000


def a_floor_gives_way(case) -> bool:
    place, controls, hazards, _ = case
    inputs = a_risk(place, controls, hazards)
    majors = [one for one in inputs.hazards if is_open(one) and one.grade == "major"]
    overdue = any(one.due_on is not None and one.due_on < TODAY for one in majors)
    least = "red" if overdue else "orange" if majors else "blue"
    return assessed(inputs)[0] < LEVELS.index(least)


def unknown_is_green(case) -> bool:
    place, controls, hazards, _ = case
    never = replace(a_risk(place, controls, hazards), last_inspected=None)
    found = readings_of(never, risk.MODEL, as_of=TODAY)
    seen = readings_of(replace(never, last_inspected=TODAY), risk.MODEL, as_of=TODAY)
    unsure = confidence_of(never, found.scenario, risk.MODEL, TODAY) == "low"
    return not unsure or found.current.micro <= min(seen.current.micro, 990_000)


def waiting_heals(case) -> bool:
    place, controls, hazards, choice = case
    inputs = a_risk(place, controls, hazards)
    inputs = replace(inputs, hazards=tuple(one for one in inputs.hazards if is_open(one)))
    later = TODAY + timedelta(1 + Digits(choice).below(800))
    before, after = assessed(inputs), assessed(inputs, as_of=later)
    return any(new < old for old, new in zip(before, after, strict=True))


QUESTIONS = {
    one.__name__: one
    for one in (order_matters, readings_cross, a_floor_gives_way, unknown_is_green, waiting_heals)
}
