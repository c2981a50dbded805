"""Follow the ledger: find the sites whose facts an entry changed, and assess their risks anew."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db.models import F, Q

from server.catalogue.published import model_in_force
from server.hazards.models import HazardEvent
from server.inspections.models import Visit
from server.ledger.models import Entry
from server.ledger.writing import Writer
from server.places.models import Facility, Site
from server.risks.assessing import risks_assess
from server.risks.models import Risk
from server.risks.moment import Moment
from server.risks.rebuilding import rebuild_begin

MOST_SITES = 150  # assessed under one lock; about 2 ms each for all their risks
APPLIED = ("applied", "applied_with_conflict")


class RiskFollower:
    """Keep the risk register true to the ledger.

    What is read is the present state of the facts, so the same entries again give the same rows.
    """

    name = "risks"

    def apply(self, entries: Sequence[Entry], *, writer: Writer, now: datetime) -> int:
        """Assess what these entries touched; return the position reached, perhaps not the last."""
        applied = [entry for entry in entries if entry.outcome in APPLIED]
        if any(entry.name == "model.publish" for entry in applied):
            rebuild_begin()
        touched, reached = _first_of(touched_sites(applied), entries)
        model = model_in_force()
        # Before the first model nothing can be computed; publishing it begins a rebuild of all.
        if touched and model is not None:
            moment = Moment(now=now, model=model, position=writer.reserve())
            risks_assess(sites=touched, triggers=touched, moment=moment, sink=writer)
        return reached


def touched_sites(entries: Iterable[Entry]) -> dict[int, dict[str, str]]:
    """Return position → site → what the entry is called, for entries that touch a site's risks."""
    names = {entry.position: entry.name or entry.kind for entry in entries}
    found: dict[int, dict[str, str]] = {}
    for position, site in _pairs(names):
        if site is not None:
            found.setdefault(position, {})[site] = names[position]
    return found


def _pairs(names: dict[int, str]) -> Iterable[tuple[int, str | None]]:
    positions = list(names)
    yield from Visit.objects.filter(position__in=positions).values_list("position", "site_id")
    events = HazardEvent.objects.filter(position__in=positions)
    yield from events.values_list("position", "hazard__site_id").distinct()
    nouns = {name.partition(".")[0] for name in names.values()}
    if "site" in nouns:
        yield from Site.objects.filter(position__in=positions).values_list("position", "id")
    if "facility" in nouns:
        rows = Facility.objects.filter(position__in=positions)
        yield from rows.values_list("position", "site_id").distinct()
    moving = [
        position for position, name in names.items() if name in ("area.import", "site.import")
    ]
    if moving:
        for site in _moved():
            yield moving[-1], site


def _moved() -> Iterable[str]:
    """Give the sites that lie in another street than their risks say."""
    apart = ~Q(street=F("site__street")) & Q(facility__isnull=True)
    of_facility = ~Q(street=F("facility__street")) & Q(facility__isnull=False)
    return Risk.objects.filter(apart | of_facility).values_list("site_id", flat=True).distinct()


def _first_of(
    touched: dict[int, dict[str, str]], entries: Sequence[Entry]
) -> tuple[dict[str, str], int]:
    """Take whole entries until enough sites are touched; return them and the position reached."""
    taken: dict[str, str] = {}
    for place, entry in enumerate(entries):
        more = touched.get(entry.position, {})
        if place and len(taken.keys() | more.keys()) > MOST_SITES:
            return taken, entries[place - 1].position
        taken |= more
    return taken, entries[-1].position


RISKS = RiskFollower()
