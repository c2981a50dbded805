"""The one shape all presenters have: state out, intents in."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Generic, TypeVar

State = TypeVar("State")


@dataclass(frozen=True, slots=True)
class Trouble:
    """Show a refusal: what happened and what to do."""

    message: str
    remedy: str = ""


class Presenter(Generic[State]):
    """Hold a frozen state and tell who listens that it changed."""

    def __init__(self, state: State) -> None:
        self._state = state
        self._listeners: list[Callable[[State], None]] = []

    @property
    def state(self) -> State:
        """Give what the screen shows now."""
        return self._state

    def reword(self) -> None:
        """Take the language chosen anew; presenters that keep sentences in their state do."""

    def subscribe(self, listener: Callable[[State], None]) -> Callable[[], None]:
        """Call the listener after each change, until the function this gives back is called."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener) if listener in self._listeners else None

    def _show(self, **changes: Any) -> None:
        self._state = replace(self._state, **changes)  # type: ignore[type-var]
        for listener in tuple(self._listeners):
            listener(self._state)
