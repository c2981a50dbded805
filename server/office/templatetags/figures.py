"""Figures: a number that is the link to the rows that make it (law 9)."""

from django import template

from server.office.frame.wording import say

register = template.Library()


@register.inclusion_tag("office/frame/figure.html")
def figure(
    key: str,
    n: int,
    href: str,
    *,
    shape: str = "",
    tone: str = "",
    note: str = "",
    note_n: int | None = None,
    note_href: str = "",
) -> dict[str, object]:
    """Draw a figure under the sentence `key`; a note beside it may hold a second number with its own link."""
    return {
        "name": say(key), "n": n, "href": href, "shape": shape, "tone": tone if n else "",
        "note": say(note) if note else "", "note_n": note_n, "note_href": note_href,
    }  # fmt: skip
