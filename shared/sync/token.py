"""Write and read the token of a scope: how far its holder has read, and in which epoch."""

import re
from dataclasses import dataclass

from shared.problems import Problem

_TOKEN = re.compile(r"([A-Za-z0-9_-]{1,64})\.(0|[1-9][0-9]{0,15})\.([A-Za-z0-9_-]{1,64})", re.ASCII)
START_TAG = "0"


class TokenUnreadable(Problem):
    """Refuse a text that is no token."""

    def __init__(self, text: object) -> None:
        super().__init__(
            "token_unreadable",
            f"{str(text)[:60]!r} is not a token of the form epoch.position.tag.",
            "Start the scope again from 0.",
            status=400,
        )


@dataclass(frozen=True, slots=True)
class Token:
    """Hold epoch, position and the random tag of the commit at that position."""

    epoch: str
    position: int
    tag: str

    @classmethod
    def start(cls, epoch: str) -> "Token":
        """Return where a new scope starts: before the first position."""
        return cls(epoch, 0, START_TAG)

    def text(self) -> str:
        """Return `epoch.position.tag`; raise TokenUnreadable if it could not be read back."""
        text = f"{self.epoch}.{self.position}.{self.tag}"
        token_read(text)
        return text


def token_read(text: str) -> Token:
    """Read a token; raise TokenUnreadable."""
    found = _TOKEN.fullmatch(text) if isinstance(text, str) else None
    if found is None:
        raise TokenUnreadable(text)
    epoch, position, tag = found.groups()
    return Token(epoch=epoch, position=int(position), tag=tag)
