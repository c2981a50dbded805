"""Merge a hazard into another of the same place: its sightings stay with it, the heir goes on for both."""

from collections.abc import Iterable, Mapping

from server.hazards.docket import Docket
from server.hazards.models import Hazard
from shared.hazard import Deed, DeedRefused, MergeFacts, merge_check, merged_due


def heir_set(hazard: Hazard, deed: Deed) -> None:
    """Name the heir of a hazard; raise DeedRefused when it may not be merged into it."""
    heir = Hazard.objects.filter(id=deed.to).first()
    if heir is None:
        raise DeedRefused(
            "hazard_heir_unknown", f"没有隐患 {deed.to}。", "请核对要并入的隐患编号。"
        )
    merge_check(_facts(hazard), _facts(heir))
    hazard.merged_into, hazard.ended_reason = heir, deed.reason


def heir_take_in(docket: Docket, hazard: Hazard, deed: Deed) -> None:
    """Let the heir go on with the earlier date, and note what it took in."""
    heir = hazard.merged_into
    if heir is None:
        raise ValueError(f"hazard {hazard.id} names no heir")
    heir.due_on = merged_due(_facts(hazard), _facts(heir))
    docket.move(
        heir,
        action="take_in",
        state=heir.state,
        facts={"hazard": hazard.id, "reason": deed.reason},
    )


def heirs_of(merged: Mapping[str, Hazard], *, known: Iterable[Hazard]) -> dict[str, Hazard]:
    """Give the last heir of each merged hazard, whose key is kept; a known row is the same object again."""
    rows = {one.id: one for one in (*merged.values(), *known)}
    names = {key: one.id for key, one in merged.items()}
    while on := {key: heir for key, name in names.items() if (heir := rows[name].merged_into_id)}:
        names |= on
        missing = Hazard.objects.filter(id__in=set(on.values()) - rows.keys())
        rows |= {one.id: one for one in missing.select_related("site", "order")}
    return {key: rows[name] for key, name in names.items()}


def _facts(hazard: Hazard) -> MergeFacts:
    return MergeFacts(
        id=hazard.id,
        site=hazard.site_id,
        facility=hazard.facility_id or "",
        state=hazard.state,
        grade=hazard.grade,
        order=hazard.order_id or "",
        due_on=hazard.due_on,
        printed_deadline=hazard.printed_deadline,
    )
