"""What a handler is given while the head lock is held."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from shared.record import Envelope


class FeedSink(Protocol):
    """Where feed rows go, and the news that releases what was held."""

    def feed(
        self, *, scope: str, kind: str, id: str, data: Mapping[str, Any], gone: bool = False
    ) -> None:
        """Set a current fact in a scope."""

    def arrived(self, what: str) -> None:
        """Tell that `what` is here now."""


@dataclass(frozen=True, slots=True)
class Acceptance:
    """An operation being decided: its place in the order, its bytes, its times, its author.

    `entry_hash` is the hash of the ledger entry: ids of hazards and observations derive from it.
    `released_by` names the office person who let a held operation through, or is None.
    """

    position: int
    entry_hash: str
    origin: str
    envelope: Envelope
    happened_at: datetime
    received_at: datetime
    uncertainty_ms: int
    officer: str
    device: str | None
    sink: FeedSink
    signers: frozenset[str] = frozenset()
    released_by: str | None = None

    @property
    def data(self) -> Mapping[str, Any]:
        """Give what the handler works on: of an intent its inner `data`, else the envelope's."""
        outer = self.envelope.data
        return outer.get("data", {}) if self.envelope.kind == "intent" else outer

    def feed(
        self, *, scope: str, kind: str, id: str, data: Mapping[str, Any], gone: bool = False
    ) -> None:
        """Write a feed row; the last of the same (scope, kind, id) in a transaction wins."""
        self.sink.feed(scope=scope, kind=kind, id=id, data=data, gone=gone)

    def arrived(self, what: str) -> None:
        """Tell that `what` (as in Outcome.waits_for: "site:ID", "checklist:REF") is here: held operations follow."""
        self.sink.arrived(what)
