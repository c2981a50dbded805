"""Ask of a hazard's rows what the pure rules want to know."""

from datetime import date

from django.utils.timezone import localdate

from server.hazards.docket import party_of
from server.hazards.models import Hazard, HazardEvent
from server.ledger.acceptance import Acceptance
from shared.hazard import Change, HazardFacts, Standing, deed_standing

SIGHTINGS = ("find", "reopen", "see_again", "raise_grade", "fail_recheck")


def facts_of(hazard: Hazard) -> HazardFacts:
    """Give what the guards ask."""
    return HazardFacts(
        state=hazard.state,
        grade=hazard.grade,
        found_by=hazard.found_by,
        confirmed_by=hazard.confirmed_by,
        reported_done_by=hazard.reported_done_by,
        article=hazard.article,
        interim_measure=hazard.interim_measure,
        due_on=hazard.due_on,
        review_due=hazard.grade_review_due,
    )


def day_of(acceptance: Acceptance) -> date:
    """Give the local day an operation happened on."""
    return localdate(acceptance.happened_at)


def standing_of(acceptance: Acceptance, hazard: Hazard, *, action: str) -> Standing:
    """Say whether the author had seen all that the deed rests on.

    What the office let through is fresh: somebody looked at both sides.
    """
    seen = acceptance.envelope.seen
    if acceptance.released_by is not None or hazard.changed_position <= seen:
        return Standing.FRESH
    return deed_standing(
        action=action,
        seen=seen,
        party=party_of(acceptance),
        happened_at=acceptance.happened_at,
        changes=[
            _change(event) for event in HazardEvent.objects.filter(hazard=hazard, position__gt=seen)
        ],
    )


def _change(event: HazardEvent) -> Change:
    fields = set()
    if event.state_before != event.state_after:
        fields.add("state")
    if event.grade_before != event.grade_after or event.action == "confirm":
        fields.add("grade")
    if event.action in SIGHTINGS:
        fields.add("sighting")
    return Change(
        position=event.position,
        party=event.facts.get("party", event.officer),
        fields=frozenset(fields),
        happened_at=event.at,
    )
