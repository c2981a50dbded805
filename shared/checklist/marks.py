"""What an item can earn and what an answer earned, for each kind of scoring."""

from decimal import Decimal

from shared.checklist.answer_reading import Given
from shared.checklist.model import Item, Scoring

PLAIN = Scoring("points")
NOTHING = Decimal(0)


def mark_full(item: Item, scoring: Scoring | None) -> Decimal:
    """Give the most an item can earn; 0 for one that is not scored.

    An item that says nothing earns 1 when its answer is judged; a calculated one never does by itself,
    for it is made of items that already count.
    """
    if item.points is not None:
        return Decimal(item.points)
    if (scoring or PLAIN).kind == "deduct_100":
        return NOTHING
    offered = [choice.points for choice in item.choices if choice.points]
    if offered:
        return Decimal(sum(offered) if item.type == "choices" else max(offered))
    return Decimal(1) if _is_judged(item) else NOTHING


def mark_earned(item: Item, given: Given, scoring: Scoring | None) -> Decimal:
    """Give what the answer earned of the item's full mark."""
    rule = scoring or PLAIN
    full = mark_full(item, rule)
    if given.verdict in ("na", "not_checked"):
        return NOTHING
    if rule.kind == "deduct_100":
        return full - min(full, _lost(given, full))
    if any(choice.points for choice in item.choices):
        return min(full, Decimal(sum(choice.points for choice in given.chosen)))
    shares = {"pass": Decimal(1), "partial": rule.partial_share}
    return full * shares.get(given.verdict or "", NOTHING)


def _lost(given: Given, full: Decimal) -> Decimal:
    if given.taken:
        return Decimal(sum(one.total for one in given.taken))
    return full if given.verdict == "fail" else NOTHING


def _is_judged(item: Item) -> bool:
    if item.type == "number":
        return item.minimum is not None or item.maximum is not None
    return item.type == "verdict" or any(choice.verdict for choice in item.choices)
