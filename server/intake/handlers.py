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
from server.hazards.services import (
    hazard_accept,
    hazard_close,
    hazard_confirm,
    hazard_dismiss,
    hazard_mark_overdue,
    hazard_merge,
    hazard_report_done,
    hazard_transfer,
    hazard_verify,
    order_serve,
    recheck_accept,
)
from server.intake.blobs import blob_arrived
from server.intake.moving import (
    area_import,
    enterprise_import,
    facility_import,
    site_change,
    site_import,
)
from server.intake.people import body_import, officer_register
from server.intake.visits import visit_apply
from server.ledger.acceptance import Acceptance
from server.places.sites import site_close, site_merge, site_reopen
from server.planning.services import task_cancel, task_file
from server.plans.services import plan_import
from server.risks.reviews import risk_review
from shared.hazard import ROLES
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


PEOPLE = frozenset({"device", "office"})
OFFICE = frozenset({"office"})
SERVER = frozenset({"office", "clock"})

SITE_EDITORS = frozenset({"office", "street"})


def _deed(handler: Handler, action: str) -> Intent:
    """Let a deed on a hazard be brought by whoever may do it."""
    return Intent(handler, PEOPLE, frozenset(ROLES[action]))


KIND_HANDLERS: Mapping[str, Handler] = {
    "visit": visit_apply,
    "recheck": recheck_accept,
}
INTENT_HANDLERS: Mapping[str, Intent] = {
    "body.import": Intent(body_import, OFFICE),
    "officer.register": Intent(officer_register, OFFICE),
    "device.enrol": Intent(device_enrol, OFFICE),
    "device.revoke": Intent(device_revoke, OFFICE),
    "device.officer_key": Intent(device_officer_key, OFFICE),
    "blob.arrived": Intent(blob_arrived, SERVER),
    "area.import": Intent(area_import, OFFICE),
    "enterprise.import": Intent(enterprise_import, OFFICE),
    "site.import": Intent(site_import, OFFICE),
    "site.patch": Intent(site_change, PEOPLE, SITE_EDITORS),
    "site.close": Intent(site_close, PEOPLE, SITE_EDITORS),
    "site.reopen": Intent(site_reopen, PEOPLE, SITE_EDITORS),
    "site.merge": Intent(site_merge, OFFICE),
    "facility.import": Intent(facility_import, OFFICE),
    "task.file": Intent(task_file, OFFICE),
    "task.cancel": Intent(task_cancel, OFFICE),
    "plan.import": Intent(plan_import, OFFICE),
    "hazard.confirm": _deed(hazard_confirm, "confirm"),
    "hazard.report_done": _deed(hazard_report_done, "report_done"),
    "hazard.verify": _deed(hazard_verify, "verify"),
    "hazard.close": _deed(hazard_close, "close"),
    "hazard.dismiss": _deed(hazard_dismiss, "dismiss"),
    "hazard.merge": _deed(hazard_merge, "merge"),
    "hazard.accept": _deed(hazard_accept, "accept"),
    "hazard.transfer": _deed(hazard_transfer, "transfer"),
    "hazard.mark_overdue": Intent(hazard_mark_overdue, SERVER),
    "risk.review": Intent(risk_review, OFFICE),
    "order.serve": Intent(order_serve, PEOPLE, frozenset({"office", "inspector"})),
    "checklist.publish": Intent(checklist_publish, OFFICE),
    "documents.publish": Intent(documents_publish, OFFICE),
    "model.publish": Intent(model_publish, OFFICE),
    "calendar.publish": Intent(calendar_publish, OFFICE),
    "authority.publish": Intent(authority_publish, OFFICE),
}
