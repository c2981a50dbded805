"""Read a scoring model (checklists/model.toml) and report every fault of the file at once.

The exact form. Every table and key shown is required unless marked optional; an unknown key is a fault.
All numbers are 缺省参数，待校准 (defaults, to be calibrated) until `status = "approved"`.

```toml
id = "lec"
version = "0.3"                       # text; id and version make the name "lec-v0.3"
status = "default"                    # default = 缺省参数，待校准 | approved = the district's own
effective_from = 2026-01-01
note = {zh = "缺省参数，待校准", en = "Defaults, to be calibrated"}

[evidence]                            # step 1: e = min(1, b·o·r·f)·d
base = {low = 0.05, general = 0.15, serious = 0.35, major = 1.00}
overdue_least_days = 7                # o = 1 + min(1, days overdue / max(7, days allowed))
recurrence_step = 0.5                 # r = 1 + 0.5·min(2, times in 365 days)
recurrence_most = 2
recheck_step = 0.25                   # f = 1 + 0.25·min(2, failed re-checks)
recheck_most = 2
closed_share = 0.5                    # d = 0.5·2^(−days/90) after closing, 0 after 360 days
half_life_days = 90
forget_days = 360
reach = 0.9                           # step 2: 1 − 0.9·e

[layers]                              # step 2: nested caps
caps = {low = 0.30, general = 0.70, serious = 0.90, major = 1.00}

[control]                             # step 4: CE = 1 − Π(1 − c·v), credited to 80 %
credit = 0.8
unverified = 0.3
strength = {eliminate = 0.9, substitute = 0.7, engineer = 0.5, admin = 0.25, ppe = 0.15}

[staleness]                           # step 5: U = 0.30·(1 − exp(−max(0, days − cadence)/cadence))
most = 0.30
unknown_cadences = 4                  # where a patrol starts from at a place never fully inspected
visit_share = {enforcement = 1, urgent = 1, patrol = 0.5, video = 0.3, self = 0.3}

[likelihood]                          # step 7: λ → L, linear between the points
points = [[0, 0.1], [0.05, 0.2], [0.15, 0.5], [0.30, 1], [0.55, 3], [0.80, 6], [1, 10]]

[exposure]                            # step 7: E
round_the_clock = 10
daily = 6
weekly = 3
monthly = 2
few_a_year = 1
rarer = 0.5

[consequence]                         # step 7: C by class k = 1…6
classes = [1, 3, 7, 15, 40, 100]
crowd = 100                           # peak occupancy that adds 1 class (or vulnerable occupants)
great_crowd = 500                     # peak occupancy that adds 2 (or a crowd with vulnerable occupants)

[levels]                              # step 8: D, lower bound inclusive
yellow = 70
orange = 160
red = 320

[confidence]                          # step 9
high = {cadences = 1, inspections = 2, answered_percent = 80}     # all three reached: high
low = {cadences = 2, inspections = 1, answered_percent = 50}      # any one missed: low; else medium

[[scenario]]
code = "GAS-EXPL"
zh = "燃气泄漏爆炸"
en = "Gas explosion"
k0 = 4                                # consequence class of the place itself, 1…6
cadence_days = 90                     # how often the scenario is to be looked at; never by level

[[scenario.factor]]                   # σ = sum of points of the factors that hold / 100; may be absent
code = "pipe_over_20_years"
zh = "管龄超过20年"
en = "Gas pipe older than 20 years"
points = 15
source = "自拟"

[[scenario.control]]                  # may be absent; `control` of a checklist item names the code
code = "gas_alarm"
zh = "燃气报警联动切断"
en = "Gas alarm with shut-off"
kind = "engineer"                     # eliminate | substitute | engineer | admin | ppe
c = 0.5                               # optional: the strength of its kind otherwise
verify_every_days = 90
```
"""

import hashlib
import tomllib
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from shared.problems import Fault, Problem
from shared.risk import reading_parameters as parameters
from shared.risk.model import ScoringModel
from shared.risk.reading_scenarios import scenarios_read
from shared.risk.toml_table import TomlTable

STATUSES = ("default", "approved")


class ModelFaulty(Problem):
    """Carry every fault of one scoring model file."""


def model_read(source: bytes, *, file: str) -> ScoringModel:
    """Read a scoring model; its hash is over the bytes as they are.

    Raises ModelFaulty with every fault: file, table, key, what is wrong, what to write.
    """
    faults: list[Fault] = []
    root = TomlTable(_toml(source, file), "", faults)
    model = _model(root, hashlib.sha256(source).hexdigest())
    root.close()
    if faults:
        raise _faulty(file, faults)
    return model


def _toml(source: bytes, file: str) -> Mapping[str, Any]:
    try:
        return tomllib.loads(source.decode("utf-8"), parse_float=Decimal)
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, InvalidOperation) as error:
        fault = Fault("", f"is not TOML in UTF-8: {error}.", "Mend the line named.")
        raise _faulty(file, [fault]) from error


def _faulty(file: str, faults: list[Fault]) -> ModelFaulty:
    placed = [
        Fault(f"{file}, {one.where}" if one.where else file, one.message, one.remedy)
        for one in faults
    ]
    return ModelFaulty(
        "model_faulty",
        f"{file}: the scoring model has {len(placed)} fault(s).",
        "Mend each place named; the whole form is in the docstring of shared/risk/reading.py.",
        fields=placed,
    )


def _model(root: TomlTable, sha256: str) -> ScoringModel:
    note = root.table("note")
    credit, unverified, strength = parameters.control_read(root.table("control"))
    high, low = parameters.confidence_read(root.table("confidence"))
    model = ScoringModel(
        id=root.text("id"),
        version=root.text("version"),
        status=root.choice("status", STATUSES),
        effective_from=root.day("effective_from"),
        note={"zh": note.text("zh"), "en": note.text("en")},
        evidence=parameters.evidence_read(root.table("evidence")),
        caps=parameters.caps_read(root.table("layers")),
        control_credit=credit,
        control_unverified=unverified,
        staleness=parameters.staleness_read(root.table("staleness")),
        likelihood=parameters.likelihood_read(root.table("likelihood")),
        exposure=parameters.exposure_read(root.table("exposure")),
        consequence=parameters.consequence_read(root.table("consequence")),
        levels=parameters.levels_read(root.table("levels")),
        confidence_high=high,
        confidence_low=low,
        scenarios=scenarios_read(root, strength),
        sha256=sha256,
    )
    note.close()
    return model
