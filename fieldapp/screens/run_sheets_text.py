"""Sheets of words: guidance, description, reason, text, the name of an instance."""

from kivy.properties import BooleanProperty, StringProperty
from kivy.uix.widget import Widget

from fieldapp.presenters.run import Asking
from fieldapp.screens.frame import rows_set
from fieldapp.screens.run_sheets import RunSheet
from fieldapp.theme.loading import load_kv
from fieldapp.theme.look import T
from fieldapp.widgets.tap import Chip
from fieldapp.widgets.text import Fact, Para
from shared.checklist.model import GRADES

REASONS = ("closed", "stopped", "nobody", "unsafe", "no_tool")


class GuideSheet(RunSheet):
    """Show where to look, when it passes and fails, and what it rests on."""

    can_withdraw = BooleanProperty(False)
    judged = BooleanProperty(False)
    valued = BooleanProperty(False)  # has no segment for 不适用

    def heading(self) -> str:
        """Say what it is, and which item."""
        return f"{self.asking.key[0]}  {self.say('run.guide')}"

    def fill(self) -> None:
        """Show the guidance and the citations."""
        item, words = self.item, self.wording
        guidance = [
            Fact(name=words.say(f"run.{name}"), value=words.of(text))
            for name, text in (("look", item.look), ("pass", item.passes), ("fail", item.fails))
            if text is not None
        ]
        cited = [*item.basis, *((item.major,) if item.major else ())]
        citations = []
        for place, basis in enumerate(cited):
            name = "run.basis" if place == 0 else ("run.major_basis" if basis is item.major else "")
            mark = "" if basis.verified else words.say("citation.unverified")
            citations.append(
                Fact(
                    name=words.say(name) if name else "",
                    value=words.join((words.citation(basis), mark)),
                )
            )
        text = Para(content=words.of(item.text), font_name="UI-M")
        rows_set(self.ids.body, [text, *guidance, *citations])

    def update(self, asking: Asking) -> None:
        """Show the grades where the item makes a finding."""
        super().update(asking)
        row = self.presenter.shown(asking.key)
        answer = self.presenter.answer(asking.key)
        self.can_withdraw = bool(answer.value or answer.note or answer.blobs)
        self.judged = row is not None and row.form != "calculated"
        self.valued = row is not None and row.form == "value"
        rows_set(self.ids.grades, self._grades() if row and row.finding else [])

    def _grades(self) -> list[Widget]:
        row = self.presenter.shown(self.asking.key)
        chips: list[Widget] = [
            Para(
                content=self.say("run.grade"),
                font_size=T.label,
                color=T.text2,
                size_hint_x=None,
                width=self.name_width,
                pos_hint={"center_y": 0.5},
            )
        ]
        for grade in GRADES:
            chip = Chip(
                text=self.wording.term("hazard_grade", grade),
                chosen=bool(row and row.finding and row.finding.grade == grade),
            )
            chip.bind(on_release=lambda _it, g=grade: self.presenter.grade_give(self.asking.key, g))
            chips.append(chip)
        return [*chips, Widget()]

    @property
    def name_width(self) -> float:
        """Give the width of the names at the left."""
        return Fact().name_width


class WordsSheet(RunSheet):
    """Take some words; what was typed is kept when the sheet is left."""

    hint = StringProperty("")
    before = ""

    def fill(self) -> None:
        """Show the words there are, and phrases to take."""
        self.words = self.before = self.given()
        self.hint = self.asked()
        self.ids.field.text = self.words
        self.ids.field.focus_now()
        rows_set(self.ids.phrases, [self._phrase(text) for text in self.phrases()])

    def given(self) -> str:
        """Give the words there are."""
        return self.presenter.answer(self.asking.key).note or ""

    def asked(self) -> str:
        """Say what is to be written."""
        return self.say("run.note_hint")

    def phrases(self) -> list[str]:
        """Give phrases that are often right."""
        return []

    def save(self, words: str) -> None:
        """Hand the words on."""
        self.presenter.note_give(self.asking.key, words)

    def give(self) -> None:
        """Save what was typed; the presenter puts the sheet away."""
        words, self.before = self.words, self.words
        self.save(words)

    def left(self) -> None:
        """Keep what was typed, also when a touch beside the sheet closed it."""
        if self.presenter.state.asking is self.asking and self.words.strip() != self.before.strip():
            self.give()
        super().left()

    def _phrase(self, text: str) -> Chip:
        chip = Chip(text=text)
        chip.bind(on_release=lambda _it: self._add(text))
        return chip

    def _add(self, text: str) -> None:
        field = self.ids.field
        field.text = f"{field.text}{text}" if text not in field.text else field.text


class NoteSheet(WordsSheet):
    """Take the description of what was seen."""

    def heading(self) -> str:
        """Name the item and what is asked."""
        row = self.presenter.shown(self.asking.key)
        key = "run.problem" if row and row.finding else "run.note"
        return f"{self.asking.key[0]}  {self.say(key)}"

    def phrases(self) -> list[str]:
        """Offer what the checklist says of a failure."""
        row, item = self.presenter.shown(self.asking.key), self.item
        return [self.wording.of(item.fails)] if row and row.finding and item.fails else []


class ReasonSheet(WordsSheet):
    """Take the reason why something was not checked."""

    def heading(self) -> str:
        """Name the item and what is asked."""
        return f"{self.asking.key[0]}  {self.say('run.why_not_checked')}"

    def asked(self) -> str:
        """Say what is to be written."""
        return self.say("run.reason_hint")

    def phrases(self) -> list[str]:
        """Offer the usual reasons."""
        return [self.say(f"run.reason_{name}") for name in REASONS]

    def save(self, words: str) -> None:
        """Hand the reason on with the verdict."""
        self.presenter.reason_give(self.asking.key, words)


class TextSheet(WordsSheet):
    """Take the answer to an item of text."""

    def given(self) -> str:
        """Give the text there is."""
        return self.presenter.answer(self.asking.key).value

    def asked(self) -> str:
        """Say where to look."""
        return self.wording.of(self.item.look) or self.say("run.enter_text")

    def heading(self) -> str:
        """Ask the item."""
        return f"{self.asking.key[0]}  {self.wording.of(self.item.text)}"

    def save(self, words: str) -> None:
        """Hand the text on; nothing typed takes the answer back."""
        self.presenter.value_give(self.asking.key, words.strip())


class InstanceSheet(WordsSheet):
    """Take the name of one more instance of a repeat section."""

    def heading(self) -> str:
        """Say what it is."""
        return self.say("run.instance_add")

    def given(self) -> str:
        """Start with nothing."""
        return ""

    def asked(self) -> str:
        """Say what a name is."""
        return self.say("run.instance_hint")

    def phrases(self) -> list[str]:
        """Offer the next numbers and the facilities of the place."""
        return list(self.presenter.instance_names(self.asking.key[0]))

    def save(self, words: str) -> None:
        """Hand the name on."""
        self.presenter.instance_name(self.asking.key[0], words)

    def _add(self, text: str) -> None:
        self.ids.field.text = text


load_kv(__file__)
