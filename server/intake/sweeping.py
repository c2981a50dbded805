"""What time brings to the ledger: minutes are sealed, days are exported, what stayed due is released."""

from datetime import datetime

from django.conf import settings

from server.config.keys import server_key
from server.intake.holding import held_sweep
from server.ledger.sealing import minutes_seal, seals_export

FOLDER = "seals"
TURNS = 20  # transactions of releases in one sweep; others want the head lock as well


def seals_sweep(*, now: datetime) -> int:
    """Seal every minute that is over and export the days that are; give how many seals were made."""
    made = 0
    while count := minutes_seal(now=now, key=server_key()):
        made += count
    if made:
        seals_export(folder=settings.DATA_DIR / FOLDER, now=now)
    return made


def releases_sweep(*, now: datetime) -> int:
    """Release what stayed due, a transaction at a time; give how many were."""
    released = 0
    for _ in range(TURNS):
        if not (count := held_sweep(now=now)):
            break
        released += count
    return released
