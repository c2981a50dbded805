"""Count what a visit looked at: coverage of scenarios, controls it saw, files it names."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from shared.checklist import Answers
from shared.inspection.draft import Key
from shared.inspection.reading import VisitData

JUDGED = ("pass", "partial", "fail", "na")


@dataclass(frozen=True, slots=True)
class CoverageCount:
    """Hold how many visible items of a scenario there were, and how many were really looked at."""

    asked: int
    answered: int

    @property
    def complete(self) -> bool:
        """Say whether nothing of the scenario was left out."""
        return self.answered == self.asked


@dataclass(frozen=True, slots=True)
class BlobUse:
    """Hold one file a visit names: what for (photo, signature, paper), and at which item."""

    sha256: str
    use: str
    item: str | None = None
    at: tuple[str, ...] = ()


def coverage_of(answers: Answers) -> Mapping[str, CoverageCount]:
    """Return scenario → counts over the visible items that were judged or had to be.

    What need not be answered and was not is not asked; 未查 is asked and not answered.
    """
    missing = {fault.where for fault in answers.missing()}
    counts: dict[str, list[int]] = {}
    for row in answers.rows():
        verdict = answers.verdict(*row.key)
        if row.item.scenario is None or (verdict is None and row.place not in missing):
            continue
        count = counts.setdefault(row.item.scenario, [0, 0])
        count[0] += 1
        count[1] += verdict in JUDGED
    return {scenario: CoverageCount(*count) for scenario, count in counts.items()}


def control_checks_of(answers: Answers) -> Mapping[str, bool]:
    """Return control → whether it stands; one failure outweighs every pass, 不适用 says nothing."""
    failed = set(answers.failed())
    checks: dict[str, bool] = {}
    for row in answers.rows():
        if row.item.control is None:
            continue
        held = _held(row.key, answers.verdict(*row.key), failed)
        if held is not None:
            checks[row.item.control] = checks.get(row.item.control, True) and held
    return checks


def _held(key: Key, verdict: str | None, failed: set[Key]) -> bool | None:
    if verdict == "fail" or key in failed:
        return False
    return True if verdict == "pass" else None


def blobs_of(visit: VisitData) -> tuple[BlobUse, ...]:
    """Return every file the visit names, each once, in the order it is named."""
    return tuple({use.sha256: use for use in reversed(list(_uses(visit)))}.values())[::-1]


def _uses(visit: VisitData) -> Iterator[BlobUse]:
    for answer in visit.answers:
        for sha256 in answer.blobs:
            yield BlobUse(sha256, "photo", answer.item, answer.at)
    for finding in visit.findings:
        for sha256 in finding.blobs:
            yield BlobUse(sha256, "photo", finding.item, finding.at)
    for signature in visit.signatures:
        if signature.image is not None:
            yield BlobUse(signature.image, "signature")
    for paper in visit.papers:
        yield BlobUse(paper.sha256, "paper")
