"""Ctrl-C and SIGTERM end the demo in order, also when they come inside a callback that eats exceptions."""

import signal
from types import FrameType
from typing import NoReturn

_asked: list[int] = []


def stop_on_signals() -> None:
    """Raise KeyboardInterrupt at a signal, and at each `stop_check` after it."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _stop)


def stop_check() -> None:
    """Raise KeyboardInterrupt if a signal came: what it raised may have been lost in a destructor."""
    if _asked:
        raise KeyboardInterrupt


def _stop(number: int, _frame: FrameType | None) -> NoReturn:
    _asked.append(number)
    raise KeyboardInterrupt
