"""What a kind of visit may do and must have; it follows from who acts for whom.

行政检查 and 紧急当场检查 are acts of a body with powers: two certified officers, papers, orders. A
巡查 brings clues and advice, a 非检查入企 judges nothing, a 企业自查 is the enterprise's own.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from shared.problems import Problem


class VisitKindUnknown(Problem):
    """Refuse a word that names no kind of visit."""

    def __init__(self, kind: object) -> None:
        super().__init__(
            "visit_kind_unknown",
            f"没有“{kind}”这种检查类型。",
            f"可选：{'、'.join(KIND_RULES)}。",
        )


@dataclass(frozen=True, slots=True)
class KindRules:
    """Hold what one kind of visit demands and allows."""

    officers: int  # at least so many people
    certified: bool  # each with a certificate in date that covers the field
    task: bool  # filed beforehand
    filed_after: bool  # filed afterwards, because the danger did not wait
    verdicts: bool  # may judge an item, and so make findings
    second_confirms: bool  # a major finding is confirmed by a second officer before it is finished
    papers: tuple[str, ...]  # kinds of paper it makes: always the first, the others when called for
    orders: bool  # a deadline is an order (责令); else it is advice
    site_signs: bool
    counts: bool  # counts against the yearly number of inspections of an enterprise


KIND_RULES: Mapping[str, KindRules] = MappingProxyType(
    {
        "enforcement": KindRules(
            officers=2, certified=True, task=True, filed_after=False, verdicts=True,
            second_confirms=True, papers=("record", "order"), orders=True, site_signs=True,
            counts=True,
        ),
        "urgent": KindRules(
            officers=2, certified=True, task=False, filed_after=True, verdicts=True,
            second_confirms=True, papers=("record", "order"), orders=True, site_signs=True,
            counts=False,
        ),
        "patrol": KindRules(
            officers=1, certified=False, task=False, filed_after=False, verdicts=True,
            second_confirms=False, papers=(), orders=False, site_signs=False, counts=False,
        ),
        "service": KindRules(
            officers=1, certified=False, task=False, filed_after=False, verdicts=False,
            second_confirms=False, papers=(), orders=False, site_signs=False, counts=False,
        ),
        "self": KindRules(
            officers=1, certified=False, task=False, filed_after=False, verdicts=True,
            second_confirms=False, papers=(), orders=False, site_signs=False, counts=False,
        ),
    }
)  # fmt: skip


def kind_rules(kind: str) -> KindRules:
    """Return the rules of a kind of visit; raise VisitKindUnknown."""
    if kind not in KIND_RULES:
        raise VisitKindUnknown(kind)
    return KIND_RULES[kind]
