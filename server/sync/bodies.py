"""Read what a tablet sends as a stream, and compare it with what was announced before it counts."""

from collections.abc import Iterator

from django.http import HttpRequest, UnreadablePostError

from shared.problems import Problem
from shared.sync.members import MemberRefused, Members

CHUNK = 1 << 14  # of what breaks off, a piece shorter than this is lost
MESSAGE_BYTES = 64 << 10


class BodyRefused(Problem):
    """A body that is cut, too large, of unknown length or not in its form; nothing of it was taken in."""


def announced(request: HttpRequest, *, limit: int, code: str = "body_too_large") -> int:
    """Give the announced length; raise BodyRefused without one (411) or beyond the limit (413)."""
    text = request.META.get("CONTENT_LENGTH") or ""
    if not text.isdigit():
        raise BodyRefused(
            "length_missing", "The body has no Content-Length.", "Send its length.", status=411
        )
    if (length := int(text)) > limit:
        raise BodyRefused(
            code,
            f"内容有 {length} 字节，上限 {limit} 字节（the limit is {limit} bytes）。",
            "请分批提交，或缩小文件。",
            status=413,
        )
    return length


def chunks(request: HttpRequest) -> Iterator[bytes]:
    """Give the body piece by piece until it ends or the line breaks; never more than was announced."""
    try:
        while chunk := request.read(CHUNK):
            yield chunk
    except (UnreadablePostError, OSError):
        return  # the caller compares the count: what came so far may be worth keeping


def body_read(request: HttpRequest, *, limit: int = MESSAGE_BYTES) -> bytes:
    """Read a whole body; raise BodyRefused, also when it is shorter than announced."""
    length = announced(request, limit=limit)
    body = b"".join(chunks(request))
    if len(body) != length:
        raise cut(len(body), length)
    return body


def members_read(request: HttpRequest) -> Members:
    """Read a small JSON object; raise BodyRefused."""
    try:
        return Members.read(body_read(request))
    except MemberRefused as error:
        raise message_faulty(error) from error


def message_faulty(error: MemberRefused) -> BodyRefused:
    """Say what is wrong with a message."""
    return BodyRefused(
        "message_unreadable",
        f"The message cannot be read: {error}.",
        "See /api/docs/ for its form.",
        status=400,
    )


def cut(came: int, length: int) -> BodyRefused:
    """Say that a body broke off."""
    return BodyRefused(
        "body_cut",
        f"只收到 {came} / {length} 字节（the body broke off）。",
        "网络中断，请重试；平板会自动续传。",
        status=400,
    )
