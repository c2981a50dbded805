"""The explanation stored with every assessment: ordered terms, and the drop if a hazard is closed.

`why` is Chinese, `why_en` the same in English. A drop is
D − D₋ₕ with h verified closed today (its evidence halved, its k and floor gone), rounded after
subtracting, exact and free of order: each layer's product without h comes from both sides.
"""

from collections.abc import Sequence
from datetime import date
from itertools import accumulate
from operator import mul

from shared.risk.evidence import Weight, layers_fill, weight_closed_today
from shared.risk.inputs import ControlEvidence, RiskInputs
from shared.risk.model import GRADES, Scenario, ScoringModel
from shared.risk.readings import Readings
from shared.risk.rule import FLOORS, Score, score_found, tenths_round

Row = dict[str, object]
BASIS = "register-and-plans §3.4 step 8"


def explain_write(
    inputs: RiskInputs,
    readings: Readings,
    model: ScoringModel,
    *,
    as_of: date,
    confidence: str,
    facts_sha256: str,
) -> Row:
    """Write the JSON-ready explanation of an assessment."""
    current = readings.current
    ground = readings.ground
    return {
        "model": model.name,
        "model_status": model.status,
        "note": model.note["zh"],
        "note_en": model.note["en"],
        "at": as_of.isoformat(),
        "inputs_sha256": facts_sha256,
        "method": "LEC",
        "E": float(ground.exposure),
        "C": current.consequence,
        "k": current.k,
        "lambda": current.micro / 1_000_000,
        "L": round(current.likelihood / model.likelihood.scale, 2),
        "D": current.tenths / 10,
        "level": current.level,
        "floors": [_floor_row(one) for one in current.floors],
        "confidence": confidence,
        "terms": _terms(inputs, readings, as_of),
        "drop_if_closed": _drops(readings, model),
        "gross": readings.gross.tenths / 10,
        "target": readings.target.tenths / 10,
        "static": readings.static.tenths / 10,
        "ignored": _ignored(inputs, readings.scenario),
    }


def _floor_row(code: str) -> Row:
    level, zh, en = FLOORS[code]
    return {"code": code, "level": level, "why": zh, "why_en": en, "basis": BASIS}


def _terms(inputs: RiskInputs, readings: Readings, as_of: date) -> list[Row]:
    return [
        _static_term(inputs, readings),
        _controls_term(inputs, readings),
        _findings_term(readings),
        _stale_term(inputs, readings, as_of),
    ]


def _static_term(inputs: RiskInputs, readings: Readings) -> Row:
    held = set(inputs.site_factors)
    factors = [one for one in readings.scenario.factors if one.code in held]
    return {
        "k": "static",
        "v": readings.ground.sigma,
        "why": [f"{one.zh} +{one.points}" for one in factors],
        "why_en": [f"{one.en} +{one.points}" for one in factors],
        "sources": [one.source for one in factors],
    }


def _controls_term(inputs: RiskInputs, readings: Readings) -> Row:
    scenario = readings.scenario
    known = [one for one in inputs.controls if scenario.control(one.code)]
    lines = [
        _control_line(one, scenario, readings.shares[one.code])
        for one in sorted(known, key=lambda one: one.code)
    ]
    return {
        "k": "controls",
        "v": -round(readings.ground.credit, 3),
        "why": [zh for zh, _ in lines],
        "why_en": [en for _, en in lines],
    }


def _control_line(state: ControlEvidence, scenario: Scenario, share: float) -> tuple[str, str]:
    control = scenario.control(state.code)
    if control is None:
        raise ValueError(f"control {state.code} is not one of scenario {scenario.code}")
    zh, en = _control_words(state, share)
    return f"{control.zh} {control.c:g} {zh}", f"{control.en} {control.c:g} {en}"


