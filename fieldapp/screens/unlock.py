"""Who is at work, and the PIN."""

from kivy.properties import BooleanProperty, NumericProperty, StringProperty

from fieldapp.presenters.unlock import UnlockState
from fieldapp.screens import enrol  # the brand pane's rule stands in enrol.kv
from fieldapp.screens.frame import Screen, rows_set
from fieldapp.theme.icons import icon
from fieldapp.theme.loading import load_kv
from fieldapp.widgets import keypad
from fieldapp.widgets.bar import Warning
from fieldapp.widgets.tap import TapRow
from fieldapp.work import OfficerRow

__all__ = ["UnlockScreen", "enrol", "keypad"]


class OfficerCard(TapRow):
    """One officer of this tablet."""

    name = StringProperty("")
    detail = StringProperty("")
    standing = StringProperty("")
    chosen = BooleanProperty(False)
    open = BooleanProperty(False)


class UnlockScreen(Screen):
    """Choose an officer and take the PIN."""

    ask = StringProperty("")
    hint = StringProperty("")
    go_text = StringProperty("")
    digits = NumericProperty(0)
    busy = BooleanProperty(False)
    can_go = BooleanProperty(False)

    def render(self, state: UnlockState) -> None:
        """Draw the officers and how far the PIN is."""
        say = self.wording.say
        rows_set(self.ids.brand.ids.body, [self._card(row, state) for row in state.officers])
        name = state.officer.name if state.officer else ""
        self.digits, self.busy = state.digits, state.busy
        self.ask = say("unlock.busy") if state.busy else say(f"unlock.{state.stage}", name=name)
        self.hint = say(f"unlock.{state.stage}_hint")
        if not state.officer:
            self.ask, self.hint = say("unlock.all_open"), say("unlock.all_open_hint")
        self.can_go = bool(state.unlocked) and not state.busy
        self.go_text = f"{say('unlock.go', n=state.unlocked)}  {icon('arrow-right')}"
        self.ids.trouble.clear_widgets()
        if state.trouble:
            warning = Warning(message=state.trouble.message, remedy=state.trouble.remedy)
            self.ids.trouble.add_widget(warning)

    def _card(self, row: OfficerRow, state: UnlockState) -> OfficerCard:
        say = self.wording.say
        standing = "open" if row.unlocked else ("ready" if row.ready else "new")
        card = OfficerCard(
            name=row.name,
            detail=say("unlock.certificate", number=row.certificate) if row.certificate else "",
            standing=say(f"unlock.standing_{standing}"),
            chosen=row.id == state.chosen,
            open=row.unlocked,
        )
        card.bind(on_release=lambda _it: self.presenter.choose(row.id))
        return card


load_kv(__file__)
