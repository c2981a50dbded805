"""Who follows the ledger, and what time itself brings about."""

from datetime import datetime, timedelta
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from server.config.working import Sweep

# name of the module, name in it
FOLLOWERS = (("server.risks.following", "RISKS"),)
# module, function(*, now), how often
SWEEPS = (
    ("server.intake.sweeping", "seals_sweep", timedelta(seconds=10)),
    ("server.intake.sweeping", "releases_sweep", timedelta(seconds=5)),
    ("server.devices.sessions", "expired_clear", timedelta(minutes=10)),
)


def followers() -> tuple[Any, ...]:
    """Give every follower, in the order they are driven."""
    return tuple(
        getattr(import_module(module), name) for module, name in FOLLOWERS if find_spec(module)
    )


def sweeps() -> tuple[Sweep, ...]:
    """Give every sweep."""
    return tuple(_sweep(module, name, every) for module, name, every in SWEEPS if find_spec(module))


def _sweep(module: str, name: str, every: timedelta) -> Sweep:
    deed = getattr(import_module(module), name)
    return Sweep(name=name, every=every, run=lambda now: deed(now=now))


def follow(follower: Any, *, now: datetime, limit: int) -> int:
    """Let one follower read on."""
    from server.ledger.following import follow_once

    return follow_once(follower, now=now, limit=limit)
