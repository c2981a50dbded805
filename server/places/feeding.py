"""Write the feed rows tablets keep of places."""

from collections.abc import Iterable
from typing import Any

from server.ledger.acceptance import Acceptance
from server.places.models import Area, Facility, Site


def street_scope(street: str) -> str:
    """Return the scope of a street's rows."""
    return f"street/{street}"


def area_data(area: Area) -> dict[str, Any]:
    """Return an area as the tablet keeps it."""
    return {
        "code": area.code,
        "level": area.level,
        "name": area.name,
        "name_en": area.name_en,
        "parent": area.parent,
        "rings": area.rings,
        "datum": area.datum,
        "from": area.valid_from.isoformat(),
        "to": area.valid_to.isoformat() if area.valid_to else None,
    }


def site_data(site: Site) -> dict[str, Any]:
    """Return a site as the tablet keeps it."""
    return {
        "name": site.name,
        "name_en": site.name_en,
        "pinyin": site.pinyin,
        "address": site.address,
        "street": site.street,
        "community": site.community,
        "kind": site.kind,
        "enterprise": site.enterprise.name if site.enterprise else "",
        "uscc": site.uscc,
        "contact": site.contact,
        "phone": site.phone,
        "lon": site.lon,
        "lat": site.lat,
        "datum": site.datum,
        "exposure": site.exposure,
        "checklists": site.checklists,
        "state": site.state,
    }


def facility_data(facility: Facility) -> dict[str, Any]:
    """Return a facility as the tablet keeps it."""
    return {
        "site": facility.site_id,
        "kind": facility.kind,
        "name": facility.name,
        "name_en": facility.name_en,
        "slot": facility.slot,
        "lon": facility.lon,
        "lat": facility.lat,
        "datum": facility.datum,
        "state": facility.state,
    }


def feed_move(
    acceptance: Acceptance, *, kind: str, id: str, before: str, after: str, data: dict[str, Any]
) -> None:
    """Write a row where it now belongs, and `gone` where it was; without a street it is in neither."""
    if before and before != after:
        acceptance.feed(scope=street_scope(before), kind=kind, id=id, data={}, gone=True)
    if after:
        acceptance.feed(scope=street_scope(after), kind=kind, id=id, data=data)


def areas_feed(acceptance: Acceptance, areas: Iterable[Area]) -> None:
    """Write the rows of areas; the district's scope carries them all."""
    for area in areas:
        acceptance.feed(scope="district", kind="area", id=area.code, data=area_data(area))
