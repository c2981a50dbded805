"""The menu: which pages there are, in which group, and who sees them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

from server.accounts.permissions import (
    can_read_device,
    can_read_hazard,
    can_read_place,
    can_read_plan,
    can_read_risk,
    can_read_task,
    can_read_visit,
)
from server.office.frame.door import anyone
from server.office.frame.wording import language, say


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the menu: the view's name, its icon, the word's key, whom it is for."""

    view: str
    icon: str
    key: str
    allow: Callable[[Any], bool]


GROUPS: tuple[tuple[str | None, tuple[Entry, ...]], ...] = (
    (None, (Entry("overview", "layout-dashboard", "menu.overview", anyone),)),
    (
        "menu.risk",
        (
            Entry("register", "alert-triangle", "menu.register", can_read_risk),
            Entry("hazards", "flame", "menu.hazards", can_read_hazard),
            Entry("sites", "building-store", "menu.sites", can_read_place),
        ),
    ),
    (
        "menu.inspection",
        (
            Entry("tasks", "clipboard-list", "menu.tasks", can_read_task),
            Entry("visits", "clipboard-check", "menu.visits", can_read_visit),
            Entry("devices", "device-tablet", "menu.devices", can_read_device),
        ),
    ),
    ("menu.preparedness", (Entry("plans", "book-2", "menu.plans", can_read_plan),)),
)


def frame(request: HttpRequest) -> dict[str, object]:
    """Context processor: language, menu and the current entry. Costs no query."""
    if not getattr(request, "user", None) or not request.user.is_authenticated:
        return {"lang": language(request)}
    current = request.resolver_match.view_name if request.resolver_match else ""
    groups = [_group(key, entries, current, request.user) for key, entries in GROUPS]
    return {
        "lang": language(request),
        "menu": [group for group in groups if group["links"]],
        "may_search": can_read_risk(request.user),
    }


def _group(
    key: str | None, entries: tuple[Entry, ...], current: str, person: Any
) -> dict[str, object]:
    shown = [entry for entry in entries if entry.allow(person)]
    links = [link for entry in shown if (link := _link(entry, current))]
    return {"name": say(key) if key else "", "links": links}


def _link(entry: Entry, current: str) -> dict[str, object] | None:
    try:
        url = reverse(entry.view)
    except NoReverseMatch:
        return None  # a page that does not exist is not listed
    return {
        "url": url,
        "icon": entry.icon,
        "name": say(entry.key),
        "current": current == entry.view or current.startswith(f"{entry.view}-"),
    }
