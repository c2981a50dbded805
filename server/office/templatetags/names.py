"""Names in place of ids: people, bodies, streets, checklists and their items; each kind is read once for a page."""

from collections.abc import Callable
from typing import Any

from django import template

from server.accounts.selectors import body_names, officer_names
from server.api.now import today
from server.catalogue.selectors import checklists_by_ref, document_titles
from server.office.frame.wording import language
from server.places.selectors import street_names
from shared.checklist import Item
from shared.inspection.citing import citation_text

register = template.Library()


def once(context: template.Context, kind: str, read: Callable[[], Any]) -> Any:
    """Read something the first time a page asks for it; a part included many times asks no more."""
    kept = context["request"].__dict__.setdefault("_names_read", {})
    if kind not in kept:
        kept[kind] = read()
    return kept[kind]


def _named(names: dict[str, tuple[str, str]], id: str) -> str:
    name, name_en = names.get(id, (id, id))
    return (name_en or name) if language() == "en" else name


@register.simple_tag(takes_context=True)
def street(context: template.Context, code: str) -> str:
    """Give the name of a street."""
    names = once(context, "streets", lambda: street_names(day=today()))
    return _named(names, code) or "—"


@register.simple_tag(takes_context=True)
def officer(context: template.Context, id: str) -> str:
    """Give the name of an officer, or of what acted in place of one."""
    return _named(once(context, "officers", officer_names), id) if id else "—"


@register.simple_tag(takes_context=True)
def body(context: template.Context, id: str) -> str:
    """Give the name of a body; what is no body's id is a name already."""
    return _named(once(context, "bodies", body_names), id) if id else "—"


@register.simple_tag(takes_context=True)
def checklist(context: template.Context, id: str, version: str = "") -> str:
    """Give the title of a checklist by `id` and version, or by `id@version`; what is not published keeps its id."""
    ref = f"{id}@{version}" if version else id
    found = once(context, "checklists", checklists_by_ref).get(ref)
    return found.text.of(language()) if found else id


@register.simple_tag(takes_context=True)
def item(context: template.Context, ref: str, id: str | None) -> str:
    """Give what an item of a checklist asks; nothing where the checklist has no such item."""
    found = _item(context, ref, id)
    return found.text.of(language()).rstrip("。.") if found else ""


@register.simple_tag(takes_context=True)
def citations(
    context: template.Context, ref: str, id: str | None, shown: str = ""
) -> list[tuple[str, bool]]:
    """Give what an item cites beside what is shown already, each with whether somebody compared it with the text."""
    found = _item(context, ref, id)
    if found is None:
        return []
    titles = once(context, "documents", document_titles)
    said = {citation_text(one, titles): one.verified for one in found.basis if one.clause}
    return [(text, verified) for text, verified in said.items() if text != shown]


def _item(context: template.Context, ref: str, id: str | None) -> Item | None:
    found = once(context, "checklists", checklists_by_ref).get(ref)
    return found.item_index.get(id or "") if found else None
