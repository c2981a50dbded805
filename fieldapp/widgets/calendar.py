"""A month to choose a day from; years are two touches away, for dates on name plates."""

import calendar as months
from datetime import date

from kivy.properties import BooleanProperty, ObjectProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout

from fieldapp.theme.loading import load_kv
from fieldapp.widgets import text
from fieldapp.widgets.tap import Tap
from fieldapp.widgets.text import TextLine

__all__ = ["Calendar", "Day", "text"]


class Day(Tap):
    """One day of the month."""

    chosen = BooleanProperty(False)
    today = BooleanProperty(False)


class Calendar(BoxLayout):
    """Show one month; a touch on a day gives it to `on_day` as an ISO date."""

    month = ObjectProperty(None, allownone=True)  # its first day
    chosen = ObjectProperty(None, allownone=True)
    heading = StringProperty("")
    low = BooleanProperty(False)  # where the window is
    year_back = StringProperty("")
    year_on = StringProperty("")

    __events__ = ("on_day",)

    def begin(self, *, chosen: date | None, today: date, weekdays: list[str]) -> None:
        """Open the month of the day chosen, else of today."""
        self.today, self.weekdays, self.chosen = today, weekdays, chosen
        self.month = (chosen or today).replace(day=1)
        self._draw()

    def step(self, count: int) -> None:
        """Go so many months on or back, between the years 1990 and 2099."""
        number = self.month.year * 12 + self.month.month - 1 + count
        number = min(max(number, 1990 * 12), 2099 * 12 + 11)
        self.month = date(number // 12, number % 12 + 1, 1)
        self._draw()

    def on_day(self, day: str) -> None:
        """Let the sheet take the day."""

    def _draw(self) -> None:
        self.heading = f"{self.month:%Y-%m}"
        grid = self.ids.grid
        grid.clear_widgets()
        for name in self.weekdays:
            grid.add_widget(TextLine(text=name, halign="center"))
        first = self.month.weekday()
        for _place in range(first):
            grid.add_widget(TextLine())
        for number in range(1, months.monthrange(self.month.year, self.month.month)[1] + 1):
            grid.add_widget(self._day(self.month.replace(day=number)))

    def _day(self, day: date) -> Day:
        made = Day(text=str(day.day), chosen=day == self.chosen, today=day == self.today)
        made.bind(on_release=lambda _it: self._touched(day))
        return made

    def _touched(self, day: date) -> None:
        self.chosen = day
        self._draw()
        self.dispatch("on_day", day.isoformat())


load_kv(__file__)
