"""Turn a filed task into frozen facts."""

from dataclasses import dataclass
from datetime import date

from server.places.reading import Facts
from server.planning.models import KINDS


@dataclass(frozen=True, slots=True)
class TaskFacts:
    """Hold one task as it was filed; `id` is empty when the filer made none."""

    id: str
    number: str
    ground: str
    kind: str
    site: str
    body: str
    officers: tuple[str, ...]
    checklists: tuple[str, ...]
    window_from: date
    window_to: date


def task_read(row: Facts) -> TaskFacts:
    """Read one task, noting its faults in the reader."""
    window_from, window_to = row.day("from", need=True), row.day("to", need=True)
    if window_from and window_to and window_to < window_from:
        row.fault("to", "截止日早于起始日（window ends before it begins）。", "请核对检查时段。")
    officers, checklists = row.texts("officers"), row.texts("checklists")
    if len(officers) < 2:
        row.fault("officers", "行政检查须有两名以上检查人员（two officers）。", "请再指派一名。")
    if not checklists:
        row.fault("checklists", "未指定检查表（no checklist）。", "请至少选择一份检查表。")
    return TaskFacts(
        id=row.text("id", most=64),
        number=row.text("number", need=True, most=64),
        ground=row.text("ground", need=True, most=300),
        kind=row.word("kind", KINDS),
        site=row.text("site", need=True, most=64),
        body=row.text("body", need=True, most=64),
        officers=tuple(officers),
        checklists=tuple(checklists),
        window_from=window_from or date.min,
        window_to=window_to or date.min,
    )
