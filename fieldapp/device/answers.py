"""The three answers a device can give."""

from dataclasses import dataclass
from typing import Generic, Literal, TypeVar

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Answer(Generic[Value]):
    """Hold a value, or the reason why there is none."""

    state: Literal["ok", "unavailable", "denied"]
    value: Value | None = None
    reason: str = ""

    @property
    def is_ok(self) -> bool:
        """Tell whether there is a value."""
        return self.state == "ok"


def ok(value: Value) -> Answer[Value]:
    """Answer with a value."""
    return Answer("ok", value)


def unavailable(reason: str) -> Answer[Value]:
    """Answer that this device cannot do it."""
    return Answer("unavailable", None, reason)


def denied(reason: str) -> Answer[Value]:
    """Answer that the person or the system did not allow it."""
    return Answer("denied", None, reason)
