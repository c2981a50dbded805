"""Chips: what a list was narrowed to by a link, in words, each with the way back."""

from collections.abc import Mapping

from django.http import HttpRequest

from server.accounts.permissions import area_of
from server.accounts.selectors import officer_names
from server.office.frame.asking import day_of, word_of
from server.office.frame.wording import language, say
from server.places.models import Facility, Site
from shared.text import term, terms

NAMED: Mapping[str, type[Site] | type[Facility]] = {"site": Site, "facility": Facility}


def chips_of(
    request: HttpRequest, *names: str, scenarios: Mapping[str, str] | None = None
) -> list[tuple[str, str]]:
    """Give (name in the query, words) for each of `names` that is asked for."""
    found = [(name, word_of(request, name)) for name in names]
    return [(name, _words(request, name, value, scenarios or {})) for name, value in found if value]


def _words(request: HttpRequest, name: str, value: str, scenarios: Mapping[str, str]) -> str:
    if name == "scenario":
        return scenarios.get(value, value)
    if name == "confidence":
        return term("confidence", value, language()) if value in terms("confidence") else value
    if name == "officer":
        name_zh, name_en = officer_names().get(value, (value, value))
        return name_en if language() == "en" else name_zh
    if name in NAMED:
        return _place(request, name, value)
    if name in ("opened", "closed"):
        monday = day_of(request, name)
        return say(f"hazards.week_{name}", day=monday.isoformat() if monday else value)
    return say(f"common.chip_{name}", value=value)


def _place(request: HttpRequest, name: str, value: str) -> str:
    """Give the name of a place inside the person's area; of others only the id that was asked for."""
    if value == "-":
        return say("hazards.site_itself")
    rows = area_of(request.user).rows(NAMED[name].objects.filter(id=value))
    row = rows.values_list("name", "name_en").first()
    if row is None:
        return value
    return (row[1] or row[0]) if language() == "en" else row[0]
