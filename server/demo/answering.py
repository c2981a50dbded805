"""Answer a real checklist as a place of some quality would make an inspector answer it."""

import random
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from shared.checklist import Answers, Checklist
from shared.checklist.model import Item
from shared.checklist.profile import profile_values

CLOSING = ("已当场告知负责人", "现场拍照，负责人在场确认", "负责人表示立即安排整改")
JUDGED = ("verdict", "number", "choice", "choices")
Photo = Callable[[str, int], str]  # scene, number → SHA-256


def answers_of(
    checklist: Checklist,
    site: Mapping[str, Any],
    *,
    visit: str,
    quality: float,
    day: date,
    chance: random.Random,
    photo: Photo,
) -> Answers:
    """Answer every item; `quality` is the share of verdicts that pass, photos go to `photo`."""
    answers = Answers(checklist, profile_values(site, visit=visit))
    for _ in range(3):  # an answer may show further items
        for row in list(answers.rows()):
            judged = (
                row.item.type in JUDGED and visit == "service"
            )  # a service visit judges nothing
            if row.item.type != "calculated" and not judged and answers.get(*row.key) is None:
                _answer(answers, row.item, row.at, quality, day, chance, photo)
    return answers


def _answer(
    answers: Answers, item: Item, at: tuple[str, ...], quality: float, day: date,
    chance: random.Random, photo: Photo,
) -> None:  # fmt: skip
    value = _value(item, quality, day, chance)
    verdict = _verdict(item, value)
    note = _note(item, chance) if verdict in ("fail", "partial", "not_checked") else None
    blobs = _blobs(item, verdict, chance, photo)
    answers.answer(item.id, value, at=at, note=note, blobs=blobs)


def _value(item: Item, quality: float, day: date, chance: random.Random) -> str:
    # what may be a major hazard is looked for harder, and so found more often
    good = chance.random() < (quality - 0.05 if item.major and item.major.verified else quality)
    if item.type == "verdict":
        if chance.random() < 0.04:
            return "na"
        if good:
            return "pass"
        return _deduction(item, chance) if item.deduct else "fail"
    if item.type == "number":
        return _number(item, good)
    if item.type in ("choice", "choices"):
        return (item.choices[0] if good else item.choices[-1]).id
    if item.type == "date":
        return day.isoformat()
    if item.type == "photo":
        return "1"
    return "无"


def _deduction(item: Item, chance: random.Random) -> str:
    criterion = item.deduct[chance.randrange(len(item.deduct))]
    if criterion.each:
        return f"{criterion.id}*{chance.randint(1, 2)}"
    if criterion.lowest != criterion.highest:
        return f"{criterion.id}={chance.randint(criterion.lowest, criterion.highest)}"
    return criterion.id


def _number(item: Item, good: bool) -> str:
    low, high = item.minimum, item.maximum
    if good:
        middle = (
            (low + high) / 2
            if low is not None and high is not None
            else low
            if low is not None
            else high
        )
        return str((middle if middle is not None else Decimal(2)).quantize(Decimal("0.1")))
    outside = high + 3 if high is not None else (low - 1 if low is not None else Decimal(0))
    return str(max(outside, Decimal(0)).quantize(Decimal("0.1")))


def _verdict(item: Item, value: str) -> str:
    if item.type == "verdict":
        return value if value in ("pass", "na", "partial", "not_checked") else "fail"
    if item.type == "number" and (item.minimum is not None or item.maximum is not None):
        number = Decimal(value)
        low = item.minimum is not None and number < item.minimum
        return "fail" if low or (item.maximum is not None and number > item.maximum) else "pass"
    if item.type == "choice":
        choice = item.choice(value)
        return (choice.verdict if choice else None) or "pass"
    return "pass"


def _note(item: Item, chance: random.Random) -> str:
    seen = item.fails.zh.split("。")[0] if item.fails else "与要求不符"
    return f"现场查见：{seen}。{CLOSING[chance.randrange(len(CLOSING))]}，须限期整改到位。"


def _blobs(item: Item, verdict: str, chance: random.Random, photo: Photo) -> tuple[str, ...]:
    wanted = max(
        (one.count for one in item.evidence if one.what == "photo" and (not one.when or verdict in one.when)),
        default=1 if item.type == "photo" else 0,
    )  # fmt: skip
    scene = (item.scenario or "SITE").split("-")[0]
    return tuple(photo(scene, chance.randrange(24) * 3 + n) for n in range(wanted))
