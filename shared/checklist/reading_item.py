"""Read one `[[item]]` of a checklist."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from shared.checklist.answer_reading import EVERYWHERE
from shared.checklist.expression import Expression, Names
from shared.checklist.keys import Table
from shared.checklist.model import (
    GRADES,
    ITEM_TYPES,
    PARTIAL_RULES,
    VERDICTS,
    Basis,
    Choice,
    Deduction,
    Evidence,
    Item,
)

BASIS_KEYS = ("doc", "version", "clause", "verified", "source")
ITEM_KEYS = (
    "id", "section", "zh", "en", "type", "basis", "look", "pass", "fail", "scenario", "grade", "k",
    "control", "slot", "choices", "unit", "minimum", "maximum", "visible_if", "value", "constraint",
    "constraint_text", "required", "evidence", "partial", "starred", "points", "deduct", "major", "source",
)  # fmt: skip
# Keys that mean something for some types only; elsewhere they are a mistake, not an extra.
TYPE_KEYS: Mapping[str, tuple[str, ...]] = {
    "unit": ("number", "calculated"),
    "minimum": ("number", "calculated"),
    "maximum": ("number", "calculated"),
    "choices": ("choice", "choices"),
    "value": ("calculated",),
    "deduct": ("verdict",),
    "partial": ("verdict",),
}
_EVIDENCE = re.compile(r"(photo|note)(?:\s+(\d{1,3}))?(?:\s+if\s+(\w+(?:\s+or\s+\w+)*))?")


Part = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What an item needs to know of its file: names, the file's rule for partial, the scoring kind."""

    names: Names
    partial: str
    scoring: str | None


def item_read(table: Table, around: Surroundings) -> Item:
    """Read an item; faults go to the table's file."""
    kind = table.must_word("type", among=ITEM_TYPES)
    _check_type_keys(table, kind)
    item = Item(
        id=table.identifier(),
        section=table.must_word("section"),
        text=table.own_text(),
        type=kind,
        basis=tuple(table.basis(one) for one in table.inners("basis", BASIS_KEYS)),
        starred=table.flag("starred"),
        major=_major(table),
        source=table.word("source", among=("head", "own")),
        evidence=_evidence(table),
        **_guidance(table, kind),
        **_meaning(table),
        **_limits(table),
        **_expressions(table, kind, around),
        **_marks(table),
    )
    _check_can_fail(item, table)
    _check_marks(item, table, around.scoring)
    return item


def _check_can_fail(item: Item, table: Table) -> None:
    """Note an item that names a finding or a control and can never fail: it would only look like a check."""
    limited = item.minimum is not None or item.maximum is not None
    judging = any(choice.verdict in ("fail", "partial") for choice in item.choices)
    can_fail = {"number": limited, "choice": judging, "choices": judging}.get(
        item.type, item.type in ("verdict", "calculated")
    )
    if (item.scenario or item.control or item.major) and item.type in ITEM_TYPES and not can_fail:
        table.fault(
            f"a '{item.type}' item like this never fails, so it finds and verifies nothing.",
            'Give it minimum, maximum or choices with verdict = "fail"; or take scenario and grade out.',
        )


def _check_type_keys(table: Table, kind: str) -> None:
    for key, kinds in TYPE_KEYS.items():
        if key in table.raw and kind and kind not in kinds:
            table.fault(
                f"{key} does not go with type '{kind}'.",
                f'Take {key} out, or write type = "{kinds[0]}".',
            )
    for key, needed in (("choices", ("choice", "choices")), ("value", ("calculated",))):
        if kind in needed and key not in table.raw:
            table.fault(
                f"{key} is missing for type '{kind}'.",
                f"Write {key} = … (see checklists/README.md).",
            )


def _guidance(table: Table, kind: str) -> Part:
    look, passes, fails = table.text("look"), table.text("pass"), table.text("fail")
    missing = [key for key in ("look", "pass", "fail") if key not in table.raw]
    if kind == "verdict" and missing:
        table.fault(
            f"guidance is missing: {', '.join(missing)}.",
            f'Say where to look, when it passes and when it fails: {missing[0]} = {{zh = "…", en = "…"}}.',
        )
    return {"look": look, "passes": passes, "fails": fails}


def _meaning(table: Table) -> Part:
    scenario, grade = table.word("scenario"), table.word("grade", among=GRADES)
    if ("scenario" in table.raw) != ("grade" in table.raw):
        missing = "grade" if "scenario" in table.raw else "scenario"
        table.fault(
            f"{missing} is missing.",
            "A finding needs both scenario and grade; write both or neither.",
        )
    control = table.word("control")
    if control and not scenario:
        table.fault(
            "control stands without a scenario.", "Write the scenario the control belongs to."
        )
    k, slot = table.whole("k", least=1, most=6), table.word("slot")
    return {"scenario": scenario, "grade": grade, "k": k, "control": control, "slot": slot}


