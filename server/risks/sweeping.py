"""Let time pass: assess again the risks whose clock has crossed something."""

from datetime import datetime

from server.catalogue.published import model_in_force
from server.ledger.writing import ledger_writing
from server.risks.assessing import risks_assess
from server.risks.models import Risk
from server.risks.moment import Moment
from server.risks.rebuilding import CHUNK, rebuild_step


def risks_sweep(*, now: datetime) -> int:
    """Assess what is due by now, and go on with a rebuild; return how many sites were assessed.

    Each few sites are a transaction of their own, so that nobody waits long for the lock.
    """
    done = 0
    while count := rebuild_step(now=now):
        done += count
    while count := _sweep_step(now):
        done += count
    return done


def _sweep_step(now: datetime) -> int:
    model = model_in_force()
    due = dict(_due(now)) if model else {}
    if model is None or not due:
        return 0
    sites = set(due.values())
    with ledger_writing(now=now) as writer:
        moment = Moment(now=now, model=model, position=writer.reserve())
        run = risks_assess(sites=sites, triggers={}, moment=moment, sink=writer)
        # What could not be assessed has its alarm; it must not stop the clock of the others.
        Risk.objects.filter(id__in=due.keys() - run.risks.keys()).update(next_change_at=None)
    return len(sites)


def _due(now: datetime) -> list[tuple[str, str]]:
    rows = Risk.objects.filter(next_change_at__lte=now).order_by("next_change_at", "id")
    return list(rows.values_list("id", "site_id")[:CHUNK])
