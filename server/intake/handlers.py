"""Which function applies which kind of operation and which intent.

A handler is `def visit_accept(*, acceptance: Acceptance) -> Outcome`. It writes domain rows and feed rows,
opens no transaction and asks no clock. An intent names who may bring it: origins, and the roles of the author.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from server.catalogue.services import (
    authority_publish,
    calendar_publish,
    checklist_publish,
    documents_publish,
    model_publish,
)
from server.devices.services import device_enrol, device_officer_key, device_revoke
from server.intake.blobs import blob_arrived
from server.intake.people import body_import, officer_register
from server.ledger.acceptance import Acceptance
from shared.sync import Outcome


class Handler(Protocol):
    """Apply one operation."""

    def __call__(self, *, acceptance: Acceptance) -> Outcome:
        """Write its effects; say what became of it."""


@dataclass(frozen=True, slots=True)
class Intent:
    """A handler and the door it stands behind."""

    handler: Handler
    origins: frozenset[str]
    roles: frozenset[str] = frozenset()


ANYWHERE = frozenset({"device", "office", "clock"})
OFFICE = frozenset({"office"})
SERVER = frozenset({"office", "clock"})

KIND_HANDLERS: Mapping[str, Handler] = {}
INTENT_HANDLERS: Mapping[str, Intent] = {
    "body.import": Intent(body_import, OFFICE),
    "officer.register": Intent(officer_register, OFFICE),
    "device.enrol": Intent(device_enrol, OFFICE),
    "device.revoke": Intent(device_revoke, OFFICE),
    "device.officer_key": Intent(device_officer_key, OFFICE),
    "blob.arrived": Intent(blob_arrived, SERVER),
    "checklist.publish": Intent(checklist_publish, OFFICE),
    "documents.publish": Intent(documents_publish, OFFICE),
    "model.publish": Intent(model_publish, OFFICE),
    "calendar.publish": Intent(calendar_publish, OFFICE),
    "authority.publish": Intent(authority_publish, OFFICE),
}
