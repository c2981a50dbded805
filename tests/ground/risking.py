"""Follow the ledger to the risks, as the worker does, at the clock's time."""

from datetime import datetime
from typing import Any

from server.ledger.following import follow_all
from server.risks.following import RISKS
from server.risks.models import Risk
from server.risks.rows import SHOWN


def follow(now: datetime) -> int:
    """Let the risk follower read to the end of the ledger; give how many entries there were."""
    return follow_all(RISKS, now=now)


def risk_of(site: str = "site-1", scenario: str = "GAS-EXPL", facility: str | None = None) -> Risk:
    """Give one risk."""
    return Risk.objects.select_related("latest").get(
        site=site, scenario=scenario, facility=facility
    )


def register() -> dict[str, dict[str, Any]]:
    """Give what the register shows of every risk."""
    return {row["id"]: row for row in Risk.objects.values("id", *SHOWN, "assessments_count")}
