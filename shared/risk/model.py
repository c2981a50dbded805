"""The scoring model: every number of the risk rule, frozen and named by version and hash.

Scenario: a top event (BowTie) with its own class of consequence and rhythm of inspection.
Factor: a fact of the site that makes the scenario likelier. Control: a barrier against it.
Parameters are 缺省参数，待校准 until the district approves its own.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from itertools import pairwise
from math import lcm

GRADES = ("low", "general", "serious", "major")
LEVELS = ("blue", "yellow", "orange", "red")
CONFIDENCES = ("low", "medium", "high")
EXPOSURES = ("round_the_clock", "daily", "weekly", "monthly", "few_a_year", "rarer")
CONTROL_KINDS = ("eliminate", "substitute", "engineer", "admin", "ppe")
VISIT_KINDS = ("enforcement", "urgent", "patrol", "video", "self")
MICRO = 1_000_000


@dataclass(frozen=True, slots=True)
class Factor:
    """Name one fact of a site profile that raises σ, with its points and where they come from."""

    code: str
    zh: str
    en: str
    points: int
    source: str


@dataclass(frozen=True, slots=True)
class Control:
    """Name one barrier against a scenario: strength `c`, and how long a verification holds."""

    code: str
    zh: str
    en: str
    c: float
    verify_every_days: int


@dataclass(frozen=True, slots=True)
class Scenario:
    """Name one top event; cadence belongs to it, never to a level."""

    code: str
    zh: str
    en: str
    k0: int
    cadence_days: int
    factors: tuple[Factor, ...]
    controls: tuple[Control, ...]

    def factor(self, code: str) -> Factor | None:
        """Return the factor of that code, or None when this version does not know it."""
        return next((one for one in self.factors if one.code == code), None)

    def control(self, code: str) -> Control | None:
        """Return the control of that code, or None when this version does not know it."""
        return next((one for one in self.controls if one.code == code), None)


@dataclass(frozen=True, slots=True)
class EvidenceNumbers:
    """Hold the numbers of step 1: how much one hazard tells."""

    base: Mapping[str, float]
    overdue_least_days: int
    recurrence_step: float
    recurrence_most: int
    recheck_step: float
    recheck_most: int
    closed_share: float
    half_life_days: int
    forget_days: int
    reach: float


@dataclass(frozen=True, slots=True)
class StalenessNumbers:
    """Hold the numbers of step 5: what not having looked costs."""

    most: float
    unknown_cadences: int
    visit_share: Mapping[str, Fraction]


@dataclass(frozen=True, slots=True)
class ConsequenceNumbers:
    """Hold the table of C by class 1…6 and the crowds that raise the class."""

    classes: tuple[int, ...]
    crowd: int
    great_crowd: int


@dataclass(frozen=True, slots=True)
class ConfidenceBar:
    """Hold one bar of confidence: days in cadences, inspections, share of items answered."""

    cadences: int
    inspections: int
    answered_percent: int


@dataclass(frozen=True, slots=True)
class Segment:
    """Hold one straight piece of λ → L as whole numbers: L = (start + slope·λ) / scale, λ in 1e-6."""

    upto: int
    start: int
    slope: int


@dataclass(frozen=True, slots=True)
class Curve:
    """Hold λ → L exactly, in whole numbers, so that every machine gets the same D."""

    points: tuple[tuple[Fraction, Fraction], ...]
    segments: tuple[Segment, ...]
    scale: int

    def at(self, micro: int) -> int:
        """Return L · scale for λ given in millionths."""
        for segment in self.segments:
            if micro <= segment.upto:
                return segment.start + segment.slope * micro
        raise ValueError(f"λ of {micro} millionths lies beyond the last point of the curve")


def curve_through(points: tuple[tuple[Fraction, Fraction], ...]) -> Curve:
    """Return the exact curve through (λ, L) points that rise in both and end at λ = 1."""
    lines = []
    for (x0, y0), (x1, y1) in pairwise(points):
        slope = (y1 - y0) / (x1 - x0)
        lines.append((int(x1 * MICRO), y0 - slope * x0, slope / MICRO))
    scale = lcm(*(part.denominator for _, start, slope in lines for part in (start, slope)))
    segments = tuple(
        Segment(upto, int(start * scale), int(slope * scale)) for upto, start, slope in lines
    )
    return Curve(points, segments, scale)


@dataclass(frozen=True, slots=True)
class ScoringModel:
    """Hold one published scoring model; `name` and `sha256` go into every assessment."""

    id: str
    version: str
    status: str
    effective_from: date
    note: Mapping[str, str]
    evidence: EvidenceNumbers
    caps: Mapping[str, float]
    control_credit: float
    control_unverified: float
    staleness: StalenessNumbers
    likelihood: Curve
    exposure: Mapping[str, Fraction]
    consequence: ConsequenceNumbers
    levels: Mapping[str, int]
    confidence_high: ConfidenceBar
    confidence_low: ConfidenceBar
    scenarios: Mapping[str, Scenario]
    sha256: str

    @property
    def name(self) -> str:
        """Return the name shown with every number, such as lec-v0.3."""
        return f"{self.id}-v{self.version}"
