"""Read the numbers of the rule from model.toml, with the conditions the laws of §3.4 rest on."""

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

from shared.risk.model import (
    CONTROL_KINDS,
    EXPOSURES,
    GRADES,
    LEVELS,
    VISIT_KINDS,
    ConfidenceBar,
    ConsequenceNumbers,
    Curve,
    EvidenceNumbers,
    StalenessNumbers,
    curve_through,
)
from shared.risk.toml_table import TomlTable, is_number

Point = tuple[Fraction, Fraction]
PLAIN_CURVE: tuple[Point, ...] = ((Fraction(0), Fraction(0)), (Fraction(1), Fraction(1)))


def evidence_read(table: TomlTable) -> EvidenceNumbers:
    """Read step 1; the base must not fall from grade to grade."""
    numbers = EvidenceNumbers(
        base=_by_grade(table.table("base"), strictly=False),
        overdue_least_days=table.whole("overdue_least_days", 1, 3650),
        recurrence_step=float(table.number("recurrence_step", "0", "10")),
        recurrence_most=table.whole("recurrence_most", 0, 100),
        recheck_step=float(table.number("recheck_step", "0", "10")),
        recheck_most=table.whole("recheck_most", 0, 100),
        closed_share=float(table.number("closed_share", "0", "1")),
        half_life_days=table.whole("half_life_days", 1, 3650),
        forget_days=table.whole("forget_days", 1, 3650),
        reach=float(table.number("reach", "0", "1")),
    )
    table.close()
    return numbers


def caps_read(table: TomlTable) -> Mapping[str, float]:
    """Read step 2: caps that rise, so that the layers nest."""
    caps = _by_grade(table.table("caps"), strictly=True)
    table.close()
    return caps


def _by_grade(table: TomlTable, *, strictly: bool) -> Mapping[str, float]:
    values = {grade: float(table.number(grade, "0", "1")) for grade in GRADES}
    table.close()
    for lower, higher in pairwise(GRADES):
        falls = values[higher] < values[lower]
        if falls or (strictly and values[higher] == values[lower]):
            table.fault(
                higher,
                f"is {values[higher]:g}, not above {lower} ({values[lower]:g}).",
                "A worse grade must count more: raise it.",
            )
    return values


def control_read(table: TomlTable) -> tuple[float, float, Mapping[str, Decimal]]:
    """Read step 4: most credit, share of an unverified control, strength by kind."""
    credit = float(table.number("credit", "0", "1"))
    unverified = float(table.number("unverified", "0", "1"))
    kinds = table.table("strength")
    strength = {kind: kinds.number(kind, "0", "1") for kind in CONTROL_KINDS}
    kinds.close()
    table.close()
    return credit, unverified, strength


def staleness_read(table: TomlTable) -> StalenessNumbers:
    """Read step 5 and the share by which each kind of visit counts as an inspection."""
    shares = table.table("visit_share")
    numbers = StalenessNumbers(
        most=float(table.number("most", "0", "0.99")),
        unknown_cadences=table.whole("unknown_cadences", 1, 100),
        visit_share={kind: Fraction(shares.number(kind, "0", "1")) for kind in VISIT_KINDS},
    )
    shares.close()
    table.close()
    return numbers


def likelihood_read(table: TomlTable) -> Curve:
    """Read step 7: points (λ, L) from λ = 0 to λ = 1 that rise in both."""
    pairs = table.value("points")
    table.close()
    points = _points(pairs)
    if points is None:
        table.fault("points", "is not a list of [λ, L] pairs.", "Write [[0, 0.1], …, [1, 10]].")
    elif not _rises(points):
        table.fault(
            "points",
            "do not run from λ = 0 to λ = 1 with λ and L both rising.",
            "Order the points, λ with at most 6 decimals, L above 0.",
        )
    else:
        return curve_through(points)
    return curve_through(PLAIN_CURVE)


def _points(pairs: object) -> tuple[Point, ...] | None:
    if not isinstance(pairs, list):
        return None
    for pair in pairs:
        if not (isinstance(pair, list) and len(pair) == 2 and all(map(is_number, pair))):
            return None
    return tuple((Fraction(x), Fraction(y)) for x, y in pairs)


def _rises(points: tuple[Point, ...]) -> bool:
    if len(points) < 2 or points[0][0] != 0 or points[-1][0] != 1 or points[0][1] <= 0:
        return False
    whole = all((x * 1_000_000).denominator == 1 for x, _ in points)
    return whole and all(x0 < x1 and y0 < y1 for (x0, y0), (x1, y1) in pairwise(points))


def exposure_read(table: TomlTable) -> Mapping[str, Fraction]:
    """Read E by how often people are exposed."""
    exposure = {word: Fraction(table.number(word, "0.1", "10")) for word in EXPOSURES}
    table.close()
    return exposure


def consequence_read(table: TomlTable) -> ConsequenceNumbers:
    """Read C by class 1…6, rising, and the two crowds."""
    classes = table.value("classes")
    whole = isinstance(classes, list) and all(type(one) is int and one > 0 for one in classes)
    if not whole or len(classes) != 6 or any(a >= b for a, b in pairwise(classes)):
        table.fault(
            "classes",
            f"is {classes!r}, not six rising whole numbers.",
            "Write [1, 3, 7, 15, 40, 100].",
        )
        classes = [1, 2, 3, 4, 5, 6]
    crowd = table.whole("crowd", 1, 1_000_000)
    great_crowd = table.whole("great_crowd", 1, 1_000_000)
    if great_crowd < crowd:
        table.fault("great_crowd", f"is below crowd ({crowd}).", "Make it the larger of the two.")
    table.close()
    return ConsequenceNumbers(tuple(classes), crowd, great_crowd)


def levels_read(table: TomlTable) -> Mapping[str, int]:
    """Read the cut points of D, rising."""
    levels = {level: table.whole(level, 1, 10_000) for level in LEVELS[1:]}
    table.close()
    for lower, higher in pairwise(LEVELS[1:]):
        if levels[higher] <= levels[lower]:
            table.fault(higher, f"is not above {lower}.", "Cut points rise with the level.")
    return levels


def confidence_read(table: TomlTable) -> tuple[ConfidenceBar, ConfidenceBar]:
    """Read the bars for high and for low confidence; high must ask at least as much."""
    high, low = _bar(table.table("high")), _bar(table.table("low"))
    table.close()
    stricter = high.cadences <= low.cadences and high.inspections >= low.inspections
    if not stricter or high.answered_percent < low.answered_percent:
        table.fault("high", "asks less than low.", "Make high the stricter of the two bars.")
    return high, low


def _bar(table: TomlTable) -> ConfidenceBar:
    bar = ConfidenceBar(
        cadences=table.whole("cadences", 1, 100),
        inspections=table.whole("inspections", 1, 1000),
        answered_percent=table.whole("answered_percent", 0, 100),
    )
    table.close()
    return bar
