"""The sheets of a run: which one lies over the list, and what all of them share."""

from importlib import import_module
from typing import TYPE_CHECKING

from kivy.properties import StringProperty
from kivy.uix.widget import Widget

from fieldapp.presenters.run import Asking, RunPresenter
from fieldapp.presenters.wording import Wording
from fieldapp.screens.frame import rows_set
from fieldapp.theme.loading import load_kv
from fieldapp.widgets.bar import Warning
from fieldapp.widgets.sheet import Sheet

if TYPE_CHECKING:
    from fieldapp.screens.run import RunScreen

HOMES = {
    "guide": "run_sheets_text:GuideSheet",
    "note": "run_sheets_text:NoteSheet",
    "reason": "run_sheets_text:ReasonSheet",
    "instance": "run_sheets_text:InstanceSheet",
    "text": "run_sheets_text:TextSheet",
    "number": "run_sheets_value:NumberSheet",
    "choice": "run_sheets_value:ChoiceSheet",
    "choices": "run_sheets_value:ChoiceSheet",
    "date": "run_sheets_value:DateSheet",
    "deduct": "run_sheets_deduct:DeductSheet",
    "major": "run_sheets_major:MajorSheet",
    "photo": "run_sheets_major:PhotoSheet",
}


class RunSheet(Sheet):
    """Ask for one thing of one item; `update` is called after each change of the run."""

    words = StringProperty("")

    def __init__(self, presenter: RunPresenter, asking: Asking, wording: Wording) -> None:
        self.presenter, self.asking, self.wording = presenter, asking, wording
        super().__init__(closed=self.left)
        self.title = self.heading()
        self.fill()
        self.update(asking)

    @property
    def say(self):
        """Give the sentences of the language chosen."""
        return self.wording.say

    @property
    def item(self):
        """Give the item it asks about."""
        return self.presenter.item(self.asking.key)

    def heading(self) -> str:
        """Name the item."""
        return self.asking.key[0]

    def fill(self) -> None:
        """Set what the sheet holds."""

    def update(self, asking: Asking) -> None:
        """Show what was refused."""
        self.asking = asking
        if "trouble" in self.ids:
            trouble = asking.trouble
            told: list[Widget] = []
            if trouble:
                told.append(Warning(message=trouble.message, remedy=trouble.remedy))
            rows_set(self.ids.trouble, told)

    def left(self) -> None:
        """Tell the presenter that the sheet is away."""
        if self.presenter.state.asking is self.asking:
            self.presenter.ask_close()

    def not_applicable(self) -> None:
        """Give the answer that goes for every type."""
        self.presenter.value_give(self.asking.key, "na")

    def not_checked(self) -> None:
        """Ask why it was not checked."""
        self.presenter.ask("reason", self.asking.key)


class SheetOpener:
    """Lay the sheet over the screen that the presenter asks for."""

    def __init__(self, screen: "RunScreen") -> None:
        self._screen = screen
        self._sheet: RunSheet | None = None

    def follow(self, asking: Asking | None) -> None:
        """Open, change or close the sheet."""
        sheet = self._sheet
        if sheet and (asking is None or not _same(sheet.asking, asking)):
            self._sheet = None
            sheet.close()
            sheet = None
        if asking is None:
            return
        if sheet:
            sheet.update(asking)
        else:
            self._sheet = self._make(asking)
            self._screen.sheet_open(self._sheet)

    def _make(self, asking: Asking) -> RunSheet:
        screen = self._screen
        kind = asking.kind
        if kind == "value":
            kind = screen.presenter.item(asking.key).type
        module, name = HOMES[kind].split(":")
        made: type[RunSheet] = getattr(import_module(f"fieldapp.screens.{module}"), name)
        return made(screen.presenter, asking, screen.wording)


def _same(one: Asking, other: Asking) -> bool:
    return (one.kind, one.key, one.photo) == (other.kind, other.key, other.photo)


load_kv(__file__)
