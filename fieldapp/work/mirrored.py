"""Turn mirrored rows into the rows that screens and commands show."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from fieldapp.store.mirror import MirrorRow
from fieldapp.work import rows as r
from fieldapp.work.tablet import Tablet
from shared.hazard.states import DEAD

LEVELS = ("blue", "yellow", "orange", "red")


def site_rows(tablet: Tablet, rows: Sequence[MirrorRow]) -> tuple[r.SiteRow, ...]:
    """Turn mirrored places into rows with their worst risk and their counts."""
    ids = [row.id for row in rows]
    risks = _by_site(tablet.mirror.of_sites("risk", ids))
    hazards = _by_site(tablet.mirror.of_sites("hazard", ids))
    tasks = _by_site(tablet.mirror.of_sites("task", ids))
    return tuple(
        _site_row(row, risks.get(row.id, ()), hazards.get(row.id, ()), tasks.get(row.id, ()))
        for row in rows
    )


def _site_row(
    row: MirrorRow,
    risks: Sequence[MirrorRow],
    hazards: Sequence[MirrorRow],
    tasks: Sequence[MirrorRow],
) -> r.SiteRow:
    data, worst = row.data, _worst(risks)
    return r.SiteRow(
        id=row.id,
        name=str(data.get("name") or row.id),
        name_en=str(data.get("name_en") or ""),
        address=str(data.get("address") or ""),
        street=str(data.get("street") or ""),
        kind=str(data.get("kind") or ""),
        state=str(data.get("state") or "open"),
        lon=data.get("lon"),
        lat=data.get("lat"),
        datum=str(data.get("datum") or "wgs84"),
        checklists=tuple(data.get("checklists") or ()),
        level=worst.get("level"),
        confidence=worst.get("confidence"),
        hazards=sum(one.data.get("state") not in DEAD for one in hazards),
        tasks=sum(one.data.get("state") == "open" for one in tasks),
    )


def _worst(risks: Iterable[MirrorRow]) -> Mapping[str, Any]:
    """Return the data of the risk of the highest level; levels this app does not know come last."""
    known = [row.data for row in risks if row.data.get("level") in LEVELS]
    return max(known, key=lambda data: LEVELS.index(data["level"]), default={})


def _by_site(rows: Iterable[MirrorRow]) -> dict[str, list[MirrorRow]]:
    found: dict[str, list[MirrorRow]] = {}
    for row in rows:
        found.setdefault(str(row.data.get("site")), []).append(row)
    return found


def facility_row(row: MirrorRow) -> r.FacilityRow:
    """Turn a mirrored facility into a row."""
    data = row.data
    return r.FacilityRow(
        row.id,
        str(data.get("site") or ""),
        str(data.get("kind") or ""),
        str(data.get("name") or row.id),
    )


def hazard_row(row: MirrorRow) -> r.HazardRow:
    """Turn a mirrored hazard into a row."""
    data = row.data
    return r.HazardRow(
        id=row.id,
        site=str(data.get("site") or ""),
        facility=data.get("facility") or None,
        scenario=str(data.get("scenario") or ""),
        item=data.get("item") or None,
        slot=str(data.get("slot") or ""),
        grade=str(data.get("grade") or "general"),
        state=str(data.get("state") or ""),
        title_zh=str(data.get("title_zh") or ""),
        title_en=str(data.get("title_en") or ""),
        found_on=str(data.get("found_on") or ""),
        due_on=data.get("due_on") or None,
        recurrence=int(data.get("recurrence") or 0),
        position=row.position,
    )


def risk_row(row: MirrorRow) -> r.RiskRow:
    """Turn a mirrored risk into a row."""
    data = row.data
    names = ("site", "scenario", "level", "d", "confidence", "as_of", "sentence_zh", "sentence_en")
    texts = {name: str(data.get(name) or "") for name in names}
    return r.RiskRow(id=row.id, facility=data.get("facility") or None, **texts)


def task_rows(tablet: Tablet, rows: Sequence[MirrorRow]) -> tuple[r.TaskRow, ...]:
    """Turn mirrored tasks into rows with their place's name and the run begun for them here."""
    sites = [str(row.data.get("site")) for row in rows]
    names = {row.id: row.data.get("name") for row in tablet.mirror.with_ids("site", sites)}
    risks = _by_site(tablet.mirror.of_sites("risk", sites))
    levels = {site: _worst(found).get("level") for site, found in risks.items()}
    runs = {
        draft.task: draft.run
        for draft in tablet.drafts.all()
        if draft.state in ("open", "finished")
    }
    return tuple(_task_row(row.id, row.data, names, levels, runs) for row in rows)


def _task_row(
    id: str,
    data: dict[str, Any],
    names: dict[str, Any],
    levels: dict[str, str | None],
    runs: dict[str | None, str],
) -> r.TaskRow:
    site = str(data.get("site") or "")
    return r.TaskRow(
        id=id,
        number=str(data.get("number") or ""),
        kind=str(data.get("kind") or ""),
        site=site,
        site_name=str(names.get(site) or site),
        checklists=tuple(data.get("checklists") or ()),
        officers=tuple(data.get("officers") or ()),
        body=str(data.get("body") or ""),
        ground=str(data.get("ground") or ""),
        starts=str(data.get("from") or ""),
        ends=str(data.get("to") or ""),
        state=str(data.get("state") or ""),
        run=runs.get(id),
        level=levels.get(site),
    )
