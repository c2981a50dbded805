"""Risk: from hazards, site profile, controls and inspections to one explained number and colour.

Risk: the row (site or facility, scenario). Hazard evidence: one barrier found failed. Factor: a
fact of the site that raises σ. Control: a barrier that stands. Assessment: the rule of the
docs/risk.md over these as of a day. Parameters are 缺省参数，待校准.
"""

from shared.risk.assessment import Assessment, Judgement, assess, assessment_changes, judge
from shared.risk.confidence import Looked, inspected_on
from shared.risk.inputs import ControlEvidence, HazardEvidence, RiskInputs, inputs_sha256
from shared.risk.model import (
    CONFIDENCES,
    EXPOSURES,
    GRADES,
    LEVELS,
    Control,
    Factor,
    Scenario,
    ScoringModel,
)
from shared.risk.next_change import LOOK_AHEAD_DAYS, next_change_on
from shared.risk.reading import ModelFaulty, model_read
from shared.risk.rollup import RolledRisk, Rollup, street_rollup
from shared.risk.rule import RiskInputsWrong
from shared.risk.smallest import SmallestSet, smallest_set_to_lower

__all__ = [
    "CONFIDENCES",
    "EXPOSURES",
    "GRADES",
    "LEVELS",
    "LOOK_AHEAD_DAYS",
    "Assessment",
    "Control",
    "ControlEvidence",
    "Factor",
    "HazardEvidence",
    "Judgement",
    "Looked",
    "ModelFaulty",
    "RiskInputs",
    "RiskInputsWrong",
    "RolledRisk",
    "Rollup",
    "Scenario",
    "ScoringModel",
    "SmallestSet",
    "assess",
    "assessment_changes",
    "inputs_sha256",
    "inspected_on",
    "judge",
    "model_read",
    "next_change_on",
    "smallest_set_to_lower",
    "street_rollup",
]
