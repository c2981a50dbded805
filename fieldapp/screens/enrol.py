"""The first screen of a new tablet."""

from kivy.properties import BooleanProperty, ObjectProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout

from fieldapp.presenters.enrol import EnrolState
from fieldapp.screens.frame import Screen
from fieldapp.theme.loading import load_kv
from fieldapp.widgets.bar import Warning
from fieldapp.widgets.field import Field
from fieldapp.widgets.surface import Panel


class BrandPane(Panel):
    """The dark pane at the left of enrolment and unlocking."""

    shell = ObjectProperty(None)
    wide = BooleanProperty(True)


class BrandStep(BoxLayout):
    """One numbered step."""

    number = StringProperty("")
    text = StringProperty("")


class EnrolScreen(Screen):
    """Take the office's code for this tablet."""

    way = StringProperty("")
    busy = BooleanProperty(False)

    def on_kv_post(self, _base) -> None:
        """Tell the three steps of enrolment."""
        for number in ("1", "2", "3"):
            step = BrandStep(number=number, text=self.wording.say(f"enrol.step{number}"))
            self.ids.brand.ids.body.add_widget(step)

    def render(self, state: EnrolState) -> None:
        """Draw the fields of the way chosen; typed text stays as it is."""
        if self.way != state.way:
            self._fields(state)
        self.way, self.busy = state.way, state.busy
        self.ids.trouble.clear_widgets()
        if state.trouble:
            warning = Warning(message=state.trouble.message, remedy=state.trouble.remedy)
            self.ids.trouble.add_widget(warning)

    def _fields(self, state: EnrolState) -> None:
        names = ("qr", "label") if state.way == "qr" else ("url", "code", "label")
        self.ids.fields.clear_widgets()
        for name in names:
            say = self.wording.say
            field = Field(
                label=say(f"enrol.{name}"),
                hint=say(f"enrol.{name}_hint"),
                text=getattr(state, name),
                lines=2 if name == "qr" else 1,
            )
            field.bind(text=lambda _it, text, name=name: self.presenter.edit(name, text))
            field.bind(on_enter=lambda _it: self.presenter.enrol())
            self.ids.fields.add_widget(field)


load_kv(__file__)
