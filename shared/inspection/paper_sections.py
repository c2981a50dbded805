"""What was checked, section by section, and what was left out and why."""

from dataclasses import dataclass

from shared.checklist import Answers


@dataclass(frozen=True, slots=True)
class PaperSection:
    """Count the judged items of one section; `noted` are those that ask for facts, not a verdict."""

    title: str
    passed: int
    partial: int
    failed: int
    na: int
    not_checked: int
    noted: int

    @property
    def total(self) -> int:
        """Give how many items were asked."""
        return self.passed + self.partial + self.failed + self.na + self.not_checked + self.noted


@dataclass(frozen=True, slots=True)
class PaperUnchecked:
    """Hold one item that was not checked, with the reason."""

    text: str
    reason: str


def sections_of(answers: Answers) -> tuple[PaperSection, ...]:
    """Return the sections that show, in the order of the file."""
    found = []
    for section in answers.checklist.sections:
        count = answers.progress(section.id)
        if count.asked == 0:
            continue
        judged = count.passed + count.partial + count.failed + count.na + count.not_checked
        found.append(
            PaperSection(
                title=section.text.zh,
                passed=count.passed,
                partial=count.partial,
                failed=count.failed,
                na=count.na,
                not_checked=count.not_checked,
                noted=count.answered - judged,
            )
        )
    return tuple(found)


def unchecked_of(answers: Answers) -> tuple[PaperUnchecked, ...]:
    """Return the items marked 未查, with the reasons given."""
    found = []
    for row in answers.rows():
        answer = answers.get(*row.key)
        if answer is not None and answers.verdict(*row.key) == "not_checked":
            place = f"（{'、'.join(row.at)}）" if row.at else ""
            found.append(PaperUnchecked(row.item.text.zh + place, (answer.note or "").strip()))
    return tuple(found)
