"""Who follows the ledger, and what time itself brings about."""

from datetime import datetime, timedelta
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from server.config.working import Sweep
from server.devices.sessions import expired_clear
from server.intake.overdue import overdue_sweep
from server.intake.sweeping import releases_sweep, seals_sweep
from server.ledger.following import follow_once

# module, name in it
FOLLOWERS = (("server.risks.following", "RISKS"),)


def followers() -> tuple[Any, ...]:
    """Give every follower, in the order they are driven."""
    return tuple(
        getattr(import_module(module), name) for module, name in FOLLOWERS if find_spec(module)
    )


def sweeps() -> tuple[Sweep, ...]:
    """Give every sweep."""
    return (
        Sweep("seals", timedelta(seconds=10), lambda now: seals_sweep(now=now)),
        Sweep("releases", timedelta(seconds=30), lambda now: releases_sweep(now=now)),
        Sweep("overdue", timedelta(minutes=10), lambda now: overdue_sweep(now=now)),
        Sweep("expired", timedelta(minutes=10), lambda now: expired_clear(now=now)),
    )


def follow(follower: Any, *, now: datetime, limit: int) -> int:
    """Let one follower read on."""
    return follow_once(follower, now=now, limit=limit)
