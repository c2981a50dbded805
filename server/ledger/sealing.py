"""Seal each minute that has entries, and write the last seal of each day where it can be carried away."""

import json
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from itertools import groupby
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

from server.ledger.models import Entry, Epoch, Seal
from server.ledger.writing import ledger_writing
from shared.clock import instant_text
from shared.record import SigningKey, first_seal, seal_hash

MOST = 5000  # entries sealed in one transaction; a minute that holds more gets several seals
SETTLED = timedelta(seconds=2)  # a minute is over when no web process can still stamp it
DISTRICT = ZoneInfo("Asia/Shanghai")


class Sealable(NamedTuple):
    """Hold what a seal needs of an entry."""

    position: int
    entry_hash: str
    received_at: datetime


def seal_message(digest: str) -> bytes:
    """Give the bytes a seal's signature is over: the 32 bytes of its digest."""
    return bytes.fromhex(digest)


def minutes_seal(*, now: datetime, key: SigningKey, most: int = MOST) -> int:
    """Seal the minutes that are over; give how many seals were made."""
    if not _unsealed(now, most=1):
        return 0
    with ledger_writing(now=now):
        entries = _unsealed(now, most=most)
        number, _, digest = seal_last()
        seals = []
        for minute, group in groupby(_rising(entries), key=lambda pair: pair[0]):
            members = [entry for _, entry in group]
            number += 1
            digest = seal_hash(digest, [entry.entry_hash for entry in members])
            signature = key.sign(seal_message(digest))
            seals.append(
                Seal(
                    number=number,
                    minute=minute,
                    first=members[0].position,
                    last=members[-1].position,
                    digest=digest,
                    key=signature.key,
                    sig=signature.sig,
                )
            )
        Seal.objects.bulk_create(seals)
    return len(seals)


def seal_last() -> tuple[int, int, str]:
    """Give number, last position and digest of the last seal; before the first what its chain starts from."""
    last = Seal.objects.order_by("-number").first()
    return (0, 0, seals_start()) if last is None else (last.number, last.last, last.digest)


def seals_start() -> str:
    """Give what stands for the seal before the first: it names the first epoch of this database."""
    name = Epoch.objects.order_by("position", "began_at").values_list("name", flat=True).first()
    return first_seal(name or "")


def seal_age(*, now: datetime) -> timedelta:
    """Give how long the oldest entry waits for its seal."""
    _, last, _ = seal_last()
    waiting = Entry.objects.filter(position__gt=last).order_by("position")
    oldest = waiting.values_list("received_at", flat=True).first()
    return timedelta(0) if oldest is None else now - oldest


def seals_export(*, folder: Path, now: datetime) -> tuple[Path, ...]:
    """Write the last seal of every day that is over to a file of its own; give the new files.

    They are for printing and for a second place: who rewrites the ledger cannot rewrite those. Days before
    the newest file are not looked at again.
    """
    folder.mkdir(parents=True, exist_ok=True)
    known = max((path.stem for path in folder.glob("????-??-??.json")), default="")
    made = []
    for day, seal in _last_by_day(after=known, today=now.astimezone(DISTRICT).date()):
        path = folder / f"{day}.json"
        path.write_text(json.dumps(_exported(day, seal), ensure_ascii=False) + "\n", "utf-8")
        made.append(path)
    return tuple(made)


def _exported(day: date, seal: Seal) -> dict[str, object]:
    return {
        "day": day.isoformat(),
        "number": seal.number,
        "minute": instant_text(seal.minute),
        "first": seal.first,
        "last": seal.last,
        "digest": seal.digest,
        "key": seal.key,
        "sig": seal.sig,
    }


def _last_by_day(*, after: str, today: date) -> Iterator[tuple[date, Seal]]:
    """Give the last seal of each day after `after` ("" for all of them) and before today."""
    seals = Seal.objects.order_by("number")
    if after:
        begins = datetime.combine(date.fromisoformat(after) + timedelta(1), time(), DISTRICT)
        seals = seals.filter(minute__gte=begins)
    rows = seals.iterator(chunk_size=2000)
    for day, group in groupby(rows, key=lambda seal: seal.minute.astimezone(DISTRICT).date()):
        *_, last = group
        if day < today:
            yield day, last


def _unsealed(now: datetime, *, most: int) -> list[Sealable]:
    """Give the entries after the last seal whose minute is over, in order."""
    _, last, _ = seal_last()
    over = (now - SETTLED).replace(second=0, microsecond=0)
    found = Entry.objects.filter(position__gt=last).order_by("position")
    rows = found.values_list("position", "entry_hash", "received_at")[:most]
    entries = []
    for row in rows:
        if row[2] >= over:
            break
        entries.append(Sealable(*row))
    return entries


def _rising(entries: Sequence[Sealable]) -> Iterator[tuple[datetime, Sealable]]:
    """Give each entry with its minute; where clocks disagree the minute stands still, it never goes back."""
    minute: datetime | None = None
    for entry in entries:
        own = entry.received_at.replace(second=0, microsecond=0)
        minute = own if minute is None else max(minute, own)
        yield minute, entry
