"""The worked examples of the risk rule as facts: few words, the rest by default."""

import tomllib
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from shared.risk import ControlEvidence, HazardEvidence, RiskInputs, model_read

FOLDER = Path(__file__).parents[1] / "contract" / "shared"
MODEL_TEXT = (FOLDER / "risk_model.toml").read_bytes()
MODEL = model_read(MODEL_TEXT, file="risk_model.toml")
EXAMPLES = tomllib.loads((FOLDER / "risk_examples.toml").read_text(encoding="utf-8"))["example"]
GAS = MODEL.scenarios["GAS-EXPL"]
TODAY = date(2026, 11, 22)
DAYS = {"low": 15, "general": 15, "serious": 7, "major": 15}
VERIFIED = [{"code": "gas_alarm", "verified": 5}, {"code": "gas_training", "verified": 5}]


def days_ago(days):
    return TODAY - timedelta(days)


def a_hazard(
    grade="general", *, id="H-01", age=0, allowed=None, closed=None, recurrences=0, k=4, **more
):
    due = days_ago(age) + timedelta(DAYS[grade] if allowed is None else allowed)
    return HazardEvidence(
        id=id,
        grade=grade,
        opened_on=days_ago(age),
        due_on=due,
        closed_on=None if closed is None else days_ago(closed),
        state="confirmed" if closed is None else "closed",
        recurrences=recurrences,
        failed_rechecks=more.get("failed_rechecks", 0),
        k=k,
        under_order=more.get("under_order", False),
    )


def a_control(code, verified=None, planned=False, failed=False):
    return ControlEvidence(code, None if verified is None else days_ago(verified), failed, planned)


def a_risk(*hazards, **changes):
    facts = RiskInputs(
        scenario="GAS-EXPL",
        exposure="daily",
        site_factors=("points_20",),
        hazards=hazards,
        controls=tuple(a_control(**one) for one in VERIFIED),
        last_inspected=days_ago(20),
        inspections=2,
        answered_percent=100,
        peak_occupancy=0,
        vulnerable=False,
    )
    return replace(facts, **changes)


def risk_of(example):
    hazards = []
    for told in example["hazards"]:
        row = dict(told)
        for number in range(row.pop("times", 1)):
            hazards.append(a_hazard(**{"id": f"H-{len(hazards):03}-{number}", **row}))
    inspected = example.get("inspected", 20)
    return a_risk(
        *hazards,
        site_factors=tuple(example.get("factors", ["points_20"])),
        controls=tuple(a_control(**one) for one in example.get("controls", VERIFIED)),
        last_inspected=None if inspected == "never" else days_ago(inspected),
    )
