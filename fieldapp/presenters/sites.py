"""Find a place by its name in Chinese characters, pinyin or address."""

from dataclasses import dataclass

from fieldapp.presenters.base import Presenter
from fieldapp.presenters.shell import Shell
from fieldapp.work import SiteRow, StreetRow, sites_find, streets_list

PAGE = 60


@dataclass(frozen=True, slots=True)
class SitesState:
    """Show the places found."""

    query: str
    street: str | None
    streets: tuple[StreetRow, ...]
    rows: tuple[SiteRow, ...]
    more: bool  # the list was cut at its limit

    @property
    def total(self) -> int:
        """Count the places of this tablet, in the street chosen."""
        chosen = [row for row in self.streets if self.street in (None, row.code)]
        return sum(row.sites for row in chosen)


class SitesPresenter(Presenter[SitesState]):
    """Search as one types; open what was found."""

    def __init__(self, shell: Shell, *, query: str = "", street: str | None = None) -> None:
        self._shell = shell
        super().__init__(SitesState(query, street, streets_list(shell.tablet), (), False))
        self._find(query, street)

    def search(self, query: str) -> None:
        """Show the places that match what was typed."""
        if query != self.state.query:
            self._find(query, self.state.street)

    def street_choose(self, street: str | None) -> None:
        """Show the places of one street, or of all."""
        self._find(self.state.query, street)

    def open(self, site: str) -> None:
        """Open a place."""
        self._shell.open("site", site=site)

    def _find(self, query: str, street: str | None) -> None:
        rows = sites_find(self._shell.tablet, query=query.strip(), street=street, limit=PAGE + 1)
        self._shell.keep(query=query, street=street)
        self._show(query=query, street=street, rows=rows[:PAGE], more=len(rows) > PAGE)
