"""Spell every word once.

A *term* is a code of the wire with its Chinese and English word (`terms.toml`); nothing else
spells them. *Words* are the sentences of one side, by key, kept in that side's `words.toml`.
`fold` is how text is compared when someone searches.
"""

from shared.text.folding import fold
from shared.text.terms import LANGUAGES, Term, TermUnknown, groups, term, terms
from shared.text.words import Words, WordsFaulty

__all__ = [
    "LANGUAGES",
    "Term",
    "TermUnknown",
    "Words",
    "WordsFaulty",
    "fold",
    "groups",
    "term",
    "terms",
]
