"""What one row of a checklist run shows: the item, what was answered, what that means, what it lacks."""

from collections.abc import Mapping
from dataclasses import dataclass

from fieldapp.presenters.run_value import prompt_of, value_text
from fieldapp.presenters.wording import Wording
from shared.checklist import Answers, Basis, Item, Row
from shared.inspection import Draft, deadline_day, local_day, printable_basis

Key = tuple[str, tuple[str, ...]]  # (item id, at)

ICONS = {"pass": "check", "partial": "alert-outline", "fail": "close", "na": "minus"}
TONES = {"pass": "ok", "partial": "warn", "fail": "bad", "na": "na", "not_checked": "warn"}


@dataclass(frozen=True, slots=True)
class Option:
    """Show one verdict that can be given by a tap."""

    code: str
    word: str
    icon: str
    tone: str


@dataclass(frozen=True, slots=True)
class FindingShown:
    """Show what a failure means: its grade, its deadline, and whether a second officer confirmed it."""

    grade: str
    deadline: str
    suspect: bool  # fits a criterion for major hazards; a person has not called it major
    confirm: str  # "", needed, done
    confirmed_by: str


@dataclass(frozen=True, slots=True)
class ItemShown:
    """Show one item of one instance."""

    key: Key
    section: str
    text: str
    form: str  # verdict, deduct, value, calculated, silent
    citation: str
    mark: str  # says that the citation is not checked; else empty
    options: tuple[Option, ...]
    verdict: str | None
    value: str
    prompt: str
    finding: FindingShown | None
    note: str
    photos: tuple[str, ...]
    lacks: tuple[str, ...]

    @property
    def opened(self) -> bool:
        """Say whether the row shows its lower part: photos and description."""
        wants = self.verdict in ("fail", "not_checked") or self.finding is not None
        return bool(wants or self.note or self.photos or self.lacks)


class RowBuilder:
    """Make rows of one run; the words are taken anew with each row."""

    def __init__(self, draft: Draft, wording: Wording) -> None:
        self.draft = draft
        self.wording = wording

    @property
    def answers(self) -> Answers:
        """Give the live answers."""
        return self.draft.answers

    def row(self, row: Row, lacks: Mapping[str, list[str]]) -> ItemShown:
        """Show a visible row; `lacks` holds what places still lack, by place."""
        item, key = row.item, row.key
        answer = self.answers.get(*key)
        verdict = self.answers.verdict(*key)
        citation, mark = self._citation(item)
        return ItemShown(
            key=key,
            section=row.section.id,
            text=self.wording.of(item.text),
            form=self._form(item),
            citation=citation,
            mark=mark,
            options=self.options(item),
            verdict=verdict,
            value=value_text(item, self.answers.given(*key), self.wording),
            prompt=prompt_of(item, self.wording),
            finding=self._finding(item, key, verdict),
            note=(answer.note or "") if answer else "",
            photos=answer.blobs if answer else (),
            lacks=tuple(lacks.get(row.place, ())) if answer or verdict else (),
        )

    def options(self, item: Item) -> tuple[Option, ...]:
        """Give the verdicts that a tap may give this item."""
        if item.type != "verdict" or not self.draft.rules.verdicts:
            return ()
        partial = item.partial != "no" and not item.deduct
        codes = ("pass", "partial", "fail", "na") if partial else ("pass", "fail", "na")
        words = self.draft.checklist.words
        return tuple(
            Option(code, self.wording.say(f"verdict.{words}_{code}"), ICONS[code], TONES[code])
            for code in codes
        )

    def _form(self, item: Item) -> str:
        if item.type == "calculated":
            return "calculated"
        if item.type != "verdict":
            return "value"
        if not self.draft.rules.verdicts:
            return "silent"
        return "deduct" if item.deduct else "verdict"

    def _citation(self, item: Item) -> tuple[str, str]:
        basis = printable_basis(item, major=False) or next(iter(item.basis), None)
        if basis is None:
            own = self.wording.term("mark", "own") if item.source == "own" else ""
            return own, ""
        return self.wording.citation(basis), self.unverified(basis)

    def unverified(self, basis: Basis) -> str:
        """Say that nobody has compared a citation with the text; empty when someone has."""
        if basis.verified:
            return ""
        return self.wording.say("citation.unverified")

    def _finding(self, item: Item, key: Key, verdict: str | None) -> FindingShown | None:
        found = verdict == "fail" or (verdict == "partial" and item.partial == "finding")
        if not found or item.scenario is None or item.grade is None:
            return None
        grade = self.answers.grade(*key) or item.grade
        by = self.draft.confirmations.get(key)
        confirm = ""
        if grade == "major" and self.draft.rules.second_confirms:
            confirm = "done" if by else "needed"
        officer = self.draft.officer(by) if by else None
        return FindingShown(
            grade=grade,
            deadline=self._deadline(key, grade),
            suspect=item.major is not None and grade != "major",
            confirm=confirm,
            confirmed_by=officer.name if officer else by or "",
        )

    def _deadline(self, key: Key, grade: str) -> str:
        day = self.draft.deadlines.get(key)
        if day is None:
            found_on = local_day(self.draft.started)
            day = deadline_day(grade, found_on=found_on).isoformat()
        force = "order" if self.draft.rules.orders else "advice"
        at_once = "_at_once" if grade == "major" else ""
        return self.wording.say(f"run.deadline_{force}{at_once}", day=day)
