"""Fold text so that what looks the same to a person searching compares the same."""

import unicodedata


def fold(text: str) -> str:
    """Return the text without width, case, compatibility forms and spaces at its ends.

    Full-width letters become half-width, ㎡ becomes m2, ß becomes ss, runs of blanks become one
    space. Folding twice changes nothing more.
    """
    once = unicodedata.normalize("NFKC", text).casefold()
    return " ".join(unicodedata.normalize("NFKC", once).casefold().split())
