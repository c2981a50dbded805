"""Break Chinese text into lines: anywhere, but never against 行首行尾禁则, and never inside a word.

Pure: what a character is wide comes from the caller.
"""

import re
from collections.abc import Callable, Iterator

NOT_FIRST = frozenset("，。、；：？！）》”’』】〕〉」…—％%℃·,.;:?!)]}")
NOT_LAST = frozenset("（《“‘『【〔〈「([{")
# A run of Latin letters, digits and what joins them stays together; so does a space with what follows.
_PIECE = re.compile(r"[A-Za-z0-9][A-Za-z0-9./+#@&'_-]*|\s+|.", re.DOTALL)

Measure = Callable[[str], float]


def lines_break(text: str, width: float, measure: Measure, *, first: float = 0.0) -> list[str]:
    """Return the lines of one paragraph; `first` is what the first line is shorter by.

    A piece wider than a line is cut. Spaces at the ends of lines are dropped; an empty text is one
    empty line.
    """
    lines: list[str] = []
    line, used = "", first
    for piece in _pieces(text, width, measure):
        wide = measure(piece)
        if line and used + wide > width and not piece.isspace():
            lines.append(line.rstrip())
            line, used = "", 0.0
        if line or not piece.isspace():
            line, used = line + piece, used + wide
    lines.append(line.rstrip())
    return lines


def _pieces(text: str, width: float, measure: Measure) -> Iterator[str]:
    """Cut a text into what stays together: words, single characters with the closing marks behind."""
    for group in _grouped(_PIECE.findall(text)):
        if measure(group) <= width:
            yield group
        else:
            yield from group


def _grouped(pieces: list[str]) -> Iterator[str]:
    group = ""
    for piece in pieces:
        joins = piece in NOT_FIRST or (group and group[-1] in NOT_LAST)
        if group and not joins:
            yield group
            group = ""
        group += piece
    if group:
        yield group
