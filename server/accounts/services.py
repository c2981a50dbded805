"""Store bodies and officers as ledger entries say.

Called by handlers in `intake` with the head lock held; nothing here opens a transaction or asks a clock.
"""

from collections.abc import Mapping
from typing import Any

from server.accounts.facts import BodyFacts, OfficerFacts, bodies_read, officer_read
from server.accounts.models import Body, Certificate, Competence, Officer
from shared.problems import Fault, Problem


class OfficerUnfit(Problem):
    """Refuse an officer whose body is not known or whose certificate is another's."""


def bodies_store(*, data: Mapping[str, Any], position: int) -> tuple[str, ...]:
    """Store the bodies of `body.import`, new or changed; give their ids. Raises FactsUnreadable."""
    bodies = bodies_read(data)
    for body in bodies:
        Body.objects.update_or_create(
            id=body.id,
            defaults={
                "name": body.name,
                "name_en": body.name_en,
                "short": body.short,
                "position": position,
            },
        )
        _competences_store(body)
    return tuple(body.id for body in bodies)


def _competences_store(body: BodyFacts) -> None:
    Competence.objects.filter(body=body.id).delete()
    Competence.objects.bulk_create(
        Competence(body_id=body.id, field=field, visit=visit)
        for field, visit in sorted(body.competences)
    )


def officer_store(*, data: Mapping[str, Any], position: int) -> Officer:
    """Store the officer of `officer.register` with the certificates it names, and no others.

    Raises FactsUnreadable, OfficerUnfit.
    """
    facts = officer_read(data)
    _officer_check(facts)
    officer, _ = Officer.objects.update_or_create(
        id=facts.id,
        defaults={
            "name": facts.name,
            "name_en": facts.name_en,
            "body_id": facts.body,
            "role": facts.role,
            "streets": list(facts.streets),
            "active": facts.active,
            "position": position,
        },
    )
    Certificate.objects.filter(officer=officer).delete()
    Certificate.objects.bulk_create(
        Certificate(
            officer=officer,
            number=one.number,
            fields=list(one.fields),
            valid_from=one.valid_from,
            valid_until=one.valid_until,
        )
        for one in facts.certificates
    )
    return officer


def _officer_check(facts: OfficerFacts) -> None:
    faults = []
    if not Body.objects.filter(id=facts.body).exists():
        faults.append(Fault("body", f"没有部门 {facts.body}。", "请先登记该部门。"))
    numbers = [one.number for one in facts.certificates]
    taken = Certificate.objects.filter(number__in=numbers).exclude(officer=facts.id)
    faults += [
        Fault("certificates", f"执法证 {number} 已登记在 {name} 名下。", "请核对证件号。")
        for number, name in taken.values_list("number", "officer__name")
    ]
    if len(set(numbers)) != len(numbers):
        faults.append(Fault("certificates", "同一执法证写了两次。", "请每证只写一次。"))
    if faults:
        raise OfficerUnfit(
            "officer_unfit",
            f"{facts.name} 不能这样登记。",
            "请按下列各处改正后重试。",
            fields=faults,
        )


def officer_data(officer: Officer) -> dict[str, Any]:
    """Give an officer as tablets keep it (feed rows of kind `officer`, answer of enrol)."""
    return {
        "name": officer.name,
        "name_en": officer.name_en,
        "body": officer.body_id,
        "body_name": officer.body.name,
        "role": officer.role,
        "streets": list(officer.streets),
        "certificates": [
            {
                "number": one.number,
                "fields": list(one.fields),
                "from": one.valid_from.isoformat(),
                "until": one.valid_until.isoformat(),
            }
            for one in sorted(officer.certificates.all(), key=lambda one: one.number)
        ],
        "active": officer.active,
    }
