"""The four readings of one risk, all of the same function.

static: the profile alone (CE=0, P=0, U=0) · gross: no credit for controls · current · target: the
controls verified, hazards under an approved order closed today, U=0. Always gross ≥ current ≥
target; static may lie below current (found conditions worse than the profile) and is no ceiling.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from shared.risk.evidence import Weight, caps_steps, hazards_weigh, weight_closed_today
from shared.risk.inputs import RiskInputs
from shared.risk.model import Scenario, ScoringModel
from shared.risk.rule import (
    Ground,
    Score,
    control_effect,
    control_share,
    crowd_classes,
    exposure_of,
    scenario_of,
    score,
    staleness,
    static_likelihood,
)


@dataclass(frozen=True, slots=True)
class Readings:
    """Hold the four readings of one risk and what they were computed from."""

    scenario: Scenario
    weights: tuple[Weight, ...]
    ground: Ground
    shares: Mapping[str, float]
    steps: tuple[float, ...]
    static: Score
    gross: Score
    current: Score
    target: Score


def ground_of(inputs: RiskInputs, model: ScoringModel, as_of: date) -> tuple[Ground, Scenario]:
    """Return the parts of the current reading that no closing changes. Raises RiskInputsWrong."""
    if isinstance(as_of, datetime):
        raise TypeError("as_of is a local date: deadlines and cadences count days, not instants")
    scenario = scenario_of(inputs, model)
    shares = _shares(inputs, scenario, model, as_of)
    effect = control_effect(inputs.controls, scenario, shares)
    ground = Ground(
        sigma=static_likelihood(inputs, scenario),
        credit=model.control_credit * effect,
        stale=staleness(inputs, scenario, model, as_of),
        exposure=exposure_of(inputs, model),
        k0=scenario.k0,
        crowd=crowd_classes(inputs, model),
    )
    return ground, scenario


def _shares(
    inputs: RiskInputs, scenario: Scenario, model: ScoringModel, as_of: date
) -> dict[str, float]:
    return {one.code: control_share(one, scenario, model, as_of) for one in inputs.controls}


def readings_of(inputs: RiskInputs, model: ScoringModel, *, as_of: date) -> Readings:
    """Return the four readings. Raises RiskInputsWrong on an unknown scenario or exposure."""
    ground, scenario = ground_of(inputs, model, as_of)
    weights = hazards_weigh(inputs.hazards, model, as_of)
    everything_holds = {one.code: 1.0 for one in inputs.controls}
    best = model.control_credit * control_effect(inputs.controls, scenario, everything_holds)
    ordered = tuple(
        weight_closed_today(one, model.evidence) if one.under_order else one for one in weights
    )
    return Readings(
        scenario=scenario,
        weights=weights,
        ground=ground,
        shares=_shares(inputs, scenario, model, as_of),
        steps=caps_steps(model),
        static=score(replace(ground, credit=0.0, stale=0.0), (), model),
        gross=score(replace(ground, credit=0.0), weights, model),
        current=score(ground, weights, model),
        target=score(replace(ground, credit=best, stale=0.0), ordered, model),
    )
