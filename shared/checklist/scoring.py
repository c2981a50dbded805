"""Score a visit's answers by the rule its checklist names."""

from collections.abc import Callable, Mapping

from shared.checklist.answering import Answers
from shared.checklist.score import Score, ScoreLine
from shared.checklist.scoring_conformity import score_conformity
from shared.checklist.scoring_deduct import score_deduct
from shared.checklist.scoring_points import score_points

__all__ = ["Score", "ScoreLine", "score_of"]

_RULES: Mapping[str, Callable[[Answers], Score]] = {
    "points": score_points,
    "deduct_100": score_deduct,
    "conformity": score_conformity,
}


def score_of(answers: Answers) -> Score | None:
    """Score the answers as they stand; None when the checklist has no score.

    While something is unanswered the number stands for what was answered and the verdict is `incomplete`.
    """
    scoring = answers.checklist.scoring
    return _RULES[scoring.kind](answers) if scoring else None
