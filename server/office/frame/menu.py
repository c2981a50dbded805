"""The menu: which pages there are, in which group, and who sees them."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

from server.office.frame.wording import language, say


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the menu: the view's name, its icon, the word's key."""

    view: str
    icon: str
    key: str


GROUPS: tuple[tuple[str | None, tuple[Entry, ...]], ...] = (
    (None, (Entry("overview", "layout-dashboard", "menu.overview"),)),
    (
        "menu.risk",
        (
            Entry("register", "alert-triangle", "menu.register"),
            Entry("hazards", "flame", "menu.hazards"),
            Entry("sites", "building-store", "menu.sites"),
        ),
    ),
    (
        "menu.inspection",
        (
            Entry("tasks", "clipboard-list", "menu.tasks"),
            Entry("visits", "clipboard-check", "menu.visits"),
            Entry("devices", "device-tablet", "menu.devices"),
        ),
    ),
    ("menu.preparedness", (Entry("plans", "book-2", "menu.plans"),)),
)


def frame(request: HttpRequest) -> dict[str, object]:
    """Context processor: language, menu and the current entry. Costs no query."""
    if not getattr(request, "user", None) or not request.user.is_authenticated:
        return {"lang": language(request)}
    current = request.resolver_match.view_name if request.resolver_match else ""
    return {
        "lang": language(request),
        "menu": [_group(key, entries, current) for key, entries in GROUPS],
    }


def _group(key: str | None, entries: tuple[Entry, ...], current: str) -> dict[str, object]:
    links = [link for entry in entries if (link := _link(entry, current))]
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
