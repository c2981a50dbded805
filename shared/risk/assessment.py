"""Assess one risk as of a day: level, floors, confidence, the four readings and the explanation."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from shared.risk.confidence import confidence_of
from shared.risk.evidence import hazards_weigh
from shared.risk.explanation import explain_write
from shared.risk.inputs import RiskInputs, inputs_sha256
from shared.risk.model import ScoringModel
from shared.risk.readings import ground_of, readings_of
from shared.risk.rule import score, tenths_decimal


@dataclass(frozen=True, slots=True)
class Assessment:
    """Hold one assessment. `D`, `gross`, `target`, `static` have one place, `lambda_` has six.

    `explain` is JSON-ready, Chinese first, `…_en` beside it.
    """

    model: str
    model_sha256: str
    inputs_sha256: str
    as_of: date
    lambda_: Decimal
    L: Decimal
    E: Decimal
    C: int
    k: int
    D: Decimal
    level: str
    floors: tuple[str, ...]
    confidence: str
    static: Decimal
    gross: Decimal
    target: Decimal
    explain: Mapping[str, object]


def assess(inputs: RiskInputs, model: ScoringModel, *, as_of: date) -> Assessment:
    """Assess one risk from its facts alone; the same facts give the same assessment everywhere.

    `as_of` is a local date. Raises RiskInputsWrong on an unknown scenario or exposure.
    """
    readings = readings_of(inputs, model, as_of=as_of)
    current = readings.current
    confidence = confidence_of(inputs, readings.scenario, model, as_of)
    sha256 = inputs_sha256(inputs)
    explain = explain_write(
        inputs, readings, model, as_of=as_of, confidence=confidence, facts_sha256=sha256
    )
    exposure = readings.ground.exposure
    return Assessment(
        model=model.name,
        model_sha256=model.sha256,
        inputs_sha256=sha256,
        as_of=as_of,
        lambda_=Decimal(current.micro).scaleb(-6),
        L=(Decimal(current.likelihood) / model.likelihood.scale).quantize(Decimal("0.000001")),
        E=Decimal(exposure.numerator) / Decimal(exposure.denominator),
        C=current.consequence,
        k=current.k,
        D=tenths_decimal(current.tenths),
        level=current.level,
        floors=current.floors,
        confidence=confidence,
        static=tenths_decimal(readings.static.tenths),
        gross=tenths_decimal(readings.gross.tenths),
        target=tenths_decimal(readings.target.tenths),
        explain=explain,
    )


@dataclass(frozen=True, slots=True)
class Judgement:
    """Hold of an assessment only what decides whether a new one is worth storing."""

    model: str
    D: Decimal
    level: str
    floors: tuple[str, ...]
    confidence: str


def judge(inputs: RiskInputs, model: ScoringModel, *, as_of: date) -> Judgement:
    """Assess without readings and explanation: ten times quicker, for looking ahead in time.

    Raises RiskInputsWrong on an unknown scenario or exposure.
    """
    ground, scenario = ground_of(inputs, model, as_of)
    current = score(ground, hazards_weigh(inputs.hazards, model, as_of), model)
    return Judgement(
        model=model.name,
        D=tenths_decimal(current.tenths),
        level=current.level,
        floors=current.floors,
        confidence=confidence_of(inputs, scenario, model, as_of),
    )


def assessment_changes(
    before: Assessment | Judgement, after: Assessment | Judgement
) -> tuple[str, ...]:
    """Name what makes a new assessment worth storing; empty when nothing does (design §5).

    Words: level, floors, confidence, model, moved (D by 5 % or more of the stored one).
    """
    changes = [
        name
        for name in ("level", "floors", "confidence", "model")
        if getattr(before, name) != getattr(after, name)
    ]
    if abs(after.D - before.D) * 20 >= before.D:
        changes.append("moved")
    return tuple(changes)
