"""Cards that several screens show: a visit in progress, a choice among few."""

from collections.abc import Callable

from kivy.properties import BooleanProperty, StringProperty

from fieldapp.presenters.wording import Wording
from fieldapp.theme.loading import load_kv
from fieldapp.widgets import text
from fieldapp.widgets.tap import TapRow
from fieldapp.work import RunRow

__all__ = ["ChoiceRow", "RunCard", "run_card", "text"]


class RunCard(TapRow):
    """One visit to go on with."""

    name = StringProperty("")
    detail = StringProperty("")
    since = StringProperty("")


class ChoiceRow(TapRow):
    """One answer among few; several may be chosen where `many` is set."""

    name = StringProperty("")
    detail = StringProperty("")
    chosen = BooleanProperty(False)
    many = BooleanProperty(False)
    mark = StringProperty("circle-outline")

    def __init__(self, **given) -> None:
        super().__init__(**given)
        self.fbind("chosen", self._mark)
        self.fbind("many", self._mark)
        self._mark()

    def _mark(self, *_args) -> None:
        if self.many:
            self.mark = "checkbox-marked" if self.chosen else "checkbox-blank-outline"
        else:
            self.mark = "check-circle" if self.chosen else "circle-outline"


def run_card(wording: Wording, run: RunRow, act: Callable[[str], None]) -> RunCard:
    """Draw a visit in progress; a touch goes on with it."""
    card = RunCard(
        name=wording.pick(run.checklist_zh, run.checklist_en),
        detail=wording.join((run.site_name, wording.term("visit_kind", run.visit))),
        since=wording.join(
            (
                wording.say("today.answered", n=run.answered),
                wording.say("today.started", at=wording.moment(run.started)),
            )
        ),
    )
    card.bind(on_release=lambda _it: act(run.id))
    return card


load_kv(__file__)
