"""Sheets of values: a number, a choice, a date."""

from datetime import date

from kivy.properties import BooleanProperty, StringProperty

from fieldapp.presenters.run_value import limits_text
from fieldapp.presenters.wording import local_day
from fieldapp.screens.cards import ChoiceRow
from fieldapp.screens.frame import rows_set
from fieldapp.screens.run_sheets import RunSheet
from fieldapp.theme.loading import load_kv
from fieldapp.widgets import calendar, keypad

__all__ = ["ChoiceSheet", "DateSheet", "NumberSheet", "calendar", "keypad"]


class ValueSheet(RunSheet):
    """Ask for a value of an item's type."""

    value = StringProperty("")
    can = BooleanProperty(False)
    question = StringProperty("")
    look = StringProperty("")

    def fill(self) -> None:
        """Ask the item, with where to look."""
        self.question = self.wording.of(self.item.text)
        self.look = self.wording.of(self.item.look)
        given = self.presenter.answer(self.asking.key).value
        self.value = "" if given in ("na", "not_checked") else given

    def on_value(self, _widget, value: str) -> None:
        """Allow saving once there is a value."""
        self.can = bool(value.strip("-."))

    def give(self) -> None:
        """Hand the value on; the presenter puts the sheet away or says what is wrong."""
        self.presenter.value_give(self.asking.key, self.value)


class NumberSheet(ValueSheet):
    """Take a number on a keypad."""

    shown = StringProperty("")
    limits = StringProperty("")
    signed = BooleanProperty(False)

    def fill(self) -> None:
        """Show the number there is and the limits of what conforms."""
        super().fill()
        limits, lowest = limits_text(self.item), self.item.minimum
        self.signed = lowest is None or lowest < 0
        self.limits = self.say("run.limits", limits=limits) if limits else ""
        self._draw()

    def key(self, text: str) -> None:
        """Take a digit or the point."""
        if text == "." and "." in self.value:
            return
        if len(self.value) < 12:
            self.value += text
        self._draw()

    def erase(self) -> None:
        """Take the last sign away."""
        self.value = self.value[:-1]
        self._draw()

    def turn(self) -> None:
        """Turn the sign: a freezer is below zero."""
        self.value = self.value[1:] if self.value.startswith("-") else f"-{self.value}"
        self._draw()

    def give(self) -> None:
        """Hand the number on; a point without digits behind it is dropped."""
        value = self.value.removesuffix(".")
        whole = value.replace("-.", "-0.") if value.startswith("-.") else value
        self.presenter.value_give(self.asking.key, f"0{whole}" if whole.startswith(".") else whole)

    def _draw(self) -> None:
        self.shown = f"{self.value or '–'} {self.item.unit or ''}".strip()


class ChoiceSheet(ValueSheet):
    """Take one choice, or several."""

    many = BooleanProperty(False)

    def fill(self) -> None:
        """Show the choices with what is chosen."""
        super().fill()
        self.many = self.item.type == "choices"
        self._rows = {}
        for choice in self.item.choices:
            row = ChoiceRow(
                name=self.wording.of(choice.text),
                many=self.many,
                chosen=choice.id in self.value.split(","),
            )
            row.bind(on_release=lambda _it, code=choice.id: self._touched(code))
            self._rows[choice.id] = row
        rows_set(self.ids.choices, list(self._rows.values()))

    def _touched(self, code: str) -> None:
        if not self.many:
            self.presenter.value_give(self.asking.key, code)
            return
        self._rows[code].chosen = not self._rows[code].chosen
        self.value = ",".join(code for code, row in self._rows.items() if row.chosen)


class DateSheet(ValueSheet):
    """Take a date from a calendar."""

    def fill(self) -> None:
        """Open the month of the date there is, else this month."""
        super().fill()
        today = local_day(self.presenter.now())
        self.ids.calendar.begin(
            chosen=date.fromisoformat(self.value) if self.value else None,
            today=today,
            weekdays=[self.say(f"run.weekday_{day}") for day in range(7)],
        )

    def chosen(self, day: str) -> None:
        """Take the day touched."""
        self.value = day


load_kv(__file__)
