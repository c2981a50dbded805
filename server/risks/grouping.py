"""Name a risk by what it is grouped by: a site or a facility of it, and a scenario."""

from dataclasses import dataclass

from shared.ids import derived_id


@dataclass(frozen=True, slots=True, order=True)
class RiskKey:
    """Hold the grouping key; `facility` is empty for the site itself."""

    site: str
    facility: str
    scenario: str

    @property
    def id(self) -> str:
        """Return the id of the risk, which follows from the key alone."""
        kind = "facility" if self.facility else "site"
        return derived_id("risk", kind, self.facility or self.site, self.scenario)
