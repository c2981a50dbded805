"""Who may do what: one function per verb and noun, one table behind them, and the area of a person.

A view names a function in `allow`; rows are cut to the area by `Area`. An invisible row answers 404.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

_ALL = frozenset({"inspector", "street", "office", "planner", "administrator"})
_REGISTER = frozenset({"inspector", "street", "office", "planner"})
_OFFICE = frozenset({"office"})
_ADMIN = frozenset({"administrator"})

# The administrator keeps people, devices and reference data; judging hazards is not their work.
ROLES: Mapping[str, frozenset[str]] = {
    "read_register": _REGISTER,
    "read_place": _REGISTER,
    "read_visit": frozenset({"inspector", "street", "office"}),
    "read_hazard": frozenset({"inspector", "street", "office"}),
    "read_risk": _REGISTER,
    "read_plan": _REGISTER,
    "read_task": frozenset({"inspector", "street", "office"}),
    "read_blob": frozenset({"inspector", "street", "office"}),
    "read_catalogue": _ALL,
    "read_device": frozenset({"office", "administrator"}),
    "read_held": _OFFICE,
    "confirm_hazard": _OFFICE,
    "accept_hazard": frozenset({"office", "street"}),
    "edit_person": _ADMIN,
}
WHOLE_DISTRICT = frozenset({"office", "planner", "administrator"})


@dataclass(frozen=True, slots=True)
class Area:
    """The streets a person sees: all, or the named ones."""

    everywhere: bool
    streets: frozenset[str]

    def covers(self, street: str | None) -> bool:
        """Say whether a street lies in the area; a row without a street is the district's."""
        return self.everywhere or (street is not None and street in self.streets)

    def rows(self, queryset: Any, *, street: str = "street") -> Any:
        """Cut a queryset to the area; `street` names the column that holds the street's code."""
        return (
            queryset
            if self.everywhere
            else queryset.filter(**{f"{street}__in": sorted(self.streets)})
        )

    def rows_of_any(self, queryset: Any, *, streets: str = "streets") -> Any:
        """Cut a queryset of rows for several streets: `streets` names their column; none means the district."""
        if self.everywhere:
            return queryset
        ours = Q(**{f"{streets}__overlap": sorted(self.streets)})
        return queryset.filter(Q(**{streets: []}) | ours)


EVERYWHERE = Area(everywhere=True, streets=frozenset())


def area_of(person: Any) -> Area:
    """Give a person's area: the office, planners and administrators see the district, others their streets."""
    if not person.is_authenticated or not person.is_active:
        return Area(everywhere=False, streets=frozenset())
    streets = set(person.streets)
    if person.officer is not None:
        streets |= set(person.officer.streets)
    return Area(everywhere=person.role in WHOLE_DISTRICT, streets=frozenset(streets))


def may(person: Any, deed: str) -> bool:
    """Look a deed up in the table; an inactive person may do nothing."""
    return bool(person.is_authenticated and person.is_active and person.role in ROLES[deed])


def can_read_register(person: Any) -> bool:
    """See hazards and risks of the own area."""
    return may(person, "read_register")


def can_read_place(person: Any) -> bool:
    """See sites, facilities and areas."""
    return may(person, "read_place")


def can_read_visit(person: Any) -> bool:
    """See visits and their evidence."""
    return may(person, "read_visit")


def can_read_hazard(person: Any) -> bool:
    """See hazards, orders and re-checks."""
    return may(person, "read_hazard")


def can_read_risk(person: Any) -> bool:
    """See risks and why they are so."""
    return may(person, "read_risk")


def can_read_plan(person: Any) -> bool:
    """See plans."""
    return may(person, "read_plan")


def can_read_task(person: Any) -> bool:
    """See filed inspection tasks."""
    return may(person, "read_task")


def can_read_blob(person: Any) -> bool:
    """Open photos and papers of visible visits."""
    return may(person, "read_blob")


def can_read_catalogue(person: Any) -> bool:
    """See checklists, documents and models."""
    return may(person, "read_catalogue")


def can_read_device(person: Any) -> bool:
    """See tablets."""
    return may(person, "read_device")


def can_read_held(person: Any) -> bool:
    """See what is held for the office."""
    return may(person, "read_held")


def can_confirm_hazard(person: Any) -> bool:
    """Confirm a hazard's grade, a major one with its article."""
    return may(person, "confirm_hazard")


def can_accept_hazard(person: Any) -> bool:
    """Accept that a hazard was mended."""
    return may(person, "accept_hazard")


def can_edit_person(person: Any) -> bool:
    """Make and change sign-ins."""
    return may(person, "edit_person")
