"""Check who makes the visit: enough people, certified for the field, none in two parts."""

from collections.abc import Iterator

from shared.inspection.draft import Draft
from shared.inspection.facts import OfficerFacts
from shared.problems import Fault
from shared.text import term, terms


def people_faults(draft: Draft, day: str) -> Iterator[Fault]:
    """Return what is wrong with the crew on the day (ISO date)."""
    rules = draft.rules
    if len(draft.officers) < rules.officers:
        lacking = rules.officers - len(draft.officers)
        yield Fault(
            "officers",
            f"{term('visit_kind', draft.kind)}须有 {rules.officers} 名以上检查人员，还缺 {lacking} 名。",
            "请由另一名持证检查人员在本机登录并加入本次检查。",
        )
    if draft.officer(draft.author) is None:
        yield Fault("officers", "填报人不在检查人员之列。", "请由检查人员本人登录后完成检查。")
    for officer in draft.officers:
        yield from _officer_faults(draft, officer, day)
    both = {one.id for one in draft.officers} & {one.id for one in draft.assistants}
    for id in sorted(both):
        yield Fault(f"assistants.{id}", "同时列为检查人员和辅助人员。", "请从辅助人员中删去此人。")


def _officer_faults(draft: Draft, officer: OfficerFacts, day: str) -> Iterator[Fault]:
    where = f"officers.{officer.id}"
    if not officer.active:
        yield Fault(where, f"{officer.name}已不在岗。", "请换由在岗人员检查。")
    if draft.rules.certified and officer.certificate(draft.checklist.field, day) is None:
        yield Fault(where, _certificate_fault(draft, officer, day), "请换由持证人员检查。")


def _certificate_fault(draft: Draft, officer: OfficerFacts, day: str) -> str:
    field = draft.checklist.field
    word = term("field_of_duty", field) if field in terms("field_of_duty") else field
    if not officer.certificates:
        return f"{officer.name}没有登记执法证。"
    valid = [one for one in officer.certificates if one.is_valid(day)]
    if not valid:
        last = max(one.last for one in officer.certificates)
        return f"{officer.name}的执法证在 {day} 不在有效期内（有效期至 {last}）。"
    return f"{officer.name}的执法证不含“{word}”领域。"
