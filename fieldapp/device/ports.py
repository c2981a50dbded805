"""The ports: what the core asks of a device, without saying which device it is."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from fieldapp.device.answers import Answer


@dataclass(frozen=True, slots=True)
class Fix:
    """Hold one position as the receiver gave it: WGS-84, never converted here."""

    lon_e7: int
    lat_e7: int
    accuracy_m: int
    at: str  # instant of the fix
    provider: str
    mock: bool
    datum: str = "wgs84"


@dataclass(frozen=True, slots=True)
class Battery:
    percent: int
    charging: bool


class Camera(Protocol):
    """Take one photo into a file of ours."""

    def photo_take(self, target: Path, done: Callable[[Answer[Path]], None]) -> None:
        """Start taking a photo; `done` is called once, perhaps on another thread."""
        ...


class Location(Protocol):
    """Find out where we are."""

    def fix_get(self, seconds: float) -> Answer[Fix]:
        """Wait at most so long for a position."""
        ...


class Power(Protocol):
    """Say how long the tablet will last."""

    def battery_get(self) -> Answer[Battery]:
        """Return the charge."""
        ...


class Network(Protocol):
    """Say whether a network is there at all (not whether our server answers)."""

    def kind_get(self) -> Answer[str]:
        """Return wifi, mobile, wired or none."""
        ...


class Notifier(Protocol):
    """Tell the person something while our window is away."""

    def notice_show(self, title: str, text: str) -> Answer[None]:
        """Show a short notice."""
        ...


class KeyStore(Protocol):
    """Keep small secrets outside the database.

    `describe` says on screen what protects them.
    """

    def secret_put(self, name: str, secret: bytes) -> None:
        """Keep a secret, on disk when this returns."""
        ...

    def secret_get(self, name: str) -> bytes | None:
        """Return a secret, or None when there is none by this name."""
        ...

    def secret_delete(self, name: str) -> None:
        """Forget a secret."""
        ...

    def names(self) -> tuple[str, ...]:
        """Return the names of all secrets."""
        ...

    def describe(self, lang: str) -> str:
        """Say in one sentence what protects the secrets."""
        ...
