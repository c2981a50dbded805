"""Name what became of an operation."""

from dataclasses import dataclass

OUTCOMES = ("applied", "applied_with_conflict", "held", "rejected")


@dataclass(frozen=True, slots=True)
class Outcome:
    """Hold the outcome word, and for all but `applied` its code, remedy and what it waits for."""

    outcome: str
    code: str | None = None
    remedy: str | None = None
    waits_for: str | None = None

    def __post_init__(self) -> None:
        if self.outcome not in OUTCOMES:
            raise ValueError(f"{self.outcome!r} is no outcome; use one of {', '.join(OUTCOMES)}")

    @classmethod
    def applied(cls) -> "Outcome":
        """Say that the operation took effect."""
        return cls("applied")

    @classmethod
    def applied_with_conflict(cls, *, code: str, remedy: str) -> "Outcome":
        """Say that it took effect, and that another party's word was kept beside it."""
        return cls("applied_with_conflict", code, remedy)

    @classmethod
    def held(cls, *, code: str, remedy: str, waits_for: str | None = None) -> "Outcome":
        """Say that it waits; `waits_for` names what releases it by itself, null means the office."""
        return cls("held", code, remedy, waits_for)

    @classmethod
    def rejected(cls, *, code: str, remedy: str) -> "Outcome":
        """Say that it will never take effect as it is; it is kept and shown all the same."""
        return cls("rejected", code, remedy)
