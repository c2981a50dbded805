"""A visit being made: everything its author has done so far, and the facts it began with."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from shared.checklist import Answers, Checklist
from shared.inspection.citing import Titles
from shared.inspection.facts import (
    AuthorityFacts,
    FacilityFacts,
    Fix,
    OfficerFacts,
    SiteFacts,
    TaskFacts,
)
from shared.inspection.kinds import KindRules, kind_rules

Key = tuple[str, tuple[str, ...]]  # (item id, at)
SITE, WITNESS = "site", "witness"  # who signs, beside the officers' ids


@dataclass(frozen=True, slots=True)
class SignatureFacts:
    """Hold one handwritten signature, or the refusal of one with its reason and its witness.

    `who` is an officer's id, `site` or `witness`; `image` the SHA-256 of the strokes' picture (of
    the witness when the site refused); `read` the SHA-256 of the paper the person had before them.
    """

    who: str
    at: str
    image: str | None = None
    refused: str | None = None
    witness: str | None = None
    read: str | None = None


@dataclass(frozen=True, slots=True)
class ExtraFinding:
    """Hold something found that no item asks for."""

    scenario: str
    grade: str
    note: str
    slot: str | None = None
    clause: str = ""
    blobs: tuple[str, ...] = ()

    @property
    def key(self) -> Key:
        """Give the place a confirmation or a deadline names it by."""
        return (f"x:{self.scenario}", (self.slot,) if self.slot else ())


@dataclass(frozen=True, slots=True)
class Draft:
    """Hold a run; `answers` is live, the rest is replaced as it changes.

    `confirmations` names the second officer of a major finding; `clauses`, `deadlines` (ISO dates)
    and `fives` (五落实) hold what an officer wrote in place of the defaults.
    """

    run: str
    kind: str
    checklist: Checklist
    site: SiteFacts
    started: str
    author: str
    officers: tuple[OfficerFacts, ...]
    answers: Answers
    task: TaskFacts | None = None
    facility: FacilityFacts | None = None
    assistants: tuple[OfficerFacts, ...] = ()
    authority: AuthorityFacts = field(default_factory=AuthorityFacts)
    extras: tuple[ExtraFinding, ...] = ()
    confirmations: Mapping[Key, str] = field(default_factory=dict)
    clauses: Mapping[Key, str] = field(default_factory=dict)
    deadlines: Mapping[Key, str] = field(default_factory=dict)
    fives: Mapping[Key, Mapping[str, str]] = field(default_factory=dict)
    signatures: tuple[SignatureFacts, ...] = ()
    titles: Titles = field(default_factory=dict)
    fix: Fix | None = None
    supersedes: str | None = None

    @property
    def rules(self) -> KindRules:
        """Give what this kind of visit may do and must have."""
        return kind_rules(self.kind)

    def officer(self, id: str) -> OfficerFacts | None:
        """Find one of the officers who make the visit."""
        return next((officer for officer in self.officers if officer.id == id), None)

    def signature(self, who: str) -> SignatureFacts | None:
        """Find the last signature of a person; an earlier one is void."""
        return next((one for one in reversed(self.signatures) if one.who == who), None)
