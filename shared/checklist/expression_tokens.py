"""Cut an expression into tokens, and say what is wrong with one."""

import difflib
import re
from collections.abc import Iterable
from dataclasses import dataclass

LONGEST = 4000
_TOKEN = re.compile(
    r"\s*(?:(?P<number>\d+(?:\.\d+)?)"
    r"|(?P<name>[A-Za-z_][A-Za-z0-9_]*(?:\.[A-Za-z_][A-Za-z0-9_]*)*)"
    r"|\[(?P<item>[A-Za-z][A-Za-z0-9_.-]*)\]"
    r"|'(?P<text>[^']*)'"
    r"|(?P<sign><=|>=|==|!=|[-+*/(),<>]))"
)


class ExpressionFaulty(ValueError):
    """An expression that cannot be compiled: the character, the fault and what to write instead."""

    def __init__(self, at: int, message: str, remedy: str) -> None:
        super().__init__(f"character {at + 1}: {message}. {remedy}")
        self.at = at
        self.message = message
        self.remedy = remedy


@dataclass(frozen=True, slots=True)
class Token:
    """One word or sign and the character it begins at."""

    kind: str
    text: str
    at: int


def tokenise(source: str) -> list[Token]:
    """Cut the text; the last token is `end`. Raises ExpressionFaulty at a sign that means nothing."""
    if len(source) > LONGEST:
        raise ExpressionFaulty(
            LONGEST, f"longer than {LONGEST} characters", "Split it into calculated items."
        )
    tokens: list[Token] = []
    position = 0
    end = len(source.rstrip())
    while position < end:
        match = _TOKEN.match(source, position)
        if match is None:
            raise ExpressionFaulty(*_stray(source, position))
        kind = str(match.lastgroup)
        tokens.append(Token(kind, match[kind], match.start(kind)))
        position = match.end()
    tokens.append(Token("end", "the end", end))
    return tokens


def _stray(source: str, position: int) -> tuple[int, str, str]:
    while source[position].isspace():
        position += 1
    sign = source[position]
    remedies = {
        "=": "Write == to compare.",
        '"': "Write texts in single quotes, 'like this'.",
        "'": "Close the text with a second single quote.",
        "[": "Write an item id between the brackets, [B1-03].",
        "&": "Write and.",
        "|": "Write or.",
        "!": "Write not, or != to compare.",
    }
    return position, f"'{sign}' means nothing here", remedies.get(sign, "Take it out.")


def closest(word: str, words: Iterable[str]) -> str:
    """Say which known word was probably meant."""
    choices = sorted(word for word in words if word)
    matches = difflib.get_close_matches(word, choices, 1, 0.6)
    if matches:
        return f"Did you mean '{matches[0]}'?"
    shown = ", ".join(choices[:12]) + (", …" if len(choices) > 12 else "")
    return f"Known: {shown}." if choices else "Nothing is known here."
