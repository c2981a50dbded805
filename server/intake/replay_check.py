"""Replay the ledger into an empty database and compare it with this one (law 3)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from django.utils.timezone import localdate

from server.catalogue.published import model_in_force
from server.intake.comparing import databases_compare
from server.intake.replaying import ledger_replay
from server.intake.second_database import SOURCE, second_database
from server.ledger.models import Entry
from server.places.models import Site
from server.risks.collecting import evidence_collect
from server.risks.inputs import facts_of, keys_of
from shared.problems import Fault
from shared.risk import RiskInputsWrong, ScoringModel, assess

SITES = 200  # read at a time
TOTALS = {
    "hazards.Hazard": "hazards",
    "hazards.RectificationOrder": "orders",
    "inspections.Visit": "visits",
    "places.Site": "sites",
}


@dataclass(slots=True)
class ReplayCheck:
    """Hold the differences, how many entries were replayed, and the totals that were compared."""

    faults: list[Fault] = field(default_factory=list)
    entries: int = 0
    totals: dict[str, int] = field(default_factory=dict)


def replay_check(*, as_of: datetime) -> ReplayCheck:
    """Replay all of it and compare every row the ledger makes, and the risks as of an instant.

    Raises SecondDatabaseRefused. This database is only read.
    """
    check = ReplayCheck()
    risks = risks_as_of(as_of=as_of)
    with second_database():
        replayed = ledger_replay(Entry.objects.using(SOURCE).order_by("position").iterator(200))
        check.entries, check.faults = replayed.entries, replayed.faults
        for found in databases_compare(SOURCE, "default"):
            if isinstance(found, Fault):
                check.faults.append(found)
            elif found[0] in TOTALS:
                check.totals[TOTALS[found[0]]] = found[1]
        check.faults += _risks_compare(risks, risks_as_of(as_of=as_of))
        check.totals["risks"] = len(risks)
    return check


def risks_as_of(*, as_of: datetime) -> dict[str, str]:
    """Give every risk as of an instant, computed anew from the facts of the default database, as text by id."""
    model = model_in_force()
    if model is None:
        return {}
    ids = list(Site.objects.order_by("id").values_list("id", flat=True))
    parts = (ids[start : start + SITES] for start in range(0, len(ids), SITES))
    return {id: text for part in parts for id, text in _risks(part, model, localdate(as_of))}


def _risks(sites: list[str], model: ScoringModel, day: date) -> Iterator[tuple[str, str]]:
    for evidence in evidence_collect(sites).values():
        for key in sorted(keys_of(evidence, model)):
            facts = facts_of(evidence, key, model, as_of=day)
            try:
                found = repr(assess(facts.inputs, model, as_of=day))
            except RiskInputsWrong as problem:
                found = str(problem)
            yield key.id, f"{key.site} {key.facility} {key.scenario} {found}"


def _risks_compare(first: Mapping[str, str], second: Mapping[str, str]) -> list[Fault]:
    return [
        Fault(
            f"risk {id}",
            f"computed here {first.get(id, 'not at all')}, replayed {second.get(id, 'not at all')}.",
            "Find the fact that differs: the rows of this site in the differences above.",
        )
        for id in sorted(first.keys() | second.keys())
        if first.get(id) != second.get(id)
    ]
