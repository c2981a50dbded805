"""Apply what entries say about sites and facilities."""

from collections.abc import Mapping, Sequence
from typing import Any

from server.ledger.acceptance import Acceptance
from server.places.duty import is_outside
from server.places.facts import MOST_ROWS, SiteFacts, SiteUnknown, patch_read, sites_read
from server.places.feeding import facility_data, feed_move
from server.places.models import DATUMS, LATITUDE, LONGITUDE, Enterprise, Facility, Site
from server.places.placing import Moved, sites_place
from server.places.reading import Facts
from server.places.services import sites_feed
from shared.problems import Problem
from shared.sync import Outcome
from shared.text import fold, term

SITE_COLUMNS = (
    "name", "name_en", "pinyin", "search", "address", "street", "community", "kind", "enterprise",
    "uscc", "contact", "phone", "lon", "lat", "datum", "exposure", "checklists", "factors",
    "peak_occupancy", "vulnerable", "supervisor", "changed", "rev", "position",
)  # fmt: skip


class SiteRefused(Problem):
    """Refuse a change of a site's standing."""


def sites_import(*, acceptance: Acceptance) -> tuple[Moved, ...]:
    """Store sites as the import gives them, place them, and tell who waited for them."""
    facts = sites_read(acceptance.data)
    known = Site.objects.select_related("enterprise").in_bulk([one.id for one in facts])
    enterprises = _enterprises_of(facts)
    before = {site.id: site.street for site in known.values()}
    sites = [known.get(one.id) or Site(id=one.id, exposure="daily") for one in facts]
    for site, one in zip(sites, facts, strict=True):
        _members_set(site, one.members, enterprises, acceptance, fields=tuple(one.members))
        site.rev = site.rev + 1 if site.id in known else 1
    sites_place(sites, day=acceptance.happened_at.date())
    Site.objects.bulk_create([site for site in sites if site.id not in known])
    Site.objects.bulk_update([site for site in sites if site.id in known], SITE_COLUMNS)
    sites_feed(acceptance, sites, before=before)
    for site in sites:
        acceptance.arrived(f"site:{site.id}")
    return tuple(
        Moved(site.id, before[site.id], site.street)
        for site in sites
        if site.id in before and before[site.id] != site.street
    )


def site_patch(*, acceptance: Acceptance) -> tuple[Outcome, tuple[Moved, ...]]:
    """Change named members of one site; a member another party changed unseen is left alone.

    The entry keeps the losing value, and the outcome says which members lost.
    """
    patch = patch_read(acceptance.data)
    if isinstance(site := _site_of(acceptance, patch.id), Outcome):
        return site, ()
    stale = tuple(name for name in patch.members if _is_stale(site, name, acceptance))
    named = {name: value for name, value in patch.members.items() if name not in stale}
    before = site.street
    _members_set(
        site, named, _enterprises_of([SiteFacts(site.id, named)]), acceptance, tuple(named)
    )
    if {"lon", "lat", "datum"} & set(named):
        sites_place([site], day=acceptance.happened_at.date())
    site.rev += 1
    site.save(update_fields=SITE_COLUMNS)
    sites_feed(acceptance, [site], before={site.id: before})
    moves = (Moved(site.id, before, site.street),) if before != site.street else ()
    return (_conflict(stale) if stale else Outcome.applied()), moves


def site_close(*, acceptance: Acceptance) -> Outcome:
    """Close a site that no longer is a place to inspect."""
    return _state_set(acceptance, before=("open",), after="closed")


def site_reopen(*, acceptance: Acceptance) -> Outcome:
    """Open a closed or merged site again; a merge is reversible."""
    return _state_set(acceptance, before=("closed", "merged"), after="open")


def site_merge(*, acceptance: Acceptance) -> Outcome:
    """Mark a site as the same place as another; its rows stay its own."""
    facts = Facts(acceptance.data, "site.merge")
    heir = facts.text("into", need=True, most=64)
    facts.done()
    if heir == acceptance.data.get("site"):
        raise SiteRefused("site_merged_into_itself", "不能并入自身。", "请选择另一个场所。")
    if not Site.objects.open().filter(id=heir).exists():
        raise SiteUnknown(heir)
    return _state_set(acceptance, before=("open", "closed"), after="merged", heir=heir)


def facilities_import(*, acceptance: Acceptance) -> None:
    """Store facilities; one inside a site takes the site's street."""
    facts = Facts(acceptance.data, "facility.import")
    rows = [_facility_read(row) for row in facts.objects("facilities", most=MOST_ROWS)]
    facts.done()
    sites = Site.objects.in_bulk({row.site_id for row in rows if row.site_id})
    known = Facility.objects.in_bulk([row.id for row in rows])
    for row in rows:
        if row.site_id and row.site_id not in sites:
            raise SiteUnknown(row.site_id)
        row.street = sites[row.site_id].street if row.site_id else row.street
        row.position = acceptance.position
        row.rev = known[row.id].rev + 1 if row.id in known else 1
    Facility.objects.bulk_create([row for row in rows if row.id not in known])
    columns = [field.name for field in Facility._meta.fields if field.name != "id"]
    Facility.objects.bulk_update([row for row in rows if row.id in known], columns)
    for row in rows:
        before = known[row.id].street if row.id in known else row.street
        feed_move(acceptance, kind="facility", id=row.id, before=before, after=row.street,
                  data=facility_data(row))  # fmt: skip
        acceptance.arrived(f"facility:{row.id}")


