"""Write the generated parts of a document: what stands between `<!-- 自动生成：NAME -->` and `<!-- 结束 -->`."""

import re
from collections.abc import Iterable, Mapping, Sequence

_PART = re.compile(r"(<!-- 自动生成：(\S+) -->\n)(.*?)(<!-- 结束 -->)", re.DOTALL)


def parts_written(text: str, parts: Mapping[str, str]) -> str:
    """Give the document with every part written anew. Raises KeyError for a part nobody writes."""
    return _PART.sub(lambda found: f"{found[1]}\n{parts[found[2]].strip()}\n\n{found[4]}", text)


def parts_named(text: str) -> list[str]:
    """Give the names of a document's generated parts, in order."""
    return [found[2] for found in _PART.finditer(text)]


def part_of(text: str, name: str) -> str:
    """Give what stands in one part now."""
    return next(found[3].strip() for found in _PART.finditer(text) if found[2] == name)


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Write a table."""
    lines = [head, ["---" for _ in head], *rows]
    return "\n".join("| " + " | ".join(str(cell) for cell in line) + " |" for line in lines)
