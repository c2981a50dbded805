"""Write small checklists for tests: every key is data, what a test does not name is filled in, None leaves out."""

import json
from decimal import Decimal
from typing import Any

from shared.checklist import Answers, Checklist, checklist_read

GUIDANCE = {key: {"zh": "看", "en": "see"} for key in ("look", "pass", "fail")}
TOP = {
    "id": "gas.test",
    "version": "1",
    "field": "gas",
    "zh": "试用检查表",
    "en": "Test checklist",
    "effective_from": "2026-01-01",
}


def verdict(id: str, section: str = "s", **keys: Any) -> dict[str, Any]:
    """Give a verdict item."""
    return item(id, "verdict", section, **{**GUIDANCE, **keys})


def item(id: str, type: str, section: str = "s", **keys: Any) -> dict[str, Any]:
    """Give an item of a type."""
    return {
        "id": id,
        "section": section,
        "zh": f"项目{id}",
        "en": f"Item {id}",
        "type": type,
        **keys,
    }


def section(id: str = "s", **keys: Any) -> dict[str, Any]:
    """Give a section."""
    return {"id": id, "zh": f"部分{id}", "en": f"Section {id}", **keys}


def marked(id: str, section: str, points: int, **keys: Any) -> dict[str, Any]:
    """Give a JGJ 59 item: criterion `part` takes 1 to all of its marks, `place` one mark for each place."""
    deduct = [
        {"id": "part", "zh": "部分", "en": "part", "from": 1, "to": points},
        {"id": "place", "zh": "每处", "en": "each place", "points": 1, "each": True},
    ]
    return verdict(id, section, points=points, deduct=deduct, **keys)


def text(*parts: dict[str, Any], **top: Any) -> str:
    """Write a checklist: sections and items in their order; a section `s` is added when none is given."""
    items = [part for part in parts if "type" in part or "section" in part]
    sections = [part for part in parts if part not in items] or [section()]
    lines = _keys({**TOP, **top})
    for name, tables in (("section", sections), ("item", items)):
        for table in tables:
            lines += ["", f"[[{name}]]", *_keys(table)]
    return "\n".join(lines) + "\n"


def _keys(table: dict[str, Any]) -> list[str]:
    return [f"{key} = {toml(value)}" for key, value in table.items() if value is not None]


def toml(value: Any) -> str:
    """Write a value as TOML."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key} = {toml(one)}" for key, one in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(toml(one) for one in value) + "]"
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, int | Decimal) else json.dumps(value, ensure_ascii=False)


def checklist(*parts: dict[str, Any], **top: Any) -> Checklist:
    """Read the checklist that `text` writes."""
    return checklist_read(text(*parts, **top).encode(), file="test.toml")


def answers(*parts: dict[str, Any], profile: dict[str, Any] | None = None, **top: Any) -> Answers:
    """Open the answers of the checklist that `text` writes."""
    return Answers(checklist(*parts, **top), profile or {})
