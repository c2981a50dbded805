"""Published checklists on this tablet: read once each, known by their hash."""

import hashlib
import tomllib
from datetime import date

from fieldapp.store.mirror import MirrorRow
from fieldapp.work.tablet import Tablet
from shared.checklist import Checklist, checklist_read
from shared.clock import instant_text
from shared.inspection import local_day
from shared.inspection.citing import Titles
from shared.problems import Problem


class ChecklistUnknown(Problem):
    """Say that a checklist is not here, or not in force."""

    def __init__(self, checklist: str, known: tuple[str, ...]) -> None:
        listed = "、".join(known) if known else "无"
        super().__init__(
            "checklist_unknown",
            f"没有在用的检查表 {checklist}。",
            f"本机在用的检查表：{listed}。如有新版，请先联网同步。",
            status=404,
        )


class ChecklistDamaged(Problem):
    """Say that a mirrored text does not have the hash it was published under."""

    def __init__(self, ref: str) -> None:
        super().__init__(
            "checklist_damaged",
            f"检查表 {ref} 的内容与其发布时的哈希不符。",
            "请联网同步，系统会重新下载；如仍不符，请联系信息人员。",
        )


def checklist_parse(tablet: Tablet, source: bytes, sha256: str) -> Checklist:
    """Read a checklist's bytes, once for each hash. Raises ChecklistDamaged, ChecklistFaulty."""
    found = tablet.checklists.get(sha256)
    if found is None:
        if hashlib.sha256(source).hexdigest() != sha256:
            raise ChecklistDamaged(sha256[:12])
        found = checklist_read(source, file=f"checklist {sha256[:12]}")
        tablet.checklists[sha256] = found
    return found


def checklist_get(tablet: Tablet, row: MirrorRow) -> Checklist:
    """Read a mirrored checklist."""
    return checklist_parse(tablet, str(row.data["text"]).encode(), str(row.data["sha256"]))


def checklists_in_force(tablet: Tablet, day: date) -> tuple[MirrorRow, ...]:
    """Return for each checklist the version in force on the day; the latest where two are."""
    chosen: dict[str, MirrorRow] = {}
    for row in tablet.mirror.of_kind("checklist"):
        name, first = str(row.data["id"]), str(row.data["effective_from"])
        is_on = first <= day.isoformat() <= str(row.data.get("effective_to") or "9999-12-31")
        if is_on and (name not in chosen or first > str(chosen[name].data["effective_from"])):
            chosen[name] = row
    return tuple(chosen[name] for name in sorted(chosen))


def checklist_find(tablet: Tablet, name: str, day: date) -> Checklist:
    """Return the version in force of a checklist, by its id or `id@version`.

    Raises ChecklistUnknown.
    """
    rows = checklists_in_force(tablet, day)
    for row in rows:
        if name in (row.data["id"], row.id, f"{row.data['id']}@{row.data['version']}"):
            return checklist_get(tablet, row)
    raise ChecklistUnknown(name, tuple(str(row.data["id"]) for row in rows))


def titles_of(tablet: Tablet, checklist: Checklist) -> Titles:
    """Return the full titles of the documents a checklist cites, as far as they are known here."""
    row = tablet.mirror.get("documents", "documents")
    if row is None:
        return {}
    cited = {(basis.doc, basis.version) for item in checklist.items for basis in item.basis}
    cited |= {(item.major.doc, item.major.version) for item in checklist.items if item.major}
    listed = tomllib.loads(str(row.data["text"])).get("document", [])
    return {
        (one["id"], one["version"]): str(one["zh"])
        for one in listed
        if (one.get("id"), one.get("version")) in cited and one.get("zh")
    }


def today(tablet: Tablet) -> date:
    """Return the district's calendar day by this tablet's clock."""
    return local_day(instant_text(tablet.clock.now()))
