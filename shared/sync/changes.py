"""Write and read the pull: cursors of scopes in, rows of the feed and new cursors out."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from shared.problems import Problem
from shared.record.json_text import json_write
from shared.record.members import is_instant
from shared.sync.members import MemberRefused, Members

MAX_ROWS = 2000


class ChangesUnreadable(Problem):
    """Refuse a request or an answer of `sync/changes` that is not in its form."""

    def __init__(self, reason: str) -> None:
        super().__init__(
            "changes_unreadable",
            f"更新内容读不出来：{reason}。",
            "本机数据没有改变；请检查网络后再次同步。",
            status=400,
        )


@dataclass(frozen=True, slots=True)
class ChangesRequest:
    """Ask for what is new: a token per scope one has; an empty text starts a scope at 0."""

    epoch: str
    limit: int
    cursors: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """Hold one current fact of a scope, or that it is gone from it."""

    scope: str
    kind: str
    id: str
    position: int
    gone: bool
    data: Mapping[str, Any]
    v: int = 1

    def as_dict(self) -> dict[str, Any]:
        """Give the members as they travel."""
        return {
            "scope": self.scope,
            "kind": self.kind,
            "id": self.id,
            "position": self.position,
            "gone": self.gone,
            "v": self.v,
            "data": self.data,
        }


@dataclass(frozen=True, slots=True)
class ChangesAnswer:
    """Answer all scopes at once.

    `cursors` replace the asker's; `scopes`, where present, are all it has now, `scope_left` those
    it lost; `checksums` let it compare a scope it holds in full.
    """

    epoch: str
    server_time: str
    rows: tuple[ChangeRow, ...]
    cursors: Mapping[str, str]
    more: bool
    commands: tuple[Mapping[str, Any], ...] = ()
    checksums: Mapping[str, str] = field(default_factory=dict)
    scopes: tuple[str, ...] | None = None
    scope_left: tuple[str, ...] = ()


class ChecksumRow(Protocol):
    """What a checksum is made of: kind, id and position of a row that is present."""

    @property
    def kind(self) -> str: ...
    @property
    def id(self) -> str: ...
    @property
    def position(self) -> int: ...


def scope_checksum(rows: Iterable[ChecksumRow]) -> str:
    """Return SHA-256 over `kind LF id LF position LF` in (kind, id) order, in hex.

    Give only rows that are present, never gone ones: a tablet deletes those. The order is by code
    point, so a database must sort with COLLATE "C" if it sorts at all.
    """
    digest = hashlib.sha256()
    for row in sorted(rows, key=lambda row: (row.kind, row.id)):
        digest.update(f"{row.kind}\n{row.id}\n{row.position}\n".encode())
    return digest.hexdigest()


def changes_request_write(request: ChangesRequest) -> bytes:
    """Return the JSON of a request."""
    return json_write(
        {"epoch": request.epoch, "limit": request.limit, "cursors": dict(request.cursors)}
    )


def changes_request_read(text: bytes) -> ChangesRequest:
    """Read a request; raise ChangesUnreadable. A limit past MAX_ROWS counts as MAX_ROWS."""
    try:
        members = Members.read(text)
        return ChangesRequest(
            epoch=members.text("epoch"),
            limit=min(members.number("limit", least=1), MAX_ROWS),
            cursors=members.texts_by_name("cursors"),
        )
    except MemberRefused as error:
        raise ChangesUnreadable(str(error)) from error


def changes_answer_write(answer: ChangesAnswer) -> bytes:
    """Return the JSON of an answer; optional members stand only where they say something."""
    members: dict[str, Any] = {
        "epoch": answer.epoch,
        "server_time": answer.server_time,
        "rows": [row.as_dict() for row in answer.rows],
        "cursors": dict(answer.cursors),
        "more": answer.more,
        "commands": [dict(command) for command in answer.commands],
    }
    if answer.checksums:
        members["checksums"] = dict(answer.checksums)
    if answer.scopes is not None:
        members["scopes"] = list(answer.scopes)
    if answer.scope_left:
        members["scope_left"] = list(answer.scope_left)
    return json_write(members)


def changes_answer_read(text: bytes) -> ChangesAnswer:
    """Read an answer; raise ChangesUnreadable."""
    try:
        return _answer(Members.read(text))
    except MemberRefused as error:
        raise ChangesUnreadable(str(error)) from error


def _answer(members: Members) -> ChangesAnswer:
    if not is_instant(members.text("server_time")):
        raise MemberRefused("server_time is not an instant")
    return ChangesAnswer(
        epoch=members.text("epoch"),
        server_time=members.text("server_time"),
        rows=tuple(_row(Members(row)) for row in members.objects("rows")),
        cursors=members.texts_by_name("cursors"),
        more=members.flag("more"),
        commands=members.objects("commands"),
        checksums=members.texts_by_name("checksums") if members.holds("checksums") else {},
        scopes=members.texts("scopes") if members.holds("scopes") else None,
        scope_left=members.texts("scope_left"),
    )


def _row(members: Members) -> ChangeRow:
    return ChangeRow(
        scope=members.text("scope"),
        kind=members.text("kind"),
        id=members.text("id"),
        position=members.number("position", least=1),
        gone=members.flag("gone"),
        v=members.number("v", least=1),
        data=members.object("data"),
    )
