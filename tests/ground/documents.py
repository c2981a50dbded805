"""The documents of the project as tests read them: fenced examples with the reader each names, and commands.

An example is a fence whose first line says what it is: "json body v1-body-visit.json" is JSON, read as a body,
the sample of that name. JSON examples are broken into lines for the eye; `Example.body` is what travels.
"""

import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from shared.record.json_text import json_read, json_write

ROOT = Path(__file__).resolve().parents[2]
_FENCE = re.compile(r"^```(\S*) *(.*?)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_COMMAND = re.compile(r"`([^`\n]+)`")


@dataclass(frozen=True, slots=True)
class Example:
    """Hold one fence: its language, the words after it, its text."""

    language: str
    words: tuple[str, ...]
    text: str

    @property
    def bodies(self) -> tuple[bytes, ...]:
        """Give each JSON value of the example as it travels, one a line."""
        bodies, pending = [], ""
        for line in self.text.splitlines():
            pending = f"{pending} {line}".strip()
            if (found := _json(pending)) is not None:
                bodies.append(json_write(found))
                pending = ""
        return tuple(bodies)

    @property
    def body(self) -> bytes:
        """Give the one JSON value as it travels."""
        [body] = self.bodies
        return body

    @property
    def members(self) -> Any:
        """Give the one JSON value decoded."""
        return json_read(self.body)


def document(name: str) -> str:
    """Read a document by its path from the root."""
    return (ROOT / name).read_text(encoding="utf-8")


def documents() -> list[str]:
    """Name every Markdown document of the tree."""
    found = {
        *ROOT.glob("*.md"),
        *(ROOT / "docs").rglob("*.md"),
        *(ROOT / "checklists").rglob("*.md"),
    }
    return sorted(str(path.relative_to(ROOT)) for path in found)


def examples(text: str) -> list[Example]:
    """Give every fence."""
    return [Example(one[1], tuple(one[2].split()), one[3]) for one in _FENCE.finditer(text)]


def examples_of(text: str, reader: str) -> list[Example]:
    """Give the fences that name a reader."""
    return [one for one in examples(text) if one.words[:1] == (reader,)]


def commands(text: str, program: str) -> Iterator[list[str]]:
    """Give the words after `program` of every command in fences and in inline code.

    A comment is cut off, a `$VARIABLE` stays a word; a prose ellipsis ends the command.
    """
    fenced = [line for one in examples(text) for line in one.text.splitlines()]
    inline = [one[1] for one in _COMMAND.finditer(_FENCE.sub("", text))]
    for line in (*fenced, *inline):
        if f"{program} " not in f"{line} ":
            continue
        said = line.split(program, 1)[1]
        yield shlex.split(said.split(" | ")[0].split(" > ")[0].split("…")[0], comments=True)


def _json(text: str) -> Any:
    try:
        return json_read(text.encode())
    except ValueError:
        return None
