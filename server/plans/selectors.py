"""Read the plan library: which plans there are, which a risk calls for."""

from datetime import date

from django.db.models import Q, QuerySet

from server.accounts.permissions import Area
from server.plans.models import Plan, PlanVersion
from shared.text import fold


def plan_rows(*, area: Area, text: str = "", kind: str = "", state: str = "") -> QuerySet[Plan]:
    """Give the plans a filter names, by kind and name: the district's and those of an area's streets."""
    rows = area.rows_of_any(Plan.objects.select_related("current", "parent"))
    if kind:
        rows = rows.filter(kind=kind)
    if state:
        rows = rows.filter(state=state)
    for word in fold(text).split():
        rows = rows.filter(search__contains=word)
    return rows.order_by("kind", "name", "id")


def plan_get(*, id: str, area: Area) -> Plan | None:
    """Give one plan inside an area, or None."""
    return plan_rows(area=area).filter(id=id).first()


def version_rows(*, plan: str) -> QuerySet[PlanVersion]:
    """Give the versions of a plan, the latest first."""
    return PlanVersion.objects.filter(plan=plan).order_by("-number")


def plan_versions(*, plan: str) -> list[PlanVersion]:
    """Give the versions of a plan with their texts, the latest first."""
    return list(version_rows(plan=plan))


def version_get(*, plan: str, number: int, area: Area) -> PlanVersion | None:
    """Give one version of a plan inside an area, or None."""
    rows = PlanVersion.objects.filter(plan=plan, number=number)
    return area.rows_of_any(rows, streets="plan__streets").first()


def plans_for(*, scenario: str, street: str) -> list[Plan]:
    """Give the plans in force that answer a scenario in a street, the most special first."""
    rows = Plan.objects.filter(
        scenarios__contains=[scenario], state__in=("approved", "filed", "published")
    )
    rows = rows.filter(Q(streets=[]) | Q(streets__contains=[street]))
    return sorted(rows, key=lambda plan: (not plan.streets, len(plan.scenarios), plan.name))


def is_review_due(plan: Plan, today: date) -> bool:
    """Say whether a plan is past the date of its review."""
    return plan.review_due_on is not None and plan.review_due_on < today
