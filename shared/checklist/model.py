"""What a checklist is, once it has been read; everything here is immutable."""

from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field as member
from datetime import date
from decimal import Decimal

from shared.checklist.expression import Expression

ITEM_TYPES = ("verdict", "number", "choice", "choices", "text", "date", "photo", "calculated")
VERDICTS = ("pass", "partial", "fail", "na", "not_checked")
GRADES = ("low", "general", "serious", "major")
SCORING_KINDS = ("points", "deduct_100", "conformity")
PARTIAL_RULES = ("no", "allowed", "finding")
VERDICT_WORDS = ("qualified", "conform", "deduct")
VISIT_KINDS = ("enforcement", "urgent", "patrol", "service", "self")


@dataclass(frozen=True, slots=True)
class Text:
    """One sentence in both languages."""

    zh: str
    en: str

    def of(self, lang: str) -> str:
        """Give the sentence in the language, Chinese for every language but `en`."""
        return self.en if lang == "en" else self.zh


@dataclass(frozen=True, slots=True)
class Basis:
    """A citation: document, version and clause; `verified` when someone compared it with the text."""

    doc: str
    version: str
    clause: str
    verified: bool
    source: str | None = None


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer that can be chosen."""

    id: str
    text: Text
    verdict: str | None = None
    points: int = 0


@dataclass(frozen=True, slots=True)
class Deduction:
    """One criterion of a JGJ 59 item: marks from `lowest` to `highest`, for each place when `each`."""

    id: str
    text: Text
    lowest: int
    highest: int
    each: bool = False


@dataclass(frozen=True, slots=True)
class Evidence:
    """So many photos, or so long a note, when the verdict is one of `when` (empty: always)."""

    what: str
    count: int
    when: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to check, with its guidance, its law and what a failure means."""

    id: str
    section: str
    text: Text
    type: str
    basis: tuple[Basis, ...] = ()
    look: Text | None = None
    passes: Text | None = None
    fails: Text | None = None
    scenario: str | None = None
    grade: str | None = None
    k: int | None = None
    control: str | None = None
    slot: str | None = None
    choices: tuple[Choice, ...] = ()
    unit: str | None = None
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    visible_if: Expression | None = None
    value: Expression | None = None
    constraint: Expression | None = None
    constraint_text: Text | None = None
    required: bool | Expression = True
    evidence: tuple[Evidence, ...] = ()
    partial: str = "no"
    starred: bool = False
    points: int | None = None
    deduct: tuple[Deduction, ...] = ()
    major: Basis | None = None
    source: str | None = None

    def choice(self, code: str) -> Choice | None:
        """Find a choice by its code."""
        return next((choice for choice in self.choices if choice.id == code), None)

    def deduction(self, code: str) -> Deduction | None:
        """Find a deduction criterion by its code."""
        return next((criterion for criterion in self.deduct if criterion.id == code), None)

    def article(self) -> Basis | None:
        """Give the citation an order names: the first verified one with a clause, else none."""
        return next((basis for basis in self.basis if basis.verified and basis.clause), None)


@dataclass(frozen=True, slots=True)
class Section:
    """Items that stand together; in JGJ 59 one half of an item table."""

    id: str
    text: Text
    items: tuple[Item, ...]
    table: str | None = None
    group: str | None = None
    weight: int | None = None
    guarantee: bool = False
    repeat: bool = False
    visible_if: Expression | None = None


@dataclass(frozen=True, slots=True)
class Band:
    """A named range of a points score, from so many percent upwards."""

    id: str
    text: Text
    at_least: Decimal


@dataclass(frozen=True, slots=True)
class Scoring:
    """How answers become a score; the parameters the file may set."""

    kind: str
    partial_share: Decimal = Decimal("0.5")
    bands: tuple[Band, ...] = ()
    general_limit: int | None = None


@dataclass(frozen=True, slots=True)
class Checklist:
    """A version of a checklist: published once by its hash, never edited."""

    id: str
    version: str
    field: str
    text: Text
    effective_from: date
    effective_to: date | None
    label: Text | None
    words: str
    sites: tuple[str, ...]
    visits: tuple[str, ...]
    scoring: Scoring | None
    sections: tuple[Section, ...]
    sha256: str
    source: bytes = member(repr=False)
    items: tuple[Item, ...] = member(repr=False)
    item_index: Mapping[str, Item] = member(repr=False, compare=False)
    section_index: Mapping[str, Section] = member(repr=False, compare=False)

    @property
    def ref(self) -> str:
        """Name this version and its bytes: `id@version#sha256`."""
        return f"{self.id}@{self.version}#{self.sha256}"

    def item(self, item_id: str) -> Item:
        """Find an item; raises KeyError when the version has no such item."""
        return self.item_index[item_id]

    def section(self, section_id: str) -> Section:
        """Find a section; raises KeyError when the version has no such section."""
        return self.section_index[section_id]

    def in_force(self, day: date) -> bool:
        """Say whether a visit may start with this version on the day (`effective_to` is the last day)."""
        return self.effective_from <= day and (
            self.effective_to is None or day <= self.effective_to
        )
