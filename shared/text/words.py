"""Keep the sentences of one side by key, in both languages.

A `words.toml` holds tables whose leaves are `{zh = "…", en = "…"}`; the key of a leaf is its path
joined by dots (`[today] title = {…}` is `today.title`). Values go in with `str.format`.
"""

import string
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from shared.problems import Fault, Problem
from shared.text.terms import LANGUAGES


class WordsFaulty(Problem):
    """Report a missing key, language or value, or a file whose sentences are broken."""

    def __init__(self, message: str, remedy: str, fields: tuple[Fault, ...] = ()) -> None:
        super().__init__("words_faulty", message, remedy, fields=fields)


@dataclass(frozen=True, slots=True)
class Words:
    """Answer a key and a language with a sentence."""

    file: str
    sentences: Mapping[str, Mapping[str, str]]

    @classmethod
    def read(cls, path: Path) -> "Words":
        """Read a words.toml; raise WordsFaulty with every fault of the file at once."""
        try:
            table = tomllib.loads(path.read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
            raise WordsFaulty(f"{path}: {error}", "Restore the file, or mend its TOML.") from error
        sentences = dict(_leaves(table))
        faults = tuple(
            fault for key, leaf in sentences.items() for fault in _leaf_faults(path, key, leaf)
        )
        if faults:
            raise WordsFaulty(
                f"{path}: {len(faults)} faulty sentences.", "Mend each of them.", faults
            )
        return cls(file=str(path), sentences=sentences)

    def __call__(self, key: str, lang: str = "zh", **values: object) -> str:
        """Return the sentence with its values; raise WordsFaulty if one of them is missing."""
        if key not in self.sentences:
            raise WordsFaulty(f"{self.file} has no sentence {key!r}.", "Add it, in zh and en.")
        if lang not in LANGUAGES:
            raise WordsFaulty(f"{lang!r} is no language of ours.", f"Use {' or '.join(LANGUAGES)}.")
        try:
            return self.sentences[key][lang].format(**values)
        except (KeyError, IndexError) as error:
            raise WordsFaulty(
                f"{self.file}, {key!r}: the sentence needs the value {error}.",
                "Hand it over as a keyword argument.",
            ) from error

    def keys(self) -> frozenset[str]:
        """Return all keys."""
        return frozenset(self.sentences)


def _leaves(table: Mapping[str, Any], path: str = "") -> Iterator[tuple[str, Any]]:
    for name, value in table.items():
        key = f"{path}.{name}" if path else name
        is_branch = isinstance(value, dict) and not set(value) & set(LANGUAGES)
        if is_branch:
            yield from _leaves(value, key)
        else:
            yield key, value


def _leaf_faults(path: Path, key: str, leaf: Any) -> Iterator[Fault]:
    where = f"{path}, {key}"
    if not isinstance(leaf, dict) or set(leaf) != set(LANGUAGES):
        yield Fault(where, "needs exactly zh and en.", 'Write {zh = "…", en = "…"}.')
        return
    texts = [leaf[lang] for lang in LANGUAGES]
    if not all(isinstance(text, str) and text.strip() for text in texts):
        yield Fault(where, "has an empty sentence.", "Write it in both languages.")
        return
    try:
        zh_names, en_names = (_value_names(text) for text in texts)
    except ValueError as error:
        yield Fault(where, f"has a broken brace: {error}.", "Write {name}, or {{ for a brace.")
        return
    if zh_names != en_names:
        yield Fault(where, "zh and en use different values.", "Use the same {names} in both.")


def _value_names(text: str) -> frozenset[str]:
    return frozenset(name for _, name, _, _ in string.Formatter().parse(text) if name is not None)
