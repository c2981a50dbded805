"""The places of this tablet, found as one types."""

from kivy.metrics import dp
from kivy.properties import BooleanProperty, StringProperty
from kivy.uix.widget import Widget

from fieldapp.presenters.sites import SitesState
from fieldapp.screens import speech
from fieldapp.screens.frame import Screen, rows_set
from fieldapp.theme.loading import load_kv
from fieldapp.widgets import field
from fieldapp.widgets.bar import EmptyState
from fieldapp.widgets.rows import Drawn, RowView
from fieldapp.widgets.tap import Chip, TapRow
from fieldapp.work import SiteRow

__all__ = ["SiteCard", "SitesScreen", "field"]

SITE_HEIGHT = 76


class SiteCard(RowView, TapRow):
    """One place."""

    name = StringProperty("")
    detail = StringProperty("")
    level = StringProperty("")
    level_word = StringProperty("")
    unsure = BooleanProperty(False)
    hazards = StringProperty("")
    tasks = StringProperty("")

    def row_draw(self, row: SiteRow) -> None:
        """Show the place with its level and what is open there."""
        words = speech.wording()
        self.name = words.pick(row.name, row.name_en)
        self.detail = words.join((words.kind(row.kind), row.address))
        self.level = row.level or ""
        self.unsure = bool(row.level) and row.confidence == "low"
        known = words.term("confidence", "low") if self.unsure else ""
        self.level_word = words.join((words.risk(row.level), known))
        self.hazards = words.say("sites.hazards", n=row.hazards) if row.hazards else ""
        self.tasks = words.say("sites.tasks", n=row.tasks) if row.tasks else ""


class SitesScreen(Screen):
    """Search the places and show what was found."""

    subtitle = StringProperty("")
    more = StringProperty("")

    def on_kv_post(self, _base) -> None:
        """Show what was searched for before."""
        self.ids.search.text = self.presenter.state.query

    def render(self, state: SitesState) -> None:
        """Draw the places found."""
        say = self.wording.say
        self.subtitle = say("sites.subtitle", n=state.total)
        self.more = say("sites.more", n=len(state.rows)) if state.more else ""
        self.ids.rows.show(
            [
                Drawn(row.id, "SiteCard", row, dp(SITE_HEIGHT), self.presenter.open)
                for row in state.rows
            ]
        )
        rows_set(self.ids.streets, self._streets(state))
        rows_set(self.ids.empty, [] if state.rows else [self._empty(state)])

    def _streets(self, state: SitesState) -> list[Widget]:
        chips: list[tuple[str | None, str]] = [(None, self.wording.say("sites.all_streets"))]
        chips += [(row.code, f"{row.name} {row.sites}") for row in state.streets]
        made: list[Widget] = []
        for code, text in chips:
            chip = Chip(text=text, chosen=code == state.street)
            chip.bind(on_release=lambda _it, code=code: self.presenter.street_choose(code))
            made.append(chip)
        return made

    def _empty(self, state: SitesState) -> EmptyState:
        say = self.wording.say
        if not state.query and not state.total:
            return EmptyState(
                name="store-outline", title=say("sites.empty"), hint=say("sites.empty_hint")
            )
        title = say("sites.none", query=state.query)
        return EmptyState(name="magnify", title=title, hint=say("sites.none_hint"))


load_kv(__file__)
