"""Check that a filed crew may inspect: known officers, certificates in date, a competent body."""

from collections.abc import Sequence

from server.accounts.models import Body, Certificate, Competence, Officer
from server.catalogue.models import ChecklistVersion
from server.planning.facts import TaskFacts
from shared.inspection.facts import ALL_FIELDS
from shared.problems import Fault, Problem


class CrewUnfit(Problem):
    """Refuse to file tasks whose crews may not inspect; every fault is named."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__(
            "task_crew_unfit",
            "指派的人员或部门不能实施此项行政检查。",
            "请按下列各处调整人员、部门或检查表。",
            fields=faults,
        )


def crew_check(rows: Sequence[TaskFacts]) -> None:
    """Raise CrewUnfit unless every task has two certified officers and a competent body."""
    officers = Officer.objects.in_bulk({name for row in rows for name in row.officers})
    bodies = Body.objects.in_bulk({row.body for row in rows})
    certificates: dict[str, list[Certificate]] = {}
    for one in Certificate.objects.filter(officer__in=officers):
        certificates.setdefault(one.officer_id, []).append(one)
    fields = _fields_of({name for row in rows for name in row.checklists})
    may = set(
        Competence.objects.filter(body__in=bodies, visit="enforcement").values_list("body", "field")
    )
    faults: list[Fault] = []
    for row in rows:
        faults += _body_faults(row, bodies, fields, may)
        needed = {fields[name] for name in row.checklists if name in fields}
        faults += _officer_faults(row, officers, certificates, needed)
    if faults:
        raise CrewUnfit(faults)


def _fields_of(checklists: set[str]) -> dict[str, str]:
    rows = ChecklistVersion.objects.filter(checklist__in=checklists)
    return dict(rows.values_list("checklist", "field"))


def _body_faults(
    row: TaskFacts, bodies: dict[str, Body], fields: dict[str, str], may: set[tuple[str, str]]
) -> list[Fault]:
    if row.body not in bodies:
        return [Fault(f"{row.number}.body", f"没有部门 {row.body}。", "请先登记该部门。")]
    faults = []
    for name in row.checklists:
        where = f"{row.number}.checklists"
        if name not in fields:
            faults.append(Fault(where, f"检查表 {name} 未发布。", "请选择已发布的检查表。"))
        elif (row.body, fields[name]) not in may:
            faults.append(
                Fault(
                    where,
                    f"{bodies[row.body].name} 无 {fields[name]} 领域行政检查职权。",
                    "请换检查表，或由有职权的部门实施。",
                )
            )
    return faults


def _officer_faults(
    row: TaskFacts,
    officers: dict[str, Officer],
    certificates: dict[str, list[Certificate]],
    needed: set[str],
) -> list[Fault]:
    faults = []
    for name in row.officers:
        where = f"{row.number}.officers"
        officer = officers.get(name)
        if officer is None or not officer.active:
            faults.append(Fault(where, f"没有在岗人员 {name}。", "请核对人员。"))
            continue
        valid = [one for one in certificates.get(name, ()) if _is_valid(one, row)]
        missing = needed - {field for one in valid for field in one.fields}
        if not valid:
            message = f"{officer.name} 的执法证不覆盖检查时段。"
            faults.append(Fault(where, message, "请换人或先更新执法证。"))
        elif missing and not any(ALL_FIELDS in one.fields for one in valid):
            message = f"{officer.name} 的执法证不含 {'、'.join(sorted(missing))} 领域。"
            faults.append(Fault(where, message, "请换持有该领域执法证的人员。"))
    return faults


def _is_valid(certificate: Certificate, row: TaskFacts) -> bool:
    return certificate.valid_from <= row.window_from and row.window_to <= certificate.valid_until
