"""Read the feed for a tablet: the rows of its scopes after its tokens, a page at a time."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import connection

from server.ledger.epoch import EpochChanged, epoch_begin
from server.ledger.models import Commit, Feed, Head
from server.ledger.writing import ledger_writing
from shared.sync import ChangeRow, Token, token_read
from shared.sync.token import START_TAG

_CHECKSUM = (
    "SELECT encode(sha256(convert_to(coalesce(string_agg("
    "kind || E'\\n' || id_in_scope || E'\\n' || position || E'\\n', ''"
    " ORDER BY kind COLLATE \"C\", id_in_scope COLLATE \"C\"), ''), 'UTF8')), 'hex')"
    " FROM ledger_feed WHERE scope = %s AND NOT gone"
)
_PART = (
    "(SELECT scope, kind, id_in_scope, position, gone, data FROM ledger_feed"
    " WHERE scope = %s AND position > %s AND position <= %s{present} ORDER BY position LIMIT %s)"
)


def position_now() -> int:
    """Give the position the ledger has reached; 0 before the first entry."""
    return Head.objects.filter(id=1).values_list("position", flat=True).first() or 0


@dataclass(frozen=True, slots=True)
class Page:
    """Hold rows in position order, the tokens after them, and whether more follow.

    `checksums` stand for scopes that rows of this page brought up to date.
    """

    epoch: str
    position: int
    rows: tuple[ChangeRow, ...]
    cursors: Mapping[str, str]
    more: bool
    checksums: Mapping[str, str] = field(default_factory=dict)


def changes_read(
    *, epoch: str, cursors: Mapping[str, str], limit: int, who: str, now: datetime
) -> Page:
    """Read what is new for a tablet in the scopes it asks for, "" standing for the beginning of one.

    `epoch` is the one the tablet believes in, "" for none; `who` names it for the alarm. The caller has
    checked that it may read the scopes. Raises TokenUnreadable, EpochChanged (409).
    """
    head = _head(now)
    tokens = {scope: _token(text, head.epoch) for scope, text in cursors.items()}
    if any(token.epoch != head.epoch for token in tokens.values()) or epoch not in ("", head.epoch):
        raise EpochChanged(head.epoch)
    _tags_check(tokens, head.epoch, who, now)
    rows = _rows(tokens, head.position, limit + 1)
    more = len(rows) > limit
    rows = rows[:limit]
    reached = rows[-1].position if more else head.position
    return Page(
        epoch=head.epoch,
        position=head.position,
        rows=tuple(rows),
        cursors=_cursors(tokens, head.epoch, reached),
        more=more,
        checksums={} if more else _checksums({row.scope for row in rows}, head.position),
    )


def _head(now: datetime) -> Head:
    """Give the head, making it in a database that nobody has written to yet."""
    head = Head.objects.filter(id=1).first()
    if head is None:
        with ledger_writing(now=now):
            head = Head.objects.get(id=1)
    return head


def _token(text: str, epoch: str) -> Token:
    return Token.start(epoch) if text == "" else token_read(text)


def _tags_check(tokens: Mapping[str, Token], epoch: str, who: str, now: datetime) -> None:
    """Raise EpochChanged, after beginning another epoch, when a token names a commit we do not have."""
    for position, tag in {(token.position, token.tag) for token in tokens.values()}:
        if position and tag != _tag_at(position):
            raise EpochChanged(epoch_begin(known=epoch, who=who, now=now))


def _tag_at(position: int) -> str | None:
    commit = Commit.objects.filter(position__gte=position).order_by("position").first()
    return commit.tag if commit is not None and commit.first <= position else None


def _cursors(tokens: Mapping[str, Token], epoch: str, reached: int) -> dict[str, str]:
    after = Token(epoch, reached, (_tag_at(reached) if reached else START_TAG) or START_TAG)
    return {
        scope: (token if token.position > reached else after).text()
        for scope, token in tokens.items()
    }


def _rows(tokens: Mapping[str, Token], upto: int, most: int) -> list[ChangeRow]:
    """Give the first rows of all scopes together; a scope from its beginning has nothing to forget."""
    if not tokens:
        return []
    parts, values = [], []
    for scope, token in tokens.items():
        parts.append(_PART.format(present="" if token.position else " AND NOT gone"))
        values += [scope, token.position, upto, most]
    statement = f"SELECT * FROM ({' UNION ALL '.join(parts)}) AS part ORDER BY position LIMIT %s"
    with connection.cursor() as cursor:
        cursor.execute(statement, [*values, most])
        return [_row(*row) for row in cursor.fetchall()]


def _row(scope: str, kind: str, id: str, position: int, gone: bool, data: Any) -> ChangeRow:
    return ChangeRow(scope, kind, id, position, gone, {} if gone else json.loads(data))


def _checksums(scopes: set[str], position: int) -> dict[str, str]:
    """Give the checksums of scopes, or none when the feed moved on while they were computed."""
    sums = {}
    with connection.cursor() as cursor:
        for scope in sorted(scopes):
            cursor.execute(_CHECKSUM, [scope])
            sums[scope] = str(cursor.fetchone()[0])
    moved = Head.objects.filter(id=1).exclude(position=position).exists()
    return {} if moved else sums


def feed_read(*, scope: str, kind: str) -> list[Feed]:
    """Give the present rows of one kind in a scope, for pages and tests."""
    return list(Feed.objects.filter(scope=scope, kind=kind, gone=False).order_by("item"))
