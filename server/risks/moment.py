"""When and by which model risks are assessed."""

from dataclasses import dataclass
from datetime import date, datetime, time

from django.utils.timezone import get_current_timezone, localdate

from server.risks.grouping import RiskKey
from shared.risk import ScoringModel


@dataclass(frozen=True, slots=True)
class Moment:
    """Hold the instant, the model in force and the place in the ledger.

    `asked` names risks that are assessed and stored whatever the facts say: an intent asks for it.
    """

    now: datetime
    model: ScoringModel
    position: int
    asked: frozenset[RiskKey] = frozenset()

    @property
    def day(self) -> date:
        """Return the local day: deadlines and cadences count days."""
        return localdate(self.now)


def midnight(day: date) -> datetime:
    """Return the instant a local day begins."""
    return datetime.combine(day, time.min, get_current_timezone())
