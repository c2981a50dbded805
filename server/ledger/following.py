"""Let what is derived follow the ledger: each follower has a name and a cursor, and can be rebuilt."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from server.ledger.models import Cursor, Entry
from server.ledger.writing import Writer, ledger_writing

MOST = 50  # entries in one transaction: followers hold the head lock too, and never over a second


class Follower(Protocol):
    """Derive something from entries: risks, notices, counts."""

    @property
    def name(self) -> str:
        """Give the name its cursor is kept under."""

    def apply(self, entries: Sequence[Entry], *, writer: Writer, now: datetime) -> int | None:
        """Take in entries, in order; called with the head lock held, so feed rows may go to `writer`.

        Return the position it came to when it stopped early, so that nobody waits long for the lock,
        else None. The same entries again after a failure must give the same rows.
        """


def follow_once(follower: Follower, *, now: datetime, limit: int = MOST) -> int:
    """Hand a follower the next entries after its cursor; give how many. All or nothing."""
    if not _behind(follower.name):
        return 0
    with ledger_writing(now=now) as writer:
        cursor, _ = Cursor.objects.get_or_create(name=follower.name)
        following = Entry.objects.filter(position__gt=cursor.position).order_by("position")
        entries = list(following[:limit])
        if not entries:
            return 0
        reached = follower.apply(entries, writer=writer, now=now)
        cursor.position = entries[-1].position if reached is None else reached
        cursor.save()
    return sum(entry.position <= cursor.position for entry in entries)


def follow_all(follower: Follower, *, now: datetime) -> int:
    """Bring a follower up to the end of the ledger; give how many entries it took in."""
    done = 0
    while count := follow_once(follower, now=now):
        done += count
    return done


def follower_lag(name: str) -> int:
    """Give how many entries a follower has not seen yet."""
    return Entry.objects.filter(position__gt=_position(name)).count()


def follower_forget(name: str) -> None:
    """Set a follower back to the beginning; it derives everything again."""
    Cursor.objects.filter(name=name).update(position=0)


def _behind(name: str) -> bool:
    return Entry.objects.filter(position__gt=_position(name)).exists()


def _position(name: str) -> int:
    found = Cursor.objects.filter(name=name).values_list("position", flat=True).first()
    return found or 0
