"""Handlers of what the ledger says about bodies and officers; tablets of an officer are told."""

from server.accounts.models import Officer
from server.accounts.services import bodies_store, officer_store
from server.devices.feeding import officers_feed
from server.ledger.acceptance import Acceptance
from shared.sync import Outcome


def body_import(*, acceptance: Acceptance) -> Outcome:
    """Store bodies with their competences; their officers' rows carry the new names."""
    bodies = bodies_store(data=acceptance.data, position=acceptance.position)
    officers_feed(acceptance, Officer.objects.filter(body__in=bodies))
    for body in bodies:
        acceptance.arrived(f"body:{body}")
    return Outcome.applied()


def officer_register(*, acceptance: Acceptance) -> Outcome:
    """Store an officer with certificates and duty streets."""
    officer = officer_store(data=acceptance.data, position=acceptance.position)
    officers_feed(acceptance, Officer.objects.filter(id=officer.id))
    acceptance.arrived(f"officer:{officer.id}")
    return Outcome.applied()
