"""Publish the real checklists, and for older visits a version labelled 演示 that cites what held then."""

import re
import tomllib
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

from shared.checklist import Checklist, checklist_read

FOLDER = Path(__file__).resolve().parents[2] / "checklists"
FILES = (
    "gas/restaurant_lpg.toml", "gas/restaurant_piped.toml", "fire/small_premises.toml",
    "food/catering.toml", "construction/jgj59.toml",
)  # fmt: skip
DEMO_VERSION = "0-demo"
_CITATION = re.compile(r'\{doc = "([^"]+)", version = "([^"]+)"[^{}]*\}')
_TOP = re.compile(r"^(version|effective_from) = .*$", re.MULTILINE)
Publish = Callable[[str, str], None]  # name of the intent, text


def publish_all(publish: Publish, *, since: date) -> list[Checklist]:
    """Publish documents, model, calendars and checklists; give every version, the latest last."""
    publish("documents.publish", (FOLDER / "documents.toml").read_text("utf-8"))
    publish("model.publish", (FOLDER / "model.toml").read_text("utf-8"))
    for path in sorted((FOLDER / "calendars").glob("*.toml")):
        publish("calendar.publish", path.read_text("utf-8"))
    versions = []
    for name in FILES:
        text = (FOLDER / name).read_text("utf-8")
        checklist = checklist_read(text.encode(), file=name)
        if (older := demo_version(text, checklist, since=since)) is not None:
            publish("checklist.publish", older)
            versions.append(checklist_read(older.encode(), file=f"{name} (演示)"))
        publish("checklist.publish", text)
        versions.append(checklist)
    return versions


def demo_version(text: str, checklist: Checklist, *, since: date) -> str | None:
    """Give the text of a version for `since` until the real one begins; None where none is needed.

    A citation that was not in force then is left out, the Food Safety Law is cited in its 2021 text:
    a list must never cite what did not hold.
    """
    last = checklist.effective_from - timedelta(days=1)
    if last < since or checklist.field == "construction":
        return None
    held = _in_force(since)
    text = text.replace(
        'doc = "食品安全法", version = "2025"', 'doc = "食品安全法", version = "2021"'
    )
    text = _CITATION.sub(lambda one: one[0] if (one[1], one[2]) in held else "", text)
    lines = [line for line in text.splitlines() if line.strip() not in (",", "major =")]
    text = re.sub(r"basis = \[\s*,?\s*\]\n", "", "\n".join(lines) + "\n")
    text = _TOP.sub(lambda one: _top(one[1], since), text, count=2)
    label = f'label = {{zh = "演示", en = "sample"}}\neffective_to = {last.isoformat()}\n\n'
    return (
        text.replace("[[section]]", f"{label}[[section]]", 1)
        if "[scoring]" not in text
        else text.replace("[scoring]", f"{label}[scoring]", 1)
    )


def _top(name: str, since: date) -> str:
    return (
        f'version = "{DEMO_VERSION}"'
        if name == "version"
        else f"effective_from = {since.isoformat()}"
    )


def _in_force(day: date) -> set[tuple[str, str]]:
    rows = tomllib.loads((FOLDER / "documents.toml").read_text("utf-8"))["document"]
    return {
        (row["id"], row["version"])
        for row in rows
        if row.get("effective_from", day) <= day <= row.get("effective_to", day)
    }


def titles() -> dict[tuple[str, str], str]:
    """Give the full titles of the cited documents, as papers print them."""
    rows = tomllib.loads((FOLDER / "documents.toml").read_text("utf-8"))["document"]
    return {(row["id"], row["version"]): row["zh"] for row in rows}
