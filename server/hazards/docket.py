"""Collect what one entry does to hazards, and write it with one statement for each table.

Docket: the hazards an entry opened or touched, with their events and observations. Every change of a
hazard goes through `move`, so that none is without its event and its ledger position.
"""

from collections.abc import Iterator
from typing import Any

from server.hazards.feeding import hazard_feed
from server.hazards.models import Hazard, HazardEvent, Observation
from server.ledger.acceptance import Acceptance

TOUCHED_COLUMNS = (
    "grade", "state", "article", "due_on", "plan_due_on", "overdue", "printed_deadline", "order",
    "failed_rechecks", "observations_count", "confirmed_by", "interim_measure", "ordered_at",
    "reported_done_by", "reported_done_at", "verified_by", "verified_at", "closed_at",
    "ended_reason", "merged_into", "transferred_to", "grade_review_due", "state_position",
    "grade_position", "changed_position", "events_count", "rev",
)  # fmt: skip


def party_of(acceptance: Acceptance) -> str:
    """Name whose change it is: a tablet's, a person's, or the clock's."""
    return acceptance.device or acceptance.officer or acceptance.origin


class Docket:
    """Hold the pending rows of one entry."""

    def __init__(self, acceptance: Acceptance) -> None:
        self.acceptance = acceptance
        self._opened: dict[str, Hazard] = {}
        self._touched: dict[str, Hazard] = {}
        self._events: list[HazardEvent] = []
        self._observations: list[Observation] = []

    def open(self, hazard: Hazard, *, action: str, facts: dict[str, Any]) -> None:
        """Take in a new hazard with its first event."""
        self._opened[hazard.id] = hazard
        hazard.opened_position = self.acceptance.position
        hazard.state_position = hazard.grade_position = self.acceptance.position
        self._event(hazard, action, state_before="", grade_before="", facts=facts)

    def observe(self, observation: Observation) -> None:
        """Take in one sighting."""
        self._observations.append(observation)

    def move(
        self,
        hazard: Hazard,
        *,
        action: str,
        state: str,
        grade: str | None = None,
        officer: str | None = None,
        facts: dict[str, Any] | None = None,
    ) -> None:
        """Set state and grade, and note the event; other columns are the caller's."""
        position = self.acceptance.position
        state_before, grade_before = hazard.state, hazard.grade
        hazard.state, hazard.grade = state, grade or hazard.grade
        if state != state_before:
            hazard.state_position = position
        if grade is not None:
            hazard.grade_position = position
        if hazard.id not in self._opened and hazard.id not in self._touched:
            self._touched[hazard.id] = hazard
            hazard.rev += 1
        self._event(
            hazard, action, state_before=state_before, grade_before=grade_before,
            facts=facts or {}, officer=officer,
        )  # fmt: skip

    def save(self) -> None:
        """Write hazards, events, observations and feed rows."""
        Hazard.objects.bulk_create(self._opened.values())
        # Each row is there already, so that this updates; a CASE for every column and row is slower.
        Hazard.objects.bulk_create(
            self._touched.values(),
            update_conflicts=True,
            unique_fields=["id"],
            update_fields=TOUCHED_COLUMNS,
        )
        HazardEvent.objects.bulk_create(self._events)
        Observation.objects.bulk_create(self._observations)
        for hazard in self.hazards():
            hazard_feed(self.acceptance, hazard)
        for name in self._opened:
            self.acceptance.arrived(f"hazard:{name}")

    def hazards(self) -> Iterator[Hazard]:
        """Give every hazard of the entry once."""
        yield from self._opened.values()
        yield from self._touched.values()

    def _event(
        self,
        hazard: Hazard,
        action: str,
        *,
        state_before: str,
        grade_before: str,
        facts: dict[str, Any],
        officer: str | None = None,
    ) -> None:
        hazard.events_count += 1
        hazard.changed_position = self.acceptance.position
        self._events.append(
            HazardEvent(
                hazard=hazard,
                number=hazard.events_count,
                position=self.acceptance.position,
                action=action,
                state_before=state_before,
                state_after=hazard.state,
                grade_before=grade_before,
                grade_after=hazard.grade,
                officer=self.acceptance.officer if officer is None else officer,
                at=self.acceptance.happened_at,
                facts={"party": party_of(self.acceptance), **facts},
            )
        )