def _control_words(state: ControlEvidence, share: float) -> tuple[str, str]:
    if state.failed:
        return "已失效×0", "found failed ×0"
    if state.planned:
        return "计划中×0", "planned ×0"
    if share == 1.0:
        return "已验证", "verified"
    if state.verified_on is None:
        return f"未验证×{share:g}", f"unverified ×{share:g}"
    return f"验证过期×{share:g}", f"verification out of date ×{share:g}"


def _findings_term(readings: Readings) -> Row:
    opened = [one for one in readings.weights if one.open]
    fading = [one for one in readings.weights if not one.open and one.decay > 0.0]
    overdue = sum(one.overdue_days > 0 for one in opened)
    why = f"{len(opened)} 项未销号（其中逾期 {overdue} 项），{len(fading)} 项销号后仍在衰减"
    why_en = f"{len(opened)} open ({overdue} overdue), {len(fading)} closed and fading"
    likelihood = layers_fill(_products(readings.weights), readings.steps)
    return {
        "k": "findings",
        "v": round(likelihood, 3),
        "n": len(opened),
        "why": why,
        "why_en": why_en,
    }


def _stale_term(inputs: RiskInputs, readings: Readings, as_of: date) -> Row:
    cadence = readings.scenario.cadence_days
    value = round(readings.ground.stale, 3)
    if inputs.last_inspected is None:
        return {"k": "stale", "v": value, "why": "从未检查", "why_en": "never inspected"}
    days = max(0, (as_of - inputs.last_inspected).days)
    return {
        "k": "stale",
        "v": value,
        "why": f"{days}/{cadence} 天",
        "why_en": f"{days}/{cadence} days",
    }


def _ignored(inputs: RiskInputs, scenario: Scenario) -> list[str]:
    """Name the codes this model version does not know: they counted nothing, and that is shown."""
    factors = [f"factor:{one}" for one in inputs.site_factors if scenario.factor(one) is None]
    controls = [
        f"control:{one.code}" for one in inputs.controls if scenario.control(one.code) is None
    ]
    return sorted(factors + controls)


def _products(weights: Sequence[Weight]) -> list[float]:
    products = [1.0] * len(GRADES)
    for weight in weights:
        for rank in range(weight.rank + 1):
            products[rank] *= weight.factor
    return products


def _drops(readings: Readings, model: ScoringModel) -> list[Row]:
    if not any(one.open for one in readings.weights):
        return []
    without = _layers_without_each(readings.weights)
    rows = [
        (_drop(readings, place, without, model), weight)
        for place, weight in enumerate(readings.weights)
        if weight.open
    ]
    rows.sort(key=lambda row: (-row[0], row[1].id))
    return [_drop_row(weight, drop) for drop, weight in rows]


def _drop_row(weight: Weight, drop: int) -> Row:
    row: Row = {"hazard": weight.id, "grade": weight.grade}
    if weight.overdue_days:
        row["overdue"] = weight.overdue_days
    row["drop"] = drop / 10
    return row


def _layers_without_each(weights: Sequence[Weight]) -> list[tuple[list[float], list[float]]]:
    """Return for each layer the running products from the front and from the back."""
    layers = []
    for rank in range(len(GRADES)):
        factors = [one.factor if one.rank >= rank else 1.0 for one in weights]
        front = list(accumulate(factors, mul, initial=1.0))
        back = list(accumulate(reversed(factors), mul, initial=1.0))
        layers.append((front, back[::-1]))
    return layers


def _drop(
    readings: Readings,
    place: int,
    without: list[tuple[list[float], list[float]]],
    model: ScoringModel,
) -> int:
    closed = weight_closed_today(readings.weights[place], model.evidence)
    products = [
        front[place] * back[place + 1] * (closed.factor if closed.rank >= rank else 1.0)
        for rank, (front, back) in enumerate(without)
    ]
    others = [*readings.weights[:place], closed, *readings.weights[place + 1 :]]
    found = layers_fill(products, readings.steps)
    after: Score = score_found(readings.ground, others, found, model)
    return tenths_round(readings.current.exact - after.exact, after.scale)
