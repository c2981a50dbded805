"""The only door to the ledger and the feed: lock the head, write, number, chain, commit with a tag."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import connection, transaction

from server.api.timing import timed
from server.ledger.chain import EntryFacts, chain_next, facts_hash
from server.ledger.models import Entry

_LOCK_HEAD = "SELECT position, chain, epoch FROM ledger_head WHERE id = 1 FOR UPDATE"
_MAKE_HEAD = (
    "WITH made AS (INSERT INTO ledger_head (id, position, chain, epoch)"
    " VALUES (1, 0, repeat('0', 64), gen_random_uuid()::text) ON CONFLICT DO NOTHING RETURNING epoch)"
    " INSERT INTO ledger_epoch (name, position, began_at) SELECT epoch, 0, %s FROM made"
)
_PUT_FEED = (
    "INSERT INTO ledger_feed (scope, kind, id_in_scope, position, gone, data)"
    " SELECT * FROM unnest(%s::text[], %s::text[], %s::text[], %s::bigint[], %s::bool[], %s::text[])"
    " ON CONFLICT (scope, kind, id_in_scope) DO UPDATE"
    " SET position = excluded.position, gone = excluded.gone, data = excluded.data"
)
_PUT_COMMIT = (
    "INSERT INTO ledger_commit (position, first, tag, at)"
    " VALUES (%s, %s, replace(gen_random_uuid()::text, '-', ''), %s)"
)


@dataclass(slots=True)
class Writer:
    """A transaction that holds the head lock; rows wait in it and are written together at the end."""

    now: datetime
    epoch: str
    position: int
    chain: str
    first: int
    entries: list[Entry] = field(default_factory=list)
    feeds: dict[tuple[str, str, str], tuple[int, bool, str]] = field(default_factory=dict)
    arrivals: list[str] = field(default_factory=list)

    def reserve(self, position: int | None = None) -> int:
        """Take the next position, or on replay the one it had."""
        if position is not None and position <= self.position:
            raise ValueError(f"position {position} is not after {self.position}")
        self.position = self.position + 1 if position is None else position
        return self.position

    def entry(self, *, position: int, facts: EntryFacts) -> Entry:
        """Append a decided operation at a reserved position."""
        own_hash = facts_hash(position=position, facts=facts)
        self.chain = chain_next(previous=self.chain, own_hash=own_hash, facts=facts)
        made = Entry(position=position, entry_hash=own_hash, chain=self.chain, **facts.as_row())
        self.entries.append(made)
        return made

    def entry_at(self, position: int) -> Entry:
        """Give an entry by its position, also one that still waits to be written; raises Entry.DoesNotExist."""
        for entry in reversed(self.entries):
            if entry.position == position:
                return entry
        return Entry.objects.get(position=position)

    def feed(
        self, *, scope: str, kind: str, id: str, data: Mapping[str, Any], gone: bool = False
    ) -> None:
        """Set a current fact in a scope; it takes a position of its own."""
        text = json.dumps(
            data, ensure_ascii=False, separators=(",", ":"), sort_keys=True, allow_nan=False
        )
        self.feeds[(scope, kind, id)] = (self.reserve(), gone, text)

    def arrived(self, what: str) -> None:
        """Note that something held operations may wait for is here."""
        self.arrivals.append(what)

    def mark(self) -> tuple[int, str, int, dict[tuple[str, str, str], tuple[int, bool, str]], int]:
        """Note where the waiting rows stand, to fall back to when one operation fails alone."""
        return self.position, self.chain, len(self.entries), dict(self.feeds), len(self.arrivals)

    def fall_back(
        self, mark: tuple[int, str, int, dict[tuple[str, str, str], tuple[int, bool, str]], int]
    ) -> None:
        """Forget the waiting rows made since the mark."""
        self.position, self.chain, entries, self.feeds, arrivals = mark
        del self.entries[entries:], self.arrivals[arrivals:]

    def flush(self) -> None:
        """Write the waiting rows, the commit's tag and the head."""
        if self.position < self.first:
            return
        Entry.objects.bulk_create(self.entries)
        with connection.cursor() as cursor:
            if self.feeds:
                cursor.execute(_PUT_FEED, self._feed_columns())
            cursor.execute(_PUT_COMMIT, [self.position, self.first, self.now])
            cursor.execute(
                "UPDATE ledger_head SET position = %s, chain = %s WHERE id = 1",
                [self.position, self.chain],
            )

    def _feed_columns(self) -> list[list[Any]]:
        rows = [(*key, *value) for key, value in self.feeds.items()]
        return [list(column) for column in zip(*rows, strict=True)]


@contextmanager
def ledger_writing(*, now: datetime, kind: type[Writer] = Writer) -> Iterator[Writer]:
    """Open the transaction that orders everything: the head row is locked before anything is read.

    `kind` lets a replay write in its own manner. Raises OperationalError when the lock or a statement takes
    too long, or the database is gone; the web answers 503. Nothing is written then.
    """
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT set_config('lock_timeout', %s, true), set_config('statement_timeout', %s, true)",
                [str(settings.OPTIONS.lock_timeout_ms), str(settings.OPTIONS.statement_timeout_ms)],
            )
            with timed("lock_wait"):
                position, chain, epoch = _head(cursor, now)
        writer = kind(now=now, epoch=epoch, position=position, chain=chain, first=position + 1)
        yield writer
        writer.flush()


def _head(cursor: Any, now: datetime) -> tuple[int, str, str]:
    cursor.execute(_LOCK_HEAD)
    if (found := cursor.fetchone()) is None:
        cursor.execute(_MAKE_HEAD, [now])
        cursor.execute(_LOCK_HEAD)
        found = cursor.fetchone()
    position, chain, epoch = found
    return position, chain, epoch
