"""The office's sentences, and the language of a request."""

from functools import cache
from pathlib import Path

from django.http import HttpRequest
from django.utils.translation import get_language

from shared.text import Words

FILE = Path(__file__).resolve().parent.parent / "words.toml"


@cache
def words() -> Words:
    """Read the office's words.toml once."""
    return Words.read(FILE)


def language(request: HttpRequest | None = None) -> str:
    """Give `zh` or `en`: what LocaleMiddleware found for this request."""
    code = getattr(request, "LANGUAGE_CODE", None) or get_language() or "zh-hans"
    return "en" if code.startswith("en") else "zh"


def say(key: str, **values: object) -> str:
    """Give the sentence of `key` in the language of the running request."""
    return words()(key, language(), **values)


def has(key: str) -> bool:
    """Say whether there is a sentence of `key`."""
    return key in words().sentences
