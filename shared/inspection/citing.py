"""Write a citation as a paper prints it: 《城镇燃气管理条例》第二十八条第（五）项."""

import re
from collections.abc import Mapping

from shared.checklist import Basis, Item

Titles = Mapping[tuple[str, str], str]  # (document id, version) → its title in full

_DIGITS = "零一二三四五六七八九"
_ARTICLE = re.compile(r"(\d{1,3})((?:\([^()]{1,4}\))*)")
_PART = re.compile(r"\(([^()]{1,4})\)")
_STANDARD = re.compile(r"[A-Z]{2,}(?:/T)? [0-9.]+")


def number_zh(number: int) -> str:
    """Write 1 to 999 in Chinese numerals, as articles are counted."""
    hundreds, rest = divmod(number, 100)
    tens, units = divmod(rest, 10)
    text = f"{_DIGITS[hundreds]}百" if hundreds else ""
    if tens:
        text += "十" if tens == 1 and not hundreds else f"{_DIGITS[tens]}十"
    elif hundreds and units:
        text += "零"
    return text + (_DIGITS[units] if units else "")


def citation_text(basis: Basis, titles: Titles | None = None) -> str:
    """Return the printed citation of a document and clause."""
    if _STANDARD.fullmatch(basis.doc):
        return f"{basis.doc}-{basis.version}{_standard_clause(basis.clause)}"
    title = (titles or {}).get((basis.doc, basis.version), basis.doc)
    is_number = title == basis.doc and "〔" in title  # a document known by its number alone
    return f"{title if is_number else f'《{title}》'}{_article(basis.clause)}"


def printable_basis(item: Item, *, major: bool) -> Basis | None:
    """Return the citation a paper may print for an item: compared with the text, with a clause.

    A major finding is judged by the criterion for major hazards where the item has one.
    """
    if major and item.major is not None and item.major.verified and item.major.clause:
        return item.major
    return item.article()


def _article(clause: str) -> str:
    found = _ARTICLE.fullmatch(clause)
    if found is None:
        return f"第{clause}条" if clause[:1].isdigit() else clause
    parts = [_part(part) for part in _PART.findall(found[2])]
    return f"第{number_zh(int(found[1]))}条{''.join(parts)}"


def _part(part: str) -> str:
    return f"第{number_zh(int(part))}款" if part.isdigit() else f"第（{part}）项"


def _standard_clause(clause: str) -> str:
    if not clause[:1].isdigit():
        return clause
    number, _, rest = clause.partition("(")
    return f"第{number}条" + (f"第{rest.rstrip(')')}款" if rest else "")
