"""Law 6 as a question to the database."""

from server.hazards.models import Hazard, Observation


def law_six_broken() -> tuple[list[str], list[str]]:
    """Return what breaks the law in this database: hazards gone, majors that passed alone."""
    gone = set(Observation.objects.values_list("hazard_id", flat=True)) - set(
        Hazard.objects.values_list("id", flat=True)
    )
    passed = Hazard.objects.filter(grade="major", grade_review_due=False).exclude(
        state__in=("found", "dismissed", "merged", "transferred")
    )
    alone = [one.id for one in passed if one.confirmed_by in ("", one.found_by) or not one.article]
    return sorted(gone), alone
