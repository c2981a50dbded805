"""Turn the members of body.import and officer.register into frozen facts."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from server.accounts.models import Role
from server.api.reading import Facts
from shared.text import terms

MOST_BODIES = 500
MOST_CERTIFICATES = 20
VISITS = ("enforcement", "urgent", "patrol", "service", "self")


@dataclass(frozen=True, slots=True)
class BodyFacts:
    """Hold a body and what it may do: pairs of field of duty and kind of visit."""

    id: str
    name: str
    name_en: str
    short: str
    competences: frozenset[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class CertificateFacts:
    """Hold a certificate: valid from its first to its last day, for fields of duty (`general` covers every one)."""

    number: str
    fields: tuple[str, ...]
    valid_from: date
    valid_until: date


@dataclass(frozen=True, slots=True)
class OfficerFacts:
    """Hold a person who acts for a body."""

    id: str
    name: str
    name_en: str
    body: str
    role: str
    streets: tuple[str, ...]
    active: bool
    certificates: tuple[CertificateFacts, ...]


def bodies_read(data: Mapping[str, Any]) -> tuple[BodyFacts, ...]:
    """Read the bodies of `body.import`; raise FactsUnreadable with every fault."""
    facts = Facts(data, "body.import")
    bodies = tuple(_body(row) for row in facts.objects("bodies", most=MOST_BODIES))
    facts.done()
    return bodies


def officer_read(data: Mapping[str, Any]) -> OfficerFacts:
    """Read the one officer of `officer.register`; raise FactsUnreadable with every fault."""
    facts = Facts(data, "officer.register")
    rows = facts.objects("certificates", most=MOST_CERTIFICATES) if data.get("certificates") else []
    officer = OfficerFacts(
        id=facts.text("id", need=True, most=64),
        name=facts.text("name", need=True, most=60),
        name_en=facts.text("name_en", most=120),
        body=facts.text("body", need=True, most=64),
        role=facts.word("role", Role.values),
        streets=tuple(facts.texts("streets")),
        active=facts.flag("active", default=True),
        certificates=tuple(_certificate(row) for row in rows),
    )
    facts.done()
    return officer


def _body(row: Facts) -> BodyFacts:
    pairs = row.objects("competences", most=200) if row.data.get("competences") else []
    return BodyFacts(
        id=row.text("id", need=True, most=64),
        name=row.text("name", need=True, most=120),
        name_en=row.text("name_en", most=200),
        short=row.text("short", most=40),
        competences=frozenset(
            (pair.word("field", terms("field_of_duty")), pair.word("visit", VISITS))
            for pair in pairs
        ),
    )


def _certificate(row: Facts) -> CertificateFacts:
    first, last = row.day("from", need=True), row.day("until", need=True)
    if first and last and last < first:
        row.fault("until", "有效期止早于有效期起（ends before it begins）。", "请核对证件有效期。")
    fields = row.texts("fields")
    for unknown in set(fields) - set(terms("field_of_duty")):
        row.fault(
            "fields",
            f"{unknown!r} 不是监管领域（unknown field of duty）。",
            "请用领域代码，如 gas、fire。",
        )
    return CertificateFacts(
        number=row.text("number", need=True, most=40),
        fields=tuple(fields),
        valid_from=first or date.min,
        valid_until=last or date.max,
    )
