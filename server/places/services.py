"""Apply what entries say about areas and enterprises.

Called with the head lock held; nothing here opens a transaction or asks a clock. Refusals are
raised before the first row is written.
"""

from collections.abc import Sequence
from datetime import date

from django.db.models import Q

from server.ledger.acceptance import Acceptance
from server.places.facts import MOST_ROWS, AreaFacts, areas_read
from server.places.feeding import areas_feed, feed_move, site_data
from server.places.models import Area, Enterprise, Site
from server.places.placing import Moved, sites_place
from server.places.reading import Facts
from shared.text import fold


def areas_import(*, acceptance: Acceptance) -> tuple[Moved, ...]:
    """Store re-issued areas and move the sites whose street changed with them.

    An area that starts later ends the one before it on that day; the caller tells the higher
    rooms about the moves.
    """
    areas = areas_read(acceptance.data)
    stored = [_area_store(facts, position=acceptance.position) for facts in areas]
    areas_feed(acceptance, sorted(stored, key=lambda area: (area.code, area.valid_from)))
    if not any(area.level in ("street", "community") for area in areas):
        return ()
    return _sites_replace(acceptance, day=acceptance.happened_at.date())


def _area_store(facts: AreaFacts, *, position: int) -> Area:
    before = Area.objects.filter(
        Q(valid_to__isnull=True) | Q(valid_to__gt=facts.valid_from),
        code=facts.code,
        valid_from__lt=facts.valid_from,
    )
    before.update(valid_to=facts.valid_from, position=position)
    following = Area.objects.filter(code=facts.code, valid_from__gt=facts.valid_from)
    next_from = following.order_by("valid_from").values_list("valid_from", flat=True).first()
    ends = [day for day in (facts.valid_to, next_from) if day is not None]
    west, south, east, north = facts.bounds
    area, _ = Area.objects.update_or_create(
        code=facts.code,
        valid_from=facts.valid_from,
        defaults={
            "level": facts.level,
            "name": facts.name,
            "name_en": facts.name_en,
            "parent": facts.parent,
            "rings": [[list(point) for point in ring] for ring in facts.rings],
            "datum": facts.datum,
            "west": west,
            "south": south,
            "east": east,
            "north": north,
            "valid_to": min(ends, default=None),
            "position": position,
        },
    )
    return area


def _sites_replace(acceptance: Acceptance, *, day: date) -> tuple[Moved, ...]:
    sites = list(Site.objects.filter(lon__isnull=False).select_related("enterprise").order_by("id"))
    communities = {site.id: site.community for site in sites}
    moves = sites_place(sites, day=day)
    changed = {move.site: move for move in moves}
    touched = [s for s in sites if s.id in changed or s.community != communities[s.id]]
    for site in touched:
        site.position = acceptance.position
    sites_feed(acceptance, touched, before={move.site: move.before for move in moves})
    Site.objects.bulk_update(touched, ["street", "community", "position"], batch_size=500)
    return moves


def sites_feed(acceptance: Acceptance, sites: Sequence[Site], *, before: dict[str, str]) -> None:
    """Write the feed rows of sites; `before` names the old street of those that moved."""
    for site in sites:
        feed_move(
            acceptance,
            kind="site",
            id=site.id,
            before=before.get(site.id, site.street),
            after=site.street,
            data=site_data(site),
        )


def enterprises_import(*, acceptance: Acceptance) -> None:
    """Store enterprises as the import gives them, new or changed; raise FactsUnreadable."""
    facts = Facts(acceptance.data, "enterprise.import")
    rows = [_enterprise_read(row) for row in facts.objects("enterprises", most=MOST_ROWS)]
    facts.done()
    known = Enterprise.objects.in_bulk([row.id for row in rows])
    for row in rows:
        row.position = acceptance.position
        row.rev = known[row.id].rev + 1 if row.id in known else 1
    columns = ["name", "name_en", "uscc", "sector", "principal", "contact", "phone"]
    Enterprise.objects.bulk_create([row for row in rows if row.id not in known])
    Enterprise.objects.bulk_update(
        [row for row in rows if row.id in known], [*columns, "search", "rev", "position"]
    )
    for row in rows:
        acceptance.arrived(f"enterprise:{row.id}")


def _enterprise_read(row: Facts) -> Enterprise:
    name, name_en = row.text("name", need=True, most=200), row.text("name_en", most=300)
    uscc = row.text("uscc", most=18)
    return Enterprise(
        id=row.text("id", need=True, most=64),
        name=name,
        name_en=name_en,
        uscc=uscc,
        sector=row.text("sector", most=32),
        principal=row.text("principal", most=100),
        contact=row.text("contact", most=100),
        phone=row.text("phone", most=40),
        search=fold(f"{name} {name_en} {uscc}"),
    )
