"""What syncing needs of a tablet; `fieldapp.work.Tablet` has it."""

from typing import Protocol

from fieldapp.config import NetworkLimits
from fieldapp.store.blobs import Blobs
from fieldapp.store.database import StoreDatabase
from fieldapp.store.keyring import KeyRing
from fieldapp.store.meta import Meta
from fieldapp.store.mirror import Mirror
from fieldapp.store.operations import Operations
from shared.clock import Clock


class SyncStore(Protocol):
    """Name the parts of an open tablet."""

    clock: Clock
    ring: KeyRing
    database: StoreDatabase
    operations: Operations
    blobs: Blobs
    mirror: Mirror
    meta: Meta
    network: NetworkLimits

    def notice_add(self, text: str) -> None:
        """Keep something the person must be told."""
        ...