def facilities_follow(*, acceptance: Acceptance, moves: Sequence[Moved]) -> None:
    """Carry facilities to the street their site moved to."""
    streets = {move.site: move for move in moves}
    rows = list(Facility.objects.filter(site__in=streets).order_by("id"))
    for row in rows:
        move = streets[row.site_id]
        row.street, row.position = move.after, acceptance.position
        feed_move(acceptance, kind="facility", id=row.id, before=move.before, after=move.after,
                  data=facility_data(row))  # fmt: skip
    Facility.objects.bulk_update(rows, ["street", "position"], batch_size=500)


def _site_of(acceptance: Acceptance, name: str) -> Site | Outcome:
    """Give the site an intent names, or what the intent waits for: the site itself, or the office's eye."""
    site = Site.objects.select_related("enterprise").filter(id=name).first()
    if site is None:
        return Outcome.held(
            code="site_unknown",
            remedy=f"服务器还没有场所 {name}；登记或导入后自动处理。",
            waits_for=f"site:{name}",
        )
    if is_outside(acceptance, site.street):
        return Outcome.held(
            code="site_outside_area",
            remedy=f"“{site.name}”不在填报人的辖区内；请安全办公室核对后放行或退回。",
        )
    return site


def _conflict(stale: Sequence[str]) -> Outcome:
    names = "、".join(stale)
    return Outcome.applied_with_conflict(
        code="site_member_changed_meanwhile",
        remedy=f"{names} 此前已由他人修改，未覆盖；请在场所页核对两边的内容。",
    )


def _is_stale(site: Site, name: str, acceptance: Acceptance) -> bool:
    at, party = site.changed.get(name, (0, ""))
    return (
        acceptance.origin == "device"
        and at > acceptance.envelope.seen
        and party != _party(acceptance)
    )


def _party(acceptance: Acceptance) -> str:
    return acceptance.device or acceptance.officer or acceptance.origin


def _enterprises_of(facts: Sequence[SiteFacts]) -> dict[str, Enterprise]:
    wanted = {one.members["enterprise"] for one in facts if one.members.get("enterprise")}
    found = Enterprise.objects.in_bulk(wanted)
    if missing := sorted(wanted - set(found)):
        raise SiteRefused(
            "enterprise_unknown",
            f"没有企业 {'、'.join(missing)}（no such enterprise）。",
            "请先导入企业。",
        )
    return found


def _members_set(
    site: Site,
    members: Mapping[str, Any],
    enterprises: Mapping[str, Enterprise],
    acceptance: Acceptance,
    fields: tuple[str, ...],
) -> None:
    changed = dict(site.changed)
    for name in fields:
        value = enterprises.get(members[name]) if name == "enterprise" else members[name]
        if getattr(site, name) != value:
            # Saying again what is there is no change: it makes nobody's patch stale.
            changed[name] = [acceptance.position, _party(acceptance)]
        setattr(site, name, value)
    site.changed = changed
    site.search = fold(" ".join([site.name, site.name_en, site.pinyin, site.address, site.uscc]))
    site.position = acceptance.position


def _state_set(
    acceptance: Acceptance, *, before: tuple[str, ...], after: str, heir: str | None = None
) -> Outcome:
    facts = Facts(acceptance.data, f"site.{after}")
    name = facts.text("site", need=True, most=64)
    facts.done()
    if isinstance(site := _site_of(acceptance, name), Outcome):
        return site
    if site.state not in before:
        raise SiteRefused(
            "site_state_refused",
            f"场所现为“{term('site_state', site.state)}”，不能改为“{term('site_state', after)}”。",
            "请先查看场所当前状态。",
            status=409,
        )
    site.state, site.merged_into_id = after, heir
    site.changed = {**site.changed, "state": [acceptance.position, _party(acceptance)]}
    site.position, site.rev = acceptance.position, site.rev + 1
    site.save(update_fields=["state", "merged_into", "changed", "position", "rev"])
    sites_feed(acceptance, [site], before={})
    return Outcome.applied()


def _facility_read(row: Facts) -> Facility:
    return Facility(
        id=row.text("id", need=True, most=64),
        site_id=row.text("site", most=64) or None,
        street=row.text("street", most=32),
        kind=row.text("kind", need=True, most=32),
        name=row.text("name", need=True, most=200),
        name_en=row.text("name_en", most=300),
        slot=row.text("slot", most=64),
        lon=row.whole("lon", least=LONGITUDE[0], most=LONGITUDE[1]),
        lat=row.whole("lat", least=LATITUDE[0], most=LATITUDE[1]),
        datum=row.word("datum", DATUMS, "wgs84"),
        built_on=row.day("built_on"),
        factors=row.texts("factors"),
        state=row.word("state", ("open", "closed"), "open"),
    )
