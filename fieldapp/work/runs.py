"""Runs: visits being made on this tablet."""

from collections.abc import Mapping
from typing import Any

from fieldapp.store.drafts import DraftRow
from fieldapp.work import rows as r
from fieldapp.work.catalogue import checklist_find, titles_of, today
from fieldapp.work.live import Live, live_build, live_get, live_renew
from fieldapp.work.mirrored import site_rows, task_rows
from fieldapp.work.tablet import Tablet
from shared.checklist import Checklist
from shared.clock import instant_text
from shared.inspection import kind_rules
from shared.inspection.missing_task import task_faults
from shared.problems import Fault, Problem
from shared.sync import TokenUnreadable, token_read


class RunRefused(Problem):
    """Refuse to start a visit that could never be finished, with every reason."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__(
            "run_refused", "这次检查不能开始。", "请按下列各条处理后再开始。", fields=faults
        )


class NobodyUnlocked(Problem):
    """Say that a visit needs an author."""

    def __init__(self) -> None:
        super().__init__(
            "officer_locked", "没有检查员解锁。", "请检查员先输入 PIN 解锁（unlock）。"
        )


class PlaceUnknown(Problem):
    """Say that a place, facility or task is not on this tablet."""

    def __init__(self, what: str, id: str) -> None:
        super().__init__(
            f"{what}_unknown",
            f"本机没有{WORDS[what]} {id}。",
            "请联网同步后再试；不在本机范围内的，请联系安全办公室。",
            status=404,
        )


WORDS = {"site": "场所", "facility": "设施", "task": "任务", "hazard": "隐患"}


def run_start(
    tablet: Tablet, *, checklist: str, site: str, visit: str, facility: str | None = None
) -> str:
    """Begin a visit and return its run; `visit` is task:ID or a kind.

    What the visit stands on (place, task, people, checklist) is kept as it is now. Raises
    RunRefused with all reasons, PlaceUnknown, ChecklistUnknown, NobodyUnlocked, StoreLocked.
    """
    author = tablet.ring.author
    if author is None:
        raise NobodyUnlocked
    task = visit.removeprefix("task:") if visit.startswith("task:") else None
    kind = "enforcement" if task else visit
    kind_rules(kind)
    found = checklist_find(tablet, checklist, today(tablet))
    facts = _facts(tablet, site, task, facility, kind, author)
    facts["titles"] = [[*key, title] for key, title in titles_of(tablet, found).items()]
    now = instant_text(tablet.clock.now())
    row = DraftRow(
        run=tablet.ids.new(),
        state="open",
        visit=kind,
        task=task,
        checklist=found.ref,
        pinned=found.sha256,
        site=site,
        facility=facility,
        officer=author,
        place=str(facts["site"].get("name") or site),
        seen=feed_seen(tablet),
        started=now,
        changed=now,
        finished=None,
    )
    _start_check(tablet, row, found, facts)
    tablet.drafts.create(row, source=found.source, facts=facts)
    return row.run


def _facts(
    tablet: Tablet, site: str, task: str | None, facility: str | None, kind: str, author: str
) -> dict[str, Any]:
    """Gather the rows a visit stands on."""
    facilities = tablet.mirror.of_site("facility", site)
    place = _row(tablet, "site", site)
    place["facilities"] = sorted({str(one.data.get("kind")) for one in facilities})
    authority = tablet.mirror.get("authority", "authority")
    filed = _row(tablet, "task", task) if task else None
    return {
        "site": place,
        "facility": _row(tablet, "facility", facility) if facility else None,
        "task": filed,
        "officers": _crew(tablet, kind, author, filed),
        "authority": authority.data if authority else {},
    }


def _row(tablet: Tablet, kind: str, id: str) -> dict[str, Any]:
    found = tablet.mirror.get(kind, id)
    if found is None:
        raise PlaceUnknown(kind, id)
    return found.data


def _crew(
    tablet: Tablet, kind: str, author: str, filed: Mapping[str, Any] | None
) -> dict[str, Any]:
    """Return who begins the visit: the author, and where two are needed those unlocked with him."""
    crew = [author]
    if kind_rules(kind).officers > 1:
        beside = [one for one in tablet.ring.officers_open() if one != author]
        named = beside if filed is None else filed.get("officers") or ()
        crew += [one for one in beside if one in named]
    return {officer: officer_data(tablet, officer) for officer in crew}


def officer_data(tablet: Tablet, officer: str) -> dict[str, Any]:
    """Return an officer's row: as the server last said, else as enrolled."""
    found = tablet.mirror.get("officer", officer)
    listed = {row["id"]: row for row in tablet.ring.identity["officers"]}
    return dict(found.data if found else listed.get(officer, {}))


