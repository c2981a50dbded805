"""Line breaking for Chinese and English in one text.

Kivy breaks Chinese anywhere and may begin a line with ，or 。; this keeps the rules of 行首行尾禁则,
never breaks inside a Latin word or number, and is several times cheaper (advances are cached).
"""

from functools import lru_cache

from kivy.core.text import Label as CoreLabel

NOT_AT_START = frozenset("，。、；：？！）》」』】〉”’…—％%·,.;:?!)]}")
NOT_AT_END = frozenset("（《「『【〈“‘([{")


@lru_cache(maxsize=32)
def _pen(font: str, size: float) -> CoreLabel:
    return CoreLabel(font_name=font, font_size=size, font_script_name="Hani")


@lru_cache(maxsize=65536)
def advance(text: str, font: str, size: float) -> float:
    """Measure how wide a piece of text is drawn."""
    return _pen(font, size).get_extents(text)[0]


def wrap(text: str, *, width: float, font: str = "Roboto", size: float = 17.0) -> list[str]:
    """Break text into lines no wider than width; a line break in the text stays one."""
    lines: list[str] = []
    for paragraph in text.split("\n"):
        lines.extend(_wrap_paragraph(paragraph, width, font, size))
    return lines


def _wrap_paragraph(text: str, width: float, font: str, size: float) -> list[str]:
    lines: list[str] = []
    line: list[str] = []
    used = 0.0
    for piece in _fitting(text, width, font, size):
        wide = advance(piece, font, size)
        if line and used + wide > width and piece != " ":
            carried = _carry(line, piece)
            lines.append("".join(line).rstrip())
            line = carried
            used = sum(advance(each, font, size) for each in line)
        line.append(piece)
        used += wide
    lines.append("".join(line).rstrip())
    return lines


def _fitting(text: str, width: float, font: str, size: float) -> list[str]:
    """Cut a word that is wider than a whole line (a hash, an address) into characters."""
    fitting: list[str] = []
    for piece in _pieces(text):
        fitting.extend([piece] if advance(piece, font, size) <= width else list(piece))
    return fitting


def _carry(line: list[str], coming: str) -> list[str]:
    """Take back from the line what may not end it, or what must stay before `coming`."""
    carried: list[str] = []
    while len(line) > 1 and (
        line[-1][-1] in NOT_AT_END or (carried or [coming])[0][0] in NOT_AT_START
    ):
        carried.insert(0, line.pop())
        if len(carried) > 3:
            break
    while carried and carried[0] == " ":
        carried.pop(0)
    return carried


@lru_cache(maxsize=4096)
def _pieces(text: str) -> tuple[str, ...]:
    """Cut text into what may not be broken: one Chinese character, one Latin word, one space."""
    pieces: list[str] = []
    word = ""
    for character in text:
        if character != " " and ord(character) < 0x2E80 and character not in NOT_AT_END:
            word += character
            if character in "-/，":
                pieces.append(word)
                word = ""
            continue
        if word:
            pieces.append(word)
            word = ""
        pieces.append(character)
    return (*pieces, word) if word else tuple(pieces)
