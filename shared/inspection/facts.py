"""The facts a visit stands on, as they were when it began; each reads its own row of the feed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

ALL_FIELDS = "general"  # 综合执法: a certificate that covers every field of duty


def _text(data: Mapping[str, Any], name: str) -> str:
    value = data.get(name)
    return value if isinstance(value, str) else ""


def _texts(data: Mapping[str, Any], name: str) -> tuple[str, ...]:
    value = data.get(name)
    if not isinstance(value, list | tuple):
        return ()
    return tuple(one for one in value if isinstance(one, str))


@dataclass(frozen=True, slots=True)
class CertificateFacts:
    """Hold one 执法证: its number, fields of duty, first and last day (ISO dates)."""

    number: str
    fields: tuple[str, ...]
    first: str
    last: str

    @classmethod
    def read(cls, data: Mapping[str, Any]) -> Self:
        """Read one certificate of an officer's row."""
        first, last = _text(data, "from"), _text(data, "until")
        return cls(_text(data, "number"), _texts(data, "fields"), first, last)

    def is_valid(self, day: str) -> bool:
        """Say whether it is in date on the day."""
        return self.first <= day <= self.last

    def covers(self, field: str, day: str) -> bool:
        """Say whether it is in date on the day and holds the field of duty."""
        return self.is_valid(day) and (field in self.fields or ALL_FIELDS in self.fields)


@dataclass(frozen=True, slots=True)
class OfficerFacts:
    """Hold a person who makes the visit."""

    id: str
    name: str
    body: str = ""
    body_name: str = ""
    certificates: tuple[CertificateFacts, ...] = ()
    active: bool = True
    name_en: str = ""

    @classmethod
    def read(cls, id: str, data: Mapping[str, Any]) -> Self:
        """Read a feed row of kind officer."""
        rows: Sequence[Any] = data.get("certificates") or ()
        return cls(
            id=id,
            name=_text(data, "name") or id,
            body=_text(data, "body"),
            body_name=_text(data, "body_name"),
            certificates=tuple(
                CertificateFacts.read(row) for row in rows if isinstance(row, Mapping)
            ),
            active=data.get("active", True) is not False,
            name_en=_text(data, "name_en"),
        )

    def certificate(self, field: str, day: str) -> CertificateFacts | None:
        """Find the certificate that lets this person inspect the field on the day."""
        return next((one for one in self.certificates if one.covers(field, day)), None)


@dataclass(frozen=True, slots=True)
class SiteFacts:
    """Hold the place; `principal` is the person in charge, by whatever name the register has."""

    id: str
    name: str
    address: str = ""
    street: str = ""
    kind: str = ""
    exposure: str = ""
    enterprise: str = ""
    uscc: str = ""
    principal: str = ""
    phone: str = ""
    name_en: str = ""

    @classmethod
    def read(cls, id: str, data: Mapping[str, Any]) -> Self:
        """Read a feed row of kind site."""
        return cls(
            id=id,
            name=_text(data, "name") or id,
            address=_text(data, "address"),
            street=_text(data, "street"),
            kind=_text(data, "kind"),
            exposure=_text(data, "exposure"),
            enterprise=_text(data, "enterprise"),
            uscc=_text(data, "uscc"),
            principal=_text(data, "principal") or _text(data, "contact"),
            phone=_text(data, "phone"),
            name_en=_text(data, "name_en"),
        )


@dataclass(frozen=True, slots=True)
class FacilityFacts:
    """Hold the facility a visit looks at, when it looks at one alone."""

    id: str
    name: str
    kind: str = ""
    slot: str = ""

    @classmethod
    def read(cls, id: str, data: Mapping[str, Any]) -> Self:
        """Read a feed row of kind facility."""
        return cls(id, _text(data, "name") or id, _text(data, "kind"), _text(data, "slot"))


@dataclass(frozen=True, slots=True)
class TaskFacts:
    """Hold a filed task; `first` and `last` bound its window, both days included."""

    id: str
    number: str
    kind: str
    site: str
    body: str
    ground: str
    checklists: tuple[str, ...]
    officers: tuple[str, ...]
    first: str
    last: str
    state: str = "open"

    @classmethod
    def read(cls, id: str, data: Mapping[str, Any]) -> Self:
        """Read a feed row of kind task."""
        return cls(
            id=id,
            number=_text(data, "number"),
            kind=_text(data, "kind"),
            site=_text(data, "site"),
            body=_text(data, "body"),
            ground=_text(data, "ground"),
            checklists=_texts(data, "checklists"),
            officers=_texts(data, "officers"),
            first=_text(data, "from"),
            last=_text(data, "to"),
            state=_text(data, "state") or "open",
        )


@dataclass(frozen=True, slots=True)
class AuthorityFacts:
    """Hold who answers for the papers; what is empty is left blank on them, never invented."""

    name: str = ""
    word: str = ""  # 发文代字, e.g. 宽应急
    phone: str = ""  # where to complain
    reviewer: str = ""  # 行政复议机关
    court: str = ""  # 有管辖权的人民法院

    @classmethod
    def read(cls, data: Mapping[str, Any]) -> Self:
        """Read a feed row of kind authority."""
        return cls(**{name: _text(data, name) for name in cls.__dataclass_fields__})


@dataclass(frozen=True, slots=True)
class Fix:
    """Hold where the tablet was: 1e-7 degree, a datum, metres of uncertainty, an instant."""

    lon: int
    lat: int
    datum: str
    accuracy: int | None
    at: str
