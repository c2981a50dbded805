"""Write one operation as a line: `base64url(JSON signatures) SP body LF`."""

from collections.abc import Sequence

from shared.problems import Problem
from shared.record import (
    Base64Unreadable,
    Signature,
    SignatureWrong,
    base64url_read,
    base64url_write,
    signatures_read,
    signatures_write,
)


class LineUnreadable(Problem):
    """Refuse a line that is cut or not in our form; it is kept raw and held, the next goes on."""

    def __init__(self, reason: str) -> None:
        super().__init__(
            "line_unreadable",
            f"这一行读不出来：{reason}。",
            "已原样保存，请联系安全办公室；平板会从发件箱重新提交。",
        )


def line_write(signatures: Sequence[Signature], body: bytes) -> bytes:
    """Return the line with its line feed; raise LineUnreadable for a body that holds a raw one."""
    if b"\n" in body:
        raise LineUnreadable("正文中有换行符")
    return base64url_write(signatures_write(signatures)).encode("ascii") + b" " + body + b"\n"


def line_read(line: bytes) -> tuple[tuple[Signature, ...], bytes]:
    """Return signatures and body of a line, with or without its line feed; raise LineUnreadable.

    The body is not read here: its own reader says what is wrong inside it.
    """
    head, space, body = line.removesuffix(b"\n").partition(b" ")
    if not space or not body:
        raise LineUnreadable("被截断，签名之后没有正文")
    if b"\n" in body:
        raise LineUnreadable("正文中有换行符")
    try:
        signatures = signatures_read(base64url_read(head.decode("ascii")))
    except UnicodeDecodeError as error:
        raise LineUnreadable("签名部分不是 base64url") from error
    except (Base64Unreadable, SignatureWrong) as error:
        raise LineUnreadable(error.message.rstrip("。.")) from error
    return signatures, body
