"""How a given value reads, what an empty control asks for, and how deductions are written."""

from collections.abc import Mapping
from decimal import Decimal

from fieldapp.presenters.wording import Wording
from shared.checklist import Item
from shared.checklist.answer_reading import Given


def value_text(item: Item, given: Given | None, wording: Wording) -> str:
    """Write what was given as people read it; empty while nothing is."""
    if given is None:
        return ""
    if given.text in ("na", "not_checked"):
        return wording.term("verdict", given.text)
    if given.taken:
        return wording.say("run.deducted", n=sum(one.total for one in given.taken))
    if given.chosen:
        return wording.names([wording.of(choice.text) for choice in given.chosen])
    if item.type == "photo":
        return wording.say("run.photos", n=given.text)
    if item.type in ("number", "calculated") and isinstance(given.value, Decimal):
        return f"{_plain(given.value)} {item.unit or ''}".strip()
    if item.type == "calculated" and given.verdict:
        return wording.term("verdict", given.verdict)
    return "" if item.type == "verdict" else given.text


def prompt_of(item: Item, wording: Wording) -> str:
    """Say what an empty control asks for."""
    if item.type == "number":
        return wording.say("run.enter_number", limits=limits_text(item) or item.unit or "")
    if item.type == "verdict":
        return ""
    return wording.say(f"run.enter_{item.type}")


def limits_text(item: Item) -> str:
    """Write the limits of a number: 0–2.0 m, ≤ 4 Ω, ≥ 0.5 m."""
    low, high, unit = item.minimum, item.maximum, item.unit or ""
    if low is not None and high is not None:
        text = f"{low}" if low == high else f"{low}–{high}"
    elif high is not None:
        text = f"≤ {high}"
    elif low is not None:
        text = f"≥ {low}"
    else:
        return ""
    return f"{text} {unit}".strip()


def deduction_text(item: Item, taken: Mapping[str, tuple[int, int]]) -> str:
    """Write criteria with their marks and places as the wire has them: `a,b=5,c*3`."""
    parts = []
    for criterion in item.deduct:
        if criterion.id not in taken:
            continue
        marks, places = taken[criterion.id]
        text = criterion.id
        if criterion.lowest != criterion.highest:
            text += f"={marks}"
        if criterion.each and places > 1:
            text += f"*{places}"
        parts.append(text)
    return ",".join(parts)


def _plain(value: Decimal) -> str:
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text and len(text) > 12 else text
