"""Look up the word of a code: group and code to Chinese and English."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

from shared.problems import Problem

LANGUAGES = ("zh", "en")
TERMS_FILE = Path(__file__).with_name("terms.toml")


class TermUnknown(Problem):
    """Refuse a group, code or language that terms.toml does not hold."""

    def __init__(self, what: str, known: str) -> None:
        super().__init__(
            "term_unknown",
            f"shared/text/terms.toml has no {what}.",
            f"Use one of: {known}; or add it there.",
        )


@dataclass(frozen=True, slots=True)
class Term:
    """Hold one word in both languages."""

    zh: str
    en: str

    def __call__(self, lang: str = "zh") -> str:
        """Return the word in a language; raise TermUnknown for one we do not speak."""
        if lang not in LANGUAGES:
            raise TermUnknown(f"language {lang!r}", ", ".join(LANGUAGES))
        return self.zh if lang == "zh" else self.en


@cache
def _all_terms() -> Mapping[str, Mapping[str, Term]]:
    with TERMS_FILE.open("rb") as file:
        table = tomllib.load(file)
    return MappingProxyType(
        {
            group: MappingProxyType({code: Term(**word) for code, word in words.items()})
            for group, words in table.items()
        }
    )


def groups() -> tuple[str, ...]:
    """Return the names of all groups."""
    return tuple(_all_terms())


def terms(group: str) -> Mapping[str, Term]:
    """Return code → word of one group, in the order of the file; raise TermUnknown."""
    found = _all_terms().get(group)
    if found is None:
        raise TermUnknown(f"group {group!r}", ", ".join(groups()))
    return found


def term(group: str, code: str, lang: str = "zh") -> str:
    """Return the word of a code in a language; raise TermUnknown."""
    words = terms(group)
    if code not in words:
        raise TermUnknown(f"code {code!r} in [{group}]", ", ".join(words))
    return words[code](lang)
