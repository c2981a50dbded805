"""The re-check of a hazard: what it was, what is seen now."""

from kivy.metrics import dp
from kivy.properties import BooleanProperty, NumericProperty, ObjectProperty, StringProperty
from kivy.uix.behaviors import ButtonBehavior
from kivy.uix.widget import Widget

from fieldapp.presenters.recheck import RecheckState
from fieldapp.presenters.run_rows import Option
from fieldapp.screens.frame import Screen, rows_set
from fieldapp.screens.photos import tile_of
from fieldapp.theme.loading import load_kv
from fieldapp.theme.look import T
from fieldapp.widgets import field, segments
from fieldapp.widgets.bar import Warning
from fieldapp.widgets.text import Fact, Para

__all__ = ["RecheckScreen", "field", "segments"]


class TakenTile(ButtonBehavior, Widget):
    """A photo just taken; a touch puts it away."""

    picture = ObjectProperty(None, allownone=True)


class RecheckScreen(Screen):
    """Show the hazard at the left; take verdict, note and photos at the right."""

    title = StringProperty("")
    subtitle = StringProperty("")
    options = ObjectProperty(())
    verdict = StringProperty("")
    ready = BooleanProperty(False)
    control = NumericProperty(dp(420))

    def __init__(self, **given) -> None:
        self._photos: tuple[bytes, ...] = ()
        super().__init__(**given)

    def on_kv_post(self, _base) -> None:
        """Show what was typed before."""
        self.ids.note.text = self.presenter.state.note

    def render(self, state: RecheckState) -> None:
        """Draw the hazard and what was given."""
        say, words = self.wording.say, self.wording
        self.title = say("recheck.title")
        self.subtitle = words.join(
            (words.pick(state.site.name, state.site.name_en), state.site.address)
        )
        self.options = (
            Option("pass", say("recheck.pass"), "check", "ok"),
            Option("fail", say("recheck.fail"), "close", "bad"),
        )
        self.verdict, self.ready = state.verdict, state.ready
        rows_set(self.ids.facts, self._facts(state))
        trouble = [Warning(message=t.message, remedy=t.remedy) for t in [state.trouble] if t]
        rows_set(self.ids.trouble, trouble)
        if state.photos != self._photos:
            self._photos = state.photos
            rows_set(self.ids.photos, [self._tile(at) for at in range(len(state.photos))])

    def _tile(self, place: int) -> TakenTile:
        tile = TakenTile(picture=tile_of(self._photos[place]))
        tile.bind(on_release=lambda _it: self.presenter.photo_remove(place))
        return tile

    def _facts(self, state: RecheckState) -> list[Widget]:
        words, hazard = self.wording, state.hazard
        facts = {
            "grade": words.term("hazard_grade", hazard.grade),
            "state": words.term("hazard_state", hazard.state),
            "found": hazard.found_on,
            "due": words.day(hazard.due_on) or words.say("site.no_due"),
            "item": hazard.item or "",
            "place": hazard.slot,
            "recurrence": words.say("site.recurred", n=hazard.recurrence)
            if hazard.recurrence
            else "",
        }
        heading = Para(
            content=words.pick(hazard.title_zh, hazard.title_en), font_name="UI-B", font_size=T.h1
        )
        made = [
            Fact(
                name=words.say(f"recheck.{name}"),
                value=value,
                ink=T.ink(T.grade(hazard.grade)) if name == "grade" else T.text,
            )
            for name, value in facts.items()
            if value
        ]
        return [heading, *made]


load_kv(__file__)
