"""Sheets of a finding: is it a major hazard, does a second officer confirm it; one photo, large."""

from kivy.properties import StringProperty
from kivy.uix.widget import Widget

from fieldapp.presenters.run import Asking
from fieldapp.screens import photos
from fieldapp.screens.frame import rows_set
from fieldapp.screens.run_sheets import RunSheet
from fieldapp.theme.icons import icon
from fieldapp.theme.loading import load_kv
from fieldapp.theme.look import T
from fieldapp.widgets.bar import EmptyState, Heading
from fieldapp.widgets.tap import DangerButton, QuietButton
from fieldapp.widgets.text import Fact, Para
from fieldapp.work import OfficerRow

__all__ = ["MajorSheet", "PhotoSheet", "photos"]


class MajorSheet(RunSheet):
    """Let an officer call a finding major by its article, then let another one confirm it."""

    def heading(self) -> str:
        """Name the item."""
        return f"{self.asking.key[0]}  {self.say('run.major_title')}"

    def update(self, asking: Asking) -> None:
        """Show the finding as it stands, and the next deed."""
        super().update(asking)
        row = self.presenter.shown(asking.key)
        if row is None or row.finding is None:
            return
        words, item = self.wording, self.item
        facts: list[Widget] = [Para(content=row.text, font_name="UI-M")]
        if item.major:
            mark = "" if item.major.verified else words.say("citation.unverified")
            cited = words.join((words.citation(item.major), mark))
            facts.append(Fact(name=words.say("run.major_basis"), value=cited))
        facts.append(
            Fact(name=words.say("run.problem"), value=row.note or words.say("run.unwritten"))
        )
        facts.append(
            Fact(name=words.say("run.photo"), value=words.say("run.photos", n=len(row.photos)))
        )
        facts.append(
            Fact(
                name=words.say("run.grade"),
                value=words.term("hazard_grade", row.finding.grade),
                ink=T.ink(T.grade(row.finding.grade)),
            )
        )
        rows_set(self.ids.facts, facts)
        deeds = self._confirm() if row.finding.grade == "major" else self._decide()
        rows_set(self.ids.deeds, deeds)

    def _decide(self) -> list[Widget]:
        """Let the author call it major or leave the grade."""
        key, say = self.asking.key, self.say
        grade = self.wording.term("hazard_grade", self.item.grade or "general")
        call = DangerButton(text=f"{icon('alert-octagon')}  {say('run.call_major')}")
        call.bind(on_release=lambda _it: self.presenter.grade_give(key, "major"))
        leave = QuietButton(text=say("run.leave_grade", grade=grade))
        leave.bind(on_release=lambda _it: self.presenter.ask_close())
        hint = Para(content=say("run.decide_hint"), font_size=T.label, color=T.text2)
        return [hint, call, leave]

    def _confirm(self) -> list[Widget]:
        """Let a second officer confirm, or the author take it back."""
        say = self.say
        deeds: list[Widget] = [
            Heading(text=say("run.second")),
            Para(content=say("run.second_hint"), font_size=T.label, color=T.text2),
        ]
        seconds = self.presenter.seconds()
        if not seconds:
            deeds.append(EmptyState(name="account-group", title=say("run.no_second")))
        deeds += [self._second(row) for row in seconds]
        if self.presenter.answer(self.asking.key).grade == "major":
            grade = self.item.grade or "general"
            back = QuietButton(
                text=say("run.take_back", grade=self.wording.term("hazard_grade", grade))
            )
            back.bind(on_release=lambda _it: self.presenter.grade_give(self.asking.key, grade))
            deeds.append(back)
        return deeds

    def _second(self, row: OfficerRow) -> Widget:
        if row.unlocked:
            text = self.say("run.confirm_as", name=row.name)
            button = DangerButton(text=f"{icon('account-check')}  {text}")
            button.bind(on_release=lambda _it: self.presenter.major_confirm(row.id))
            return button
        text = self.say("run.sign_in_first", name=row.name)
        away = QuietButton(text=f"{icon('lock-outline')}  {text}")
        away.bind(on_release=lambda _it: self.presenter.sign_in())
        return away


class PhotoSheet(RunSheet):
    """Show one photo as large as the window allows."""

    sha = StringProperty("")

    def heading(self) -> str:
        """Say which photo of how many."""
        shown = self.presenter.shown(self.asking.key)
        photos = shown.photos if shown else ()
        place = photos.index(self.asking.photo) + 1 if self.asking.photo in photos else 1
        return f"{self.asking.key[0]}  {self.say('run.photo')} {place}/{len(photos)}"

    def fill(self) -> None:
        """Open the photo."""
        self.sha = self.asking.photo

    def step(self, by: int) -> None:
        """Show the next photo of the item."""
        shown = self.presenter.shown(self.asking.key)
        photos = shown.photos if shown else ()
        if self.asking.photo in photos:
            place = (photos.index(self.asking.photo) + by) % len(photos)
            self.presenter.ask("photo", self.asking.key, photos[place])

    def remove(self) -> None:
        """Take the photo off the item; undo puts it back."""
        self.presenter.photo_remove(self.asking.key, self.asking.photo)


load_kv(__file__)
