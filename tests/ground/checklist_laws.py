"""Draw whole checklists and whole visits: items that hang on earlier items, answers in any order."""

from typing import Any

from hypothesis import strategies as st

from shared.checklist import AnswerRefused, Answers
from tests.ground.checklists import checklist, item, section, verdict

CHOICES = [
    {"id": "good", "zh": "好", "en": "good", "verdict": "pass", "points": 3},
    {"id": "bad", "zh": "坏", "en": "bad", "verdict": "fail"},
    {"id": "odd", "zh": "怪", "en": "odd"},
]
RAW = {
    "verdict": ("pass", "fail", "fail", "partial", "na", "not_checked"),
    "number": ("0", "2", "4.5", "-1", "na"),
    "choice": ("good", "bad", "odd", "not_checked"),
    "choices": ("good", "good,bad", "odd", "na"),
    "text": ("甲", "乙乙", "na"),
}
TYPES = (*RAW, "calculated")
INSTANCES = ("一", "二", "三")
Deed = tuple[str, int, int, int]


@st.composite
def checklists(draw: st.DrawFn) -> Any:
    """Draw a checklist of 3 to 12 items in one to three sections, one of which may repeat."""
    count = draw(st.integers(1, 3))
    repeats = draw(st.sampled_from((None, 0, count - 1)))
    closed = st.sampled_from((None, None, None, "site.kind == 'hotel'"))
    sections = [
        section(f"S{n}", repeat=n == repeats or None, visible_if=draw(closed)) for n in range(count)
    ]
    parts: list[dict[str, Any]] = []
    for number in range(draw(st.integers(4, 12))):
        home = draw(st.integers(0, count - 1))
        parts.append(_item(draw, f"I{number}", f"S{home}", home == repeats, parts))
    empty = [s for s in sections if not any(p["section"] == s["id"] for p in parts)]
    kept = [s for s in sections if s not in empty]
    weights = draw(st.booleans())
    for one in kept:
        one["weight"] = draw(st.integers(1, 9)) if weights else None
    kind = draw(st.sampled_from(("points", "conformity", None)))
    scoring = {"kind": kind} if kind else None
    if kind != "points":
        for one in kept:
            one["weight"] = None
    return checklist(*kept, *parts, scoring=scoring)


def _item(
    draw: st.DrawFn, id: str, home: str, repeats: bool, before: list[dict[str, Any]]
) -> dict[str, Any]:
    kind = draw(st.sampled_from(TYPES))
    keys: dict[str, Any] = {"visible_if": draw(conditions(before, home))}
    if kind == "number":
        keys |= {"minimum": 0, "maximum": 4}
    if kind in ("choice", "choices"):
        keys["choices"] = CHOICES
    if kind == "calculated":
        keys["value"] = draw(values(before, home))
    if kind in ("verdict", "number"):
        finding = {"scenario": "GAS-EXPL", "grade": "low"}
        keys |= draw(st.sampled_from((finding, finding, {"required": False}, {"starred": True})))
    if kind == "verdict":
        keys["partial"] = draw(st.sampled_from(("no", "allowed", "finding")))
        return verdict(id, home, **keys)
    return item(id, kind, home, **keys)


def _named(before: list[dict[str, Any]], home: str) -> tuple[list[str], list[str]]:
    """Give earlier items that may be named directly, and those that may stand in a function."""
    everywhere = [one["id"] for one in before]
    near = [one["id"] for one in before if one["section"] == home]
    return near, everywhere


@st.composite
def conditions(draw: st.DrawFn, before: list[dict[str, Any]], home: str) -> str | None:
    """Draw a condition over earlier items, or none."""
    near, everywhere = _named(before, home)
    if not everywhere or draw(st.sampled_from((True, True, False))):
        return None
    texts = [f"count_failed({one}) > 0" for one in everywhere]
    texts += [f"answered({one})" for one in everywhere]
    texts += [
        f"{one} {test}"
        for one in near
        for test in ("== fail", "!= pass", "> 1", "== 'good'", "in (na, fail)")
    ]
    first, second = draw(st.sampled_from(texts)), draw(st.sampled_from(texts))
    return draw(
        st.sampled_from((first, f"not {first}", f"{first} and {second}", f"{first} or {second}"))
    )


@st.composite
def values(draw: st.DrawFn, before: list[dict[str, Any]], home: str) -> str:
    """Draw what a calculated item computes."""
    near, everywhere = _named(before, home)
    texts = ["1 + 1", "if('restaurant' == site.kind, 3, 4)"]
    texts += [f"sum({one}) * 2" for one in everywhere] + [
        f"points({one}) / 3" for one in everywhere
    ]
    texts += [f"{one} + 1" for one in near] + [f"if({one} == fail, fail, pass)" for one in near]
    return draw(st.sampled_from(texts))


def visits(most: int = 25) -> st.SearchStrategy[list[Deed]]:
    """Draw deeds as small things: what, which item, which answer, which instance."""
    what = st.sampled_from(("answer",) * 7 + ("withdraw", "open", "close"))
    small = st.integers(0, 59)
    return st.lists(st.tuples(what, small, small, small), min_size=4, max_size=most)


def deed_do(given: Answers, deed: Deed) -> frozenset[Any] | None:
    """Do one deed; give what changed, None when it was refused."""
    what, which, how, where = deed
    one = given.checklist.items[which % len(given.checklist.items)]
    home = given.checklist.section(one.section)
    name = INSTANCES[where % len(INSTANCES)]
    at = (name,) if home.repeat else ()
    try:
        if what in ("open", "close"):
            change = given.instance_add if what == "open" else given.instance_remove
            return change(home.id, name)
        if what == "withdraw":
            return given.withdraw(one.id, at=at)
        raw = RAW.get(one.type, ("1",))
        return given.answer(one.id, raw[how % len(raw)], at=at, note="说明" if how % 2 else None)
    except AnswerRefused:
        return None
