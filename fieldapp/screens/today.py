"""The inspector's day."""

from kivy.metrics import dp
from kivy.properties import StringProperty
from kivy.uix.widget import Widget

from fieldapp.presenters.today import Overdue, TaskShown, TodayState
from fieldapp.screens import speech
from fieldapp.screens.cards import run_card
from fieldapp.screens.frame import Screen, rows_set
from fieldapp.theme.icons import icon
from fieldapp.theme.loading import load_kv
from fieldapp.theme.look import T
from fieldapp.widgets import rows as row_widgets
from fieldapp.widgets.bar import EmptyState, Heading, Warning
from fieldapp.widgets.rows import Drawn, RowView
from fieldapp.widgets.tap import PrimaryButton, TapRow

__all__ = ["LateCard", "TaskCard", "TodayScreen", "row_widgets"]

TASK_HEIGHT = 96


class TaskCard(RowView, TapRow):
    """One task in hand."""

    name = StringProperty("")
    detail = StringProperty("")
    ground = StringProperty("")
    due = StringProperty("")
    due_tone = StringProperty("na")
    level = StringProperty("")
    deed = StringProperty("")

    def row_draw(self, row: TaskShown) -> None:
        """Show where, why, until when, and what comes next."""
        words, task = speech.wording(), row.task
        kind = words.term("task_kind", task.kind)
        self.name, self.level = task.site_name, task.level or ""
        self.detail = words.join((kind, task.number))
        level = words.say("today.level", level=words.risk(task.level))
        self.ground = words.join((task.ground, level))
        self.due = words.say("today.until", day=task.ends)
        self.due_tone = "bad" if row.late else "na"
        if row.late:
            self.due = words.join((words.say("today.late"), task.ends))
        if row.done:
            self.deed = words.say("today.done")
        else:
            self.deed = words.say("today.resume" if task.run else "today.start")


class LateCard(TapRow):
    """One hazard past its deadline."""

    grade = StringProperty("")
    tone = StringProperty("na")
    name = StringProperty("")
    site = StringProperty("")
    days = StringProperty("")


class TodayScreen(Screen):
    """Show tasks at the left, visits in progress and overdue hazards at the right."""

    title = StringProperty("")
    subtitle = StringProperty("")
    tasks_title = StringProperty("")

    def render(self, state: TodayState) -> None:
        """Draw the day."""
        say = self.wording.say
        weekday = say(f"common.weekday_{state.day.weekday()}")
        self.title = say("today.title", day=state.day.isoformat(), weekday=weekday)
        names = self.wording.names([row.name for row in state.officers])
        self.subtitle = say("today.officers", names=names) if names else say("app.claim")
        self.tasks_title = "" if state.bare else f"{say('today.tasks')}  {len(state.tasks) or ''}"
        shown = [state.shown(task) for task in state.tasks]
        self.ids.tasks.show(
            [
                Drawn(row.task.id, "TaskCard", row, dp(TASK_HEIGHT), self.presenter.task_open)
                for row in shown
            ]
        )
        rows_set(self.ids.empty, self._empty(state))
        rows_set(self.ids.side, [] if state.bare else [*self._runs(state), *self._late(state)])
        rows_set(self.ids.warning, self._warnings(state))

    def _empty(self, state: TodayState) -> list[Widget]:
        say = self.wording.say
        if state.bare:
            text = say("today.fetching", n=state.rows_read) if state.syncing else ""
            button = PrimaryButton(
                text=text or f"{icon('cloud-sync-outline')}  {say('today.fetch')}",
                disabled=state.syncing,
                size_hint=(None, None),
                width=dp(280),
                pos_hint={"center_x": 0.5},
            )
            button.bind(on_release=lambda _it: self.presenter.fetch())
            hint = EmptyState(
                name="database-outline", title=say("today.bare"), hint=say("today.bare_hint")
            )
            return [hint, button]
        if state.tasks:
            return []
        return [EmptyState(title=say("today.no_tasks"), hint=say("today.no_tasks_hint"))]

    def _runs(self, state: TodayState) -> list[Widget]:
        say = self.wording.say
        if not state.runs:
            return []
        cards = [run_card(self.wording, run, self.presenter.run_open) for run in state.runs]
        return [Heading(text=say("today.runs")), *cards]

    def _late(self, state: TodayState) -> list[Widget]:
        say = self.wording.say
        heading = Heading(text=f"{say('today.overdue')}  {len(state.overdue) or ''}")
        if not state.overdue:
            nothing = EmptyState(name="check-circle-outline", title=say("today.no_overdue"))
            return [heading, nothing]
        return [heading, *(self._late_card(late) for late in state.overdue)]

    def _late_card(self, late: Overdue) -> LateCard:
        words, hazard = self.wording, late.hazard
        card = LateCard(
            grade=words.term("hazard_grade", hazard.grade),
            tone=T.grade(hazard.grade),
            name=words.pick(hazard.title_zh, hazard.title_en),
            site=late.site.name,
            days=words.say("today.overdue_by", n=late.days),
        )
        card.bind(on_release=lambda _it: self.presenter.site_open(late.site.id))
        return card

    def _warnings(self, state: TodayState) -> list[Widget]:
        status = state.status
        told = [Warning(tone="warn", message=notice) for notice in status.notices]
        if status.disk_low:
            free = self.wording.size(status.disk_free)
            told.append(Warning(message=self.wording.say("today.disk_low", free=free)))
        return told


load_kv(__file__)