def _start_check(
    tablet: Tablet, row: DraftRow, checklist: Checklist, facts: Mapping[str, Any]
) -> None:
    draft = live_build(row, checklist, [("fact", "start", facts)]).draft
    faults = list(task_faults(draft, today(tablet).isoformat()))
    if row.visit not in checklist.visits:
        message = f"《{checklist.text.zh}》不用于这种检查。"
        faults.append(Fault("checklist", message, "请换用适用的检查表。"))
    if faults:
        raise RunRefused(tuple(faults))


def feed_seen(tablet: Tablet) -> int:
    """Return the feed position up to which every scope of this tablet was read."""
    positions = []
    for token in tablet.mirror.cursors().values():
        try:
            positions.append(token_read(token).position)
        except TokenUnreadable:
            positions.append(0)
    return min(positions, default=0)


def fix_add(tablet: Tablet, *, run: str, seconds: float = 10.0) -> str:
    """Note where the tablet is, waiting at most so long; a later fix replaces an earlier one.

    Return ok, unavailable or denied: a visit without a fix is a visit all the same. Call it off the
    drawing thread. Raises RunMissing, RunClosed, DiskFull.
    """
    tablet.drafts.get_open(run)
    answer = tablet.device.location.fix_get(seconds)
    found = answer.value
    if found is not None:
        value = {
            "lon": found.lon_e7,
            "lat": found.lat_e7,
            "datum": found.datum,
            "accuracy": found.accuracy_m,
            "at": found.at,
        }
        with tablet.working:
            changed = instant_text(tablet.clock.now())
            tablet.drafts.part_put(run, "fact", "fix", value, changed)
            live_renew(tablet, run)
    return answer.state


def run_open(tablet: Tablet, *, run: str) -> r.RunView:
    """Return a run with its live answers, an ended one too. Raises RunMissing, StoreLocked."""
    with tablet.working:
        live = live_get(tablet, run)
        row = live.row = tablet.drafts.get(run)
    site = tablet.mirror.get("site", row.site, opened=False)
    task = tablet.mirror.get("task", row.task) if row.task else None
    return r.RunView(
        run=run,
        state=row.state,
        draft=live.draft,
        checklist=live.draft.checklist,
        answering=live.draft.answers,
        site=site_rows(tablet, [site])[0] if site else _site_gone(live),
        task=task_rows(tablet, [task])[0] if task else None,
    )


def _site_gone(live: Live) -> r.SiteRow:
    """Return the place as it was when the visit began: it has left this tablet's scopes."""
    site = live.draft.site
    return r.SiteRow(
        id=site.id,
        name=site.name,
        name_en=site.name_en,
        address=site.address,
        street=site.street,
        kind=site.kind,
        state="left",
        lon=None,
        lat=None,
        datum="wgs84",
        checklists=(),
    )


def runs_list(tablet: Tablet) -> tuple[r.RunRow, ...]:
    """List all visits on this tablet, the one changed last first."""
    return run_rows(tablet, tablet.drafts.all())


def runs_of_site(tablet: Tablet, site: str) -> tuple[r.RunRow, ...]:
    """List the visits of one place."""
    return run_rows(tablet, tablet.drafts.all(site=site))


def run_rows(tablet: Tablet, drafts: tuple[DraftRow, ...]) -> tuple[r.RunRow, ...]:
    """Turn drafts into rows."""
    answered = tablet.drafts.parts_count("answer")
    names = {row.id: row.data for row in tablet.mirror.of_kind("checklist")}
    return tuple(
        _run_row(row, names.get(row.checklist.partition("#")[0], {}), answered) for row in drafts
    )


def _run_row(row: DraftRow, names: Mapping[str, Any], answered: Mapping[str, int]) -> r.RunRow:
    ref = row.checklist.partition("#")[0]
    return r.RunRow(
        id=row.run,
        site=row.site,
        site_name=row.place,
        checklist=row.checklist,
        checklist_zh=str(names.get("zh") or ref),
        checklist_en=str(names.get("en") or ref),
        visit=row.visit,
        task=row.task,
        state=row.state,
        started=row.started,
        changed=row.changed,
        finished=row.finished,
        answered=answered.get(row.run, 0),
    )


def run_discard(tablet: Tablet, *, run: str) -> None:
    """Give up an open visit: its photos go, its answers stay in the store but out of sight.

    Nothing that was finished can be discarded. Raises RunMissing, RunClosed.
    """
    now = instant_text(tablet.clock.now())
    tablet.drafts.get_open(run)
    with tablet.database.writing():
        tablet.drafts.close(run, "discarded", now)
        loose = tablet.blobs.forget_run(run)
    tablet.blobs.files_remove(loose)
    tablet.live.pop(run, None)
