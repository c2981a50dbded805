"""Say on which day time alone will make a new assessment worth storing.

Between the days on which something turns (a date passes, a verification runs out, a closing is
forgotten) D moves smoothly, so it is looked at on a few days and then halved down to the first.
A small move up and down again between two looks may be missed; a level or a floor that a turning
day brings is not.
"""

from collections.abc import Callable, Iterator
from datetime import date, timedelta

from shared.risk.assessment import Assessment, Judgement, assessment_changes, judge
from shared.risk.inputs import ControlEvidence, HazardEvidence, RiskInputs
from shared.risk.model import Scenario, ScoringModel

LOOK_AHEAD_DAYS = 60
LOOKS = (1, 2, 4, 7, 10, 14, 21, 28, 35, 42, 50, LOOK_AHEAD_DAYS)


def next_change_on(
    inputs: RiskInputs, model: ScoringModel, *, kept: Assessment | Judgement, as_of: date
) -> date:
    """Return the first day after `as_of` on which the facts alone differ enough from `kept`.

    Where nothing does within `LOOK_AHEAD_DAYS`, return the last of them: look again then. Raises
    RiskInputsWrong on an unknown scenario or exposure.
    """

    def changed(day: int) -> bool:
        after = judge(inputs, model, as_of=as_of + timedelta(day))
        return bool(assessment_changes(kept, after))

    turning = [(day - as_of).days for day in _turning_days(inputs, model)]
    if not turning:
        return as_of + timedelta(LOOK_AHEAD_DAYS)  # a bare profile: time moves nothing
    days = sorted({*LOOKS, *(day for day in turning if 0 < day <= LOOK_AHEAD_DAYS)})
    before = 0
    for day in days:
        if changed(day):
            return as_of + timedelta(_first(changed, before, day))
        before = day
    return as_of + timedelta(LOOK_AHEAD_DAYS)


def _first(changed: Callable[[int], bool], before: int, day: int) -> int:
    """Return the first changed day after `before`, `day` being one."""
    while day - before > 1:
        middle = (before + day) // 2
        if changed(middle):
            day = middle
        else:
            before = middle
    return day


def _turning_days(inputs: RiskInputs, model: ScoringModel) -> Iterator[date]:
    for hazard in inputs.hazards:
        yield from _hazard_days(hazard, model)
    scenario = model.scenarios[inputs.scenario]
    for control in inputs.controls:
        yield from _control_days(control, scenario)
    if inputs.last_inspected is not None:
        for cadences in (1, model.confidence_high.cadences, model.confidence_low.cadences):
            late = cadences * scenario.cadence_days + 1
            yield inputs.last_inspected + timedelta(late)


def _hazard_days(hazard: HazardEvidence, model: ScoringModel) -> Iterator[date]:
    yield hazard.opened_on
    if hazard.closed_on is not None:
        yield hazard.closed_on
        yield hazard.closed_on + timedelta(model.evidence.forget_days + 1)
    elif hazard.due_on is not None:
        yield hazard.due_on + timedelta(1)


def _control_days(control: ControlEvidence, scenario: Scenario) -> Iterator[date]:
    known = scenario.control(control.code)
    if known is not None and control.verified_on is not None:
        yield control.verified_on + timedelta(known.verify_every_days + 1)