def _limits(table: Table) -> Part:
    low, high = table.decimal("minimum"), table.decimal("maximum")
    if low is not None and high is not None and low > high:
        table.fault(f"minimum {low} is above maximum {high}.", "Exchange the two.")
    choices = tuple(
        _choice(one) for one in table.inners("choices", ("id", "zh", "en", "verdict", "points"))
    )
    _check_unique(table, "choice", [choice.id for choice in choices])
    for choice in choices:
        if choice.id in EVERYWHERE:
            table.fault(
                f"choice '{choice.id}' has the name of a verdict that goes for every item.",
                "Give it another id; 不适用 and 未查 can always be chosen.",
            )
    return {"unit": table.word("unit"), "minimum": low, "maximum": high, "choices": choices}


def _choice(table: Table) -> Choice:
    verdict = table.word("verdict", among=VERDICTS)
    return Choice(
        table.identifier(),
        table.own_text(),
        verdict,
        table.whole("points", least=0, most=1000) or 0,
    )


def _check_unique(table: Table, what: str, ids: list[str]) -> None:
    for one in sorted({one for one in ids if one and ids.count(one) > 1}) if ids else ():
        table.fault(f"{what} '{one}' stands twice.", "Give each its own id.")


def _expressions(table: Table, kind: str, around: Surroundings) -> Part:
    names = around.names
    hint = table.text("constraint_text")
    if "constraint" in table.raw and hint is None:
        table.fault("constraint_text is missing.", "Say in both languages what to enter instead.")
    partial = table.word("partial", among=PARTIAL_RULES, default=around.partial) or "no"
    return {
        "visible_if": table.expression("visible_if", names, condition=True),
        "value": table.expression("value", names, condition=False)
        if kind == "calculated"
        else None,
        "constraint": _constraint(table, names),
        "constraint_text": hint,
        "required": _required(table, names),
        "partial": partial,
    }


def _constraint(table: Table, names: Names) -> Expression | None:
    if "constraint" not in table.raw:
        return None
    own = frozenset({"value"})
    wider = replace(names, known=names.known | own, calculated=names.calculated | own)
    return table.expression("constraint", wider, condition=True)


def _required(table: Table, names: Names) -> bool | Expression:
    if isinstance(table.raw.get("required"), str):
        return table.expression("required", names, condition=True) or True
    return table.flag("required", default=True)


def _evidence(table: Table) -> tuple[Evidence, ...]:
    source = table.word("evidence")
    if source is None:
        return ()
    rules = []
    for clause in source.split(","):
        match = _EVIDENCE.fullmatch(clause.strip())
        when = tuple(match[3].split(" or ")) if match and match[3] else ()
        if match is None or any(word not in VERDICTS for word in when):
            table.fault(
                f"evidence '{clause.strip()}' is not understood.",
                'Write "photo if fail" or "photo 2 if fail, note 20 if fail".',
            )
            continue
        rules.append(Evidence(match[1], int(match[2] or 1), when))
    return tuple(rules)


def _major(table: Table) -> Basis | None:
    raw = table.raw.get("major")
    return None if raw is None else table.basis(table.inner("major", raw, BASIS_KEYS))


def _marks(table: Table) -> Part:
    keys = ("id", "zh", "en", "points", "from", "to", "each")
    criteria = tuple(_deduction(one) for one in table.inners("deduct", keys))
    _check_unique(table, "deduction", [criterion.id for criterion in criteria])
    return {"points": table.whole("points", least=0, most=1000), "deduct": criteria}


def _check_marks(item: Item, table: Table, scoring: str | None) -> None:
    if scoring != "deduct_100":
        if item.deduct:
            table.fault(
                "deduct stands in a checklist that does not deduct.",
                'Write [scoring] kind = "deduct_100".',
            )
        return
    _check_criteria(item, table)
    if item.type == "verdict" and item.points is None and "points" not in table.raw:
        table.fault(
            "points is missing.", "Write the item's full mark; the marks of a table add up to 100."
        )
    if item.type == "verdict" and item.points and not table.raw.get("deduct"):
        table.fault(
            "deduct is missing.", 'Write deduct = [{id = "a", zh = "…", en = "…", points = 10}, …].'
        )


def _check_criteria(item: Item, table: Table) -> None:
    if item.deduct and "partial" in table.raw and item.partial != "no":
        table.fault(
            "partial does not go with deduct.",
            "The criteria say how many marks go; take partial out.",
        )
    for criterion in item.deduct:
        if item.points is not None and criterion.highest > item.points:
            table.fault(
                f"deduction '{criterion.id}' takes {criterion.highest} of {item.points} marks.",
                "A deduction is at most the item's own mark.",
            )
        if criterion.id in VERDICTS:
            table.fault(
                f"deduction '{criterion.id}' has the name of a verdict.", "Give it another id."
            )


def _deduction(table: Table) -> Deduction:
    exact = table.whole("points", least=1, most=100)
    lowest, highest = table.whole("from", least=1, most=100), table.whole("to", least=1, most=100)
    if (exact is None) == (lowest is None or highest is None):
        table.fault("the marks are not clear.", "Write points = 5, or from = 2 and to = 8.")
    low, high = (exact, exact) if exact is not None else (lowest or 1, highest or 1)
    if low > high:
        table.fault(f"from {low} is above to {high}.", "Exchange the two.")
    return Deduction(table.identifier(), table.own_text(), low, high, table.flag("each"))


__all__ = ["BASIS_KEYS", "ITEM_KEYS", "Surroundings", "item_read"]
