"""Make risks by the thousand from a few small numbers: quick to draw, quick to shrink."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from hypothesis import strategies as st

from shared.risk import EXPOSURES, GRADES, ControlEvidence, HazardEvidence, RiskInputs, model_read

MODEL_FILE = Path(__file__).parents[2] / "checklists" / "model.toml"
MODEL = model_read(MODEL_FILE.read_bytes(), file="model.toml")
SCENARIOS = tuple(MODEL.scenarios.values())
TODAY = date(2026, 11, 22)
# Hypothesis favours small numbers in wider ranges, which would leave the last digits at zero.
WIDTH = (1 << 24) - 1
AGES = (0, 1, 3, 7, 15, 20, 30, 45, 60, 90, 120, 180, 270, 360, 361, 700)
ALLOWED = (None, 0, 3, 7, 15, 30, 60, 700)
STATES = ("confirmed", "accepted", "closed", "closed", "dismissed")
CONTROL_STATES = ("verified", "old", "never", "failed", "planned", "absent")


class Digits:
    """Take one number apart, one choice after the other."""

    def __init__(self, number: int) -> None:
        self.number = number

    def below(self, count: int) -> int:
        self.number, digit = divmod(self.number, count)
        return digit

    def one_of(self, choices):
        return choices[self.below(len(choices))]


def days_ago(days: int) -> date:
    return TODAY - timedelta(days)


def a_hazard(number: int, id: str) -> HazardEvidence:
    """Make a hazard of any grade, age, state and history."""
    digits = Digits(number)
    grade, state, age = digits.one_of(GRADES), digits.one_of(STATES), digits.one_of(AGES)
    allowed = digits.one_of(ALLOWED)
    ended = min(digits.one_of(AGES), age)
    opened = days_ago(age)
    return HazardEvidence(
        id=id,
        grade=grade,
        opened_on=opened,
        due_on=None if allowed is None else opened + timedelta(allowed),
        closed_on=days_ago(ended) if state == "closed" else None,
        state=state,
        recurrences=digits.below(4),
        failed_rechecks=digits.below(4),
        k=1 + digits.below(6),
        under_order=bool(digits.below(2)),
    )


def a_control(digits: Digits, code: str) -> ControlEvidence | None:
    """Make one control in any state; None where it is absent."""
    state = digits.one_of(CONTROL_STATES)
    if state == "absent":
        return None
    verified = {"verified": days_ago(5), "old": days_ago(900)}.get(state)
    return ControlEvidence(code, verified, failed=state == "failed", planned=state == "planned")


def a_risk(place: int, controls: int, hazards: list[int]) -> RiskInputs:
    """Make the facts of a risk of any scenario of the published model."""
    digits, states = Digits(place), Digits(controls)
    scenario = digits.one_of(SCENARIOS)
    present = [a_control(states, one.code) for one in scenario.controls]
    last = digits.one_of((None, *AGES))
    return RiskInputs(
        scenario=scenario.code,
        exposure=digits.one_of(EXPOSURES),
        site_factors=tuple(one.code for one in scenario.factors if digits.below(2)),
        hazards=tuple(a_hazard(one, f"H-{place:03}") for place, one in enumerate(hazards)),
        controls=tuple(one for one in present if one is not None),
        last_inspected=None if last is None else days_ago(last),
        inspections=digits.below(3),
        answered_percent=digits.one_of((0, 49, 50, 80, 100)),
        peak_occupancy=digits.one_of((0, 100, 500)),
        vulnerable=bool(digits.below(2)),
    )


numbers = st.integers(0, WIDTH)
cases = st.tuples(numbers, numbers, st.lists(numbers, max_size=5), numbers)


def is_open(hazard: HazardEvidence) -> bool:
    return hazard.state in {"confirmed", "accepted"}


def with_hazard(inputs: RiskInputs, place: int, **changes) -> RiskInputs:
    """Change one hazard of a risk."""
    hazards = list(inputs.hazards)
    hazards[place] = replace(hazards[place], **changes)
    return replace(inputs, hazards=tuple(hazards))
