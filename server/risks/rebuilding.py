"""Derive all risks again, a few sites at a time: after a new model, or because somebody asks.

How far it has come is a cursor of its own: the number of sites done, in the order of their ids. A
site that comes in meanwhile can only make one be done twice.
"""

from datetime import datetime

from server.catalogue.published import model_in_force
from server.ledger.models import Cursor
from server.ledger.writing import Writer, ledger_writing
from server.places.models import Site
from server.risks.assessing import risks_assess
from server.risks.moment import Moment
from shared.problems import Problem

NAME = "risks.rebuild"
CHUNK = 150


class ModelMissing(Problem):
    """Refuse to compute risks before a scoring model is published."""

    def __init__(self) -> None:
        super().__init__(
            "risk_model_missing",
            "No scoring model is published, so no risk can be computed.",
            "Run: python -m server checklists publish",
        )


def rebuild_begin() -> None:
    """Note that all sites are to be assessed anew, from the first."""
    Cursor.objects.update_or_create(name=NAME, defaults={"position": 0})


def rebuild_step(*, now: datetime) -> int:
    """Assess the next sites of a rebuild that is under way; return how many, 0 when there is none."""
    if not Cursor.objects.filter(name=NAME).exists():
        return 0
    with ledger_writing(now=now) as writer:
        cursor = Cursor.objects.filter(name=NAME).first()
        if cursor is None:
            return 0
        sites = _sites(cursor.position)
        if not sites:
            cursor.delete()
            return 0
        _assess(sites, writer=writer, now=now, trigger="rebuild")
        cursor.position += len(sites)
        cursor.save()
    return len(sites)


def risks_rebuild(*, now: datetime) -> int:
    """Assess every site anew and return how many there were; raise ModelMissing.

    Every column is set from the facts alone, whatever the rows held; what was stored of the past
    stays, for it is what was shown then.
    """
    if model_in_force() is None:
        raise ModelMissing
    rebuild_begin()
    done = 0
    while count := rebuild_step(now=now):
        done += count
    return done


def _sites(done: int) -> list[str]:
    rows = Site.objects.order_by("id").values_list("id", flat=True)
    return list(rows[done : done + CHUNK])


def _assess(sites: list[str], *, writer: Writer, now: datetime, trigger: str) -> None:
    model = model_in_force()
    if model is None:
        return
    moment = Moment(now=now, model=model, position=writer.reserve())
    risks_assess(sites=sites, triggers=dict.fromkeys(sites, trigger), moment=moment, sink=writer)
