"""Bring a finished visit back to life: its answers on the checklist version it was made with."""

from collections.abc import Mapping

from shared.checklist import AnswerRefused, Answers, Checklist
from shared.checklist.expression_values import Value
from shared.inspection.findings import Finding
from shared.inspection.reading import VisitData, VisitUnreadable
from shared.problems import Fault


def answers_rebuild(
    visit: VisitData, checklist: Checklist, profile: Mapping[str, Value]
) -> Answers:
    """Return the answers with the grades and slots of their findings.

    Raises VisitUnreadable, code `visit_answers_unfit`, naming every answer the version cannot take.
    """
    answers = Answers(checklist, profile)
    findings = {finding.key: finding for finding in visit.findings if finding.item is not None}
    faults: list[Fault] = []
    if checklist.sha256 != visit.checklist_sha256:
        faults.append(
            Fault("visit.checklist", "不是检查时所用的版本。", f"应为 {visit.checklist_ref}。")
        )
    for answer in visit.answers:
        finding = findings.get((answer.item, answer.at))
        try:
            answers.answer(
                answer.item,
                answer.value,
                at=answer.at,
                note=answer.note,
                blobs=answer.blobs,
                how=answer.how,
                grade=finding.grade if finding else None,
                slot=finding.slot if finding else None,
            )
        except AnswerRefused as refused:
            faults.extend(refused.fields)
    if faults:
        raise VisitUnreadable(faults, "visit_answers_unfit")
    return answers


def finding_doubts(visit: VisitData, answers: Answers) -> tuple[Fault, ...]:
    """Return where the findings are not those that the answers make; evidence is kept all the same."""
    said = {finding.key: finding for finding in visit.findings if finding.item is not None}
    made = answers.failed()
    return (
        *(
            Fault("#".join((item, *at)), "答案不合格，却没有列入检查发现。", "请与填报人核对。")
            for item, at in made
            if (item, at) not in said
        ),
        *(_doubt(finding) for key, finding in said.items() if key not in made),
    )


def _doubt(finding: Finding) -> Fault:
    return Fault(f"findings[{finding.n}]", "列为检查发现，答案却不是不合格。", "请与填报人核对。")
