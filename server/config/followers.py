"""Who follows the ledger, and what time itself brings about."""

from datetime import datetime, timedelta

from server.config.working import Sweep
from server.devices.sessions import expired_clear
from server.intake.overdue import overdue_sweep
from server.intake.sweeping import releases_sweep, seals_sweep
from server.ledger.following import Follower, follow_once
from server.risks.following import RISKS
from server.risks.sweeping import risks_sweep


def followers() -> tuple[Follower, ...]:
    """Give every follower, in the order they are driven."""
    return (RISKS,)


def sweeps() -> tuple[Sweep, ...]:
    """Give every sweep."""
    return (
        Sweep("seals", timedelta(seconds=10), lambda now: seals_sweep(now=now)),
        Sweep("releases", timedelta(seconds=30), lambda now: releases_sweep(now=now)),
        Sweep("overdue", timedelta(minutes=10), lambda now: overdue_sweep(now=now)),
        Sweep("risks_by_date", timedelta(seconds=5), lambda now: risks_sweep(now=now)),
        Sweep("expired", timedelta(minutes=10), lambda now: expired_clear(now=now)),
    )


def follow(follower: Follower, *, now: datetime) -> int:
    """Let one follower read on."""
    return follow_once(follower, now=now)
