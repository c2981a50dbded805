"""Places: streets, sites and what is known of each."""

from fieldapp.work import rows as r
from fieldapp.work.mirrored import facility_row, hazard_row, risk_row, site_rows, task_rows
from fieldapp.work.runs import PlaceUnknown, runs_of_site
from fieldapp.work.tablet import Tablet


def streets_list(tablet: Tablet) -> tuple[r.StreetRow, ...]:
    """List the streets that have places here."""
    areas = {row.id: row.data for row in tablet.mirror.of_kind("area")}
    return tuple(
        r.StreetRow(code, str(areas.get(code, {}).get("name") or code), sites)
        for code, sites in tablet.mirror.streets()
    )


def sites_find(
    tablet: Tablet, *, query: str = "", street: str | None = None, limit: int = 50
) -> tuple[r.SiteRow, ...]:
    """Find places by words of their name, address or pinyin, in the order of their names."""
    ids = tablet.mirror.places_find(query, street=street, limit=limit)
    found = {row.id: row for row in tablet.mirror.with_ids("site", ids)}
    return site_rows(tablet, [found[id] for id in ids if id in found])


def site_get(tablet: Tablet, *, site: str) -> r.SiteDetail:
    """Return one place with its hazards, risks, tasks and runs. Raises PlaceUnknown, StoreLocked."""
    found = tablet.mirror.get("site", site)
    if found is None:
        raise PlaceUnknown("site", site)
    facilities = [facility_row(row) for row in tablet.mirror.of_site("facility", site)]
    return r.SiteDetail(
        site=site_rows(tablet, [found])[0],
        contact=str(found.data.get("contact") or ""),
        phone=str(found.data.get("phone") or ""),
        enterprise=str(found.data.get("enterprise") or ""),
        facilities=tuple(facilities),
        hazards=tuple(hazard_row(row) for row in tablet.mirror.of_site("hazard", site)),
        risks=tuple(risk_row(row) for row in tablet.mirror.of_site("risk", site)),
        tasks=task_rows(tablet, tablet.mirror.of_site("task", site)),
        runs=runs_of_site(tablet, site),
    )
