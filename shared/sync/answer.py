"""Write and read the answer to a push: a header line and one result per operation."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from shared.problems import Problem
from shared.record.json_text import json_write
from shared.record.members import is_hash, is_instant
from shared.sync.members import MemberRefused, Members
from shared.sync.outcome import OUTCOMES, Outcome


class AnswerUnreadable(Problem):
    """Refuse an answer that is cut or not ours; the tablet then sends the same batch again."""

    def __init__(self, reason: str) -> None:
        super().__init__(
            "answer_unreadable",
            f"服务器的答复读不出来：{reason}。",
            "没有任何记录被标为已送达；请检查网络（是否需要登录认证页）后重试。",
        )


@dataclass(frozen=True, slots=True)
class AnswerHeader:
    """Hold line 0: which push is answered, the head's position, the server's time, its orders."""

    device: str
    epoch: str
    request_sha256: str
    position: int
    server_time: str
    commands: tuple[Mapping[str, Any], ...] = ()
    v: int = 1


@dataclass(frozen=True, slots=True)
class Result:
    """Hold what became of one operation; `position` is null until it has one."""

    seq: int
    hash: str
    outcome: str
    code: str | None = None
    remedy: str | None = None
    waits_for: str | None = None
    position: int | None = None

    @classmethod
    def of(cls, outcome: Outcome, *, seq: int, hash: str, position: int | None) -> "Result":
        """Make the result of an operation from its outcome."""
        return cls(
            seq=seq,
            hash=hash,
            outcome=outcome.outcome,
            code=outcome.code,
            remedy=outcome.remedy,
            waits_for=outcome.waits_for,
            position=position,
        )

    def as_dict(self) -> dict[str, Any]:
        """Give the members as they travel, also as `data` of a `result` row of the feed."""
        return {name: getattr(self, name) for name in self.__dataclass_fields__}


def result_read(found: Any) -> Result:
    """Read the members of a result, from an answer or a `result` row; raise AnswerUnreadable."""
    try:
        return _result(Members(found))
    except MemberRefused as error:
        raise AnswerUnreadable(str(error)) from error


def answer_write(header: AnswerHeader, results: Sequence[Result]) -> bytes:
    """Return the lines of an answer."""
    head = {
        "v": header.v,
        "device": header.device,
        "epoch": header.epoch,
        "request_sha256": header.request_sha256,
        "position": header.position,
        "server_time": header.server_time,
        "commands": [dict(command) for command in header.commands],
    }
    lines = [json_write(head), *(json_write(result.as_dict()) for result in results)]
    return b"".join(line + b"\n" for line in lines)


def answer_read(raw: bytes) -> tuple[AnswerHeader, tuple[Result, ...]]:
    """Read an answer; raise AnswerUnreadable. The caller checks signature and request hash."""
    if not raw.endswith(b"\n"):
        raise AnswerUnreadable("被截断")
    head, *lines = raw[:-1].split(b"\n")
    try:
        header = _header(Members.read(head))
        results = tuple(_result(Members.read(line)) for line in lines)
    except MemberRefused as error:
        raise AnswerUnreadable(str(error)) from error
    return header, results


def _header(members: Members) -> AnswerHeader:
    header = AnswerHeader(
        v=members.number("v"),
        device=members.text("device"),
        epoch=members.text("epoch"),
        request_sha256=members.text("request_sha256"),
        position=members.number("position"),
        server_time=members.text("server_time"),
        commands=members.objects("commands"),
    )
    if header.v != 1:
        raise MemberRefused(f"v is {header.v}, this app reads 1")
    if not is_hash(header.request_sha256) or not is_instant(header.server_time):
        raise MemberRefused("request_sha256 or server_time is not in its form")
    return header


def _result(members: Members) -> Result:
    result = Result(
        seq=members.number("seq", least=1),
        hash=members.text("hash"),
        outcome=members.text("outcome"),
        code=members.text_or_none("code"),
        remedy=members.text_or_none("remedy"),
        waits_for=members.text_or_none("waits_for"),
        position=members.number_or_none("position"),
    )
    if result.outcome not in OUTCOMES or not is_hash(result.hash):
        raise MemberRefused("a result has an unknown outcome or a hash that is none")
    return result
