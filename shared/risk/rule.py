"""Steps 3 to 8 of the rule: λ = 1 − (1 − σ(1 − 0.8·CE))·(1 − P)·(1 − U), D = L·E·C, level, floors.

Score: one reading of the rule. λ is kept in whole millionths and D in whole tenths, so that what is
stored and compared is the same number on every machine; only the factors before λ are floats.
Every step is monotone in floats too: a product of factors ≤ 1 never rises when one factor falls.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from math import exp

from shared.problems import Problem
from shared.risk.evidence import Weight, findings_likelihood
from shared.risk.inputs import ControlEvidence, RiskInputs
from shared.risk.model import LEVELS, MICRO, Scenario, ScoringModel

FLOORS: Mapping[str, tuple[str, str, str]] = {
    "open_major": ("orange", "有未销号的重大隐患，不低于橙", "open major hazard: at least orange"),
    "overdue_major": ("red", "有逾期未销号的重大隐患，定为红", "overdue major hazard: red"),
}
MAX_CLASS = 6


class RiskInputsWrong(Problem):
    """Say which fact of a risk the scoring model cannot place."""


@dataclass(frozen=True, slots=True)
class Score:
    """Hold one reading: λ in millionths, L · scale of the curve, D as a fraction `exact / scale`."""

    micro: int
    likelihood: int
    exact: int
    scale: int
    k: int
    consequence: int
    level: str
    floors: tuple[str, ...]

    @property
    def tenths(self) -> int:
        """Return D rounded half up to tenths: the number that is stored and compared."""
        return tenths_round(self.exact, self.scale)


def tenths_round(numerator: int, denominator: int) -> int:
    """Round a fraction to whole tenths, half up."""
    return (20 * numerator + denominator) // (2 * denominator)


def tenths_decimal(tenths: int) -> Decimal:
    """Return tenths as a decimal with one place."""
    return Decimal(tenths).scaleb(-1)


def scenario_of(inputs: RiskInputs, model: ScoringModel) -> Scenario:
    """Return the scenario of a risk. Raises RiskInputsWrong when the model lacks it."""
    scenario = model.scenarios.get(inputs.scenario)
    if scenario is None:
        raise RiskInputsWrong(
            "risk_scenario_unknown",
            f"评分模型 {model.name} 中没有情景 {inputs.scenario}。",
            "在 checklists/model.toml 中补上该情景，并发布新的模型版本。",
        )
    return scenario


def exposure_of(inputs: RiskInputs, model: ScoringModel) -> Fraction:
    """Return E. Raises RiskInputsWrong when the exposure is not one of the known words."""
    value = model.exposure.get(inputs.exposure)
    if value is None:
        raise RiskInputsWrong(
            "risk_exposure_unknown",
            f"暴露频次“{inputs.exposure}”不在评分模型 {model.name} 的取值中。",
            "改为其中之一：" + "、".join(model.exposure),
        )
    return value


def static_likelihood(inputs: RiskInputs, scenario: Scenario) -> float:
    """Return σ from the factors that hold here; codes this version does not know count nothing."""
    held = set(inputs.site_factors)
    points = sum(factor.points for factor in scenario.factors if factor.code in held)
    return min(100, points) / 100


def control_share(
    control: ControlEvidence, scenario: Scenario, model: ScoringModel, as_of: date
) -> float:
    """Return v: 1 verified in date, 0.3 unverified or out of date, 0 found failed or only planned."""
    known = scenario.control(control.code)
    if known is None or control.failed or control.planned:
        return 0.0
    verified = control.verified_on
    if verified is None or (as_of - verified).days > known.verify_every_days:
        return model.control_unverified
    return 1.0


def control_effect(
    controls: Iterable[ControlEvidence],
    scenario: Scenario,
    shares: Mapping[str, float],
) -> float:
    """Return CE = 1 − Π(1 − c·v), factors in order of the controls' codes."""
    product = 1.0
    for control in sorted(controls, key=lambda one: one.code):
        known = scenario.control(control.code)
        if known is not None:
            product *= 1.0 - known.c * shares[control.code]
    return 1.0 - product


def staleness(inputs: RiskInputs, scenario: Scenario, model: ScoringModel, as_of: date) -> float:
    """Return U: unknown is not green. Never inspected is the most there is."""
    if inputs.last_inspected is None:
        return model.staleness.most
    cadence = scenario.cadence_days
    late = max(0, (as_of - inputs.last_inspected).days - cadence)
    return model.staleness.most * (1.0 - exp(-late / cadence))


def crowd_classes(inputs: RiskInputs, model: ScoringModel) -> int:
    """Return x: how many classes the people on the place add."""
    crowded = inputs.peak_occupancy >= model.consequence.crowd
    if inputs.peak_occupancy >= model.consequence.great_crowd or (crowded and inputs.vulnerable):
        return 2
    return 1 if crowded or inputs.vulnerable else 0


def consequence_class(weights: Iterable[Weight], k0: int, crowd: int) -> int:
    """Return k = min(6, max(k₀, k of every open hazard) + x)."""
    return min(MAX_CLASS, max([k0, *(one.k for one in weights if one.open)]) + crowd)


def floors_of(weights: Iterable[Weight]) -> tuple[str, ...]:
    """Return the names of the floors that hold: open major, open and overdue major."""
    majors = [one for one in weights if one.open and one.grade == "major"]
    if not majors:
        return ()
    overdue = any(one.overdue_days > 0 for one in majors)
    return ("open_major", "overdue_major") if overdue else ("open_major",)


def level_of(tenths: int, floors: Sequence[str], model: ScoringModel) -> str:
    """Return the level of D (lower bound inclusive), lifted by the floors."""
    rank = sum(tenths >= 10 * model.levels[level] for level in LEVELS[1:])
    return LEVELS[max([rank, *(LEVELS.index(FLOORS[one][0]) for one in floors)])]


def lambda_micro(sigma: float, credit: float, findings: float, stale: float) -> int:
    """Return λ in millionths; `credit` is 0.8·CE."""
    keep = (1.0 - sigma * (1.0 - credit)) * (1.0 - findings) * (1.0 - stale)
    return round((1.0 - keep) * MICRO)


@dataclass(frozen=True, slots=True)
class Ground:
    """Hold what does not change when a hazard closes: σ, credit, U, E, k₀, crowd."""

    sigma: float
    credit: float
    stale: float
    exposure: Fraction
    k0: int
    crowd: int


def score(ground: Ground, weights: Sequence[Weight], model: ScoringModel) -> Score:
    """Return the reading of the rule over these weights."""
    return score_found(ground, weights, findings_likelihood(weights, model), model)


def score_found(
    ground: Ground, weights: Sequence[Weight], findings: float, model: ScoringModel
) -> Score:
    """Return the reading when P is already known."""
    micro = lambda_micro(ground.sigma, ground.credit, findings, ground.stale)
    k = consequence_class(weights, ground.k0, ground.crowd)
    consequence = model.consequence.classes[k - 1]
    likelihood = model.likelihood.at(micro)
    exact = likelihood * ground.exposure.numerator * consequence
    scale = model.likelihood.scale * ground.exposure.denominator
    floors = floors_of(weights)
    level = level_of(tenths_round(exact, scale), floors, model)
    return Score(micro, likelihood, exact, scale, k, consequence, level, floors)
