"""The inspector's day: tasks in hand, visits to go on with, what is overdue in these streets."""

from dataclasses import dataclass
from datetime import date

from fieldapp.presenters.base import Presenter
from fieldapp.presenters.shell import Shell
from fieldapp.presenters.site import is_overdue
from fieldapp.presenters.wording import local_day
from fieldapp.work import (
    HazardRow,
    OfficerRow,
    RunRow,
    SiteRow,
    Status,
    TaskRow,
    officers_list,
    runs_list,
    site_get,
    sites_find,
    tasks_list,
)
from shared.problems import Problem

OVERDUE_SHOWN = 6
SITES_LOOKED_AT = 200


@dataclass(frozen=True, slots=True)
class Overdue:
    """Show one hazard whose deadline has passed."""

    hazard: HazardRow
    site: SiteRow
    days: int


@dataclass(frozen=True, slots=True)
class TaskShown:
    """Show one task with what this tablet's day makes of it."""

    task: TaskRow
    late: bool
    done: bool  # finished here; the office does not know yet


@dataclass(frozen=True, slots=True)
class TodayState:
    """Show the day."""

    day: date
    officers: tuple[OfficerRow, ...]  # signed in, the author first
    tasks: tuple[TaskRow, ...]
    runs: tuple[RunRow, ...]  # open ones
    finished: frozenset[str]  # runs ended here
    overdue: tuple[Overdue, ...]
    status: Status
    syncing: bool = False
    rows_read: int = 0

    @property
    def bare(self) -> bool:
        """Say whether this tablet has fetched nothing yet."""
        return not self.status.rows.get("site", 0)

    def shown(self, task: TaskRow) -> TaskShown:
        """Show a task; late when its last day has passed and it was not finished here."""
        done = task.run in self.finished
        return TaskShown(task, late=not done and task.ends < self.day.isoformat(), done=done)


class TodayPresenter(Presenter[TodayState]):
    """Show what is to be done and open it."""

    def __init__(self, shell: Shell) -> None:
        self._shell = shell
        super().__init__(self._read())
        shell.sync_follow(lambda _problem: self.refresh())

    def refresh(self) -> None:
        """Read everything from disk again."""
        self._state = self._read()
        self._show()

    def task_open(self, task: TaskRow) -> None:
        """Go on with the task's visit, or show its place with the start of one.

        A visit that ended here is shown where its way to the office is seen.
        """
        if task.run in self.state.finished:
            self._shell.open("sync")
        elif task.run:
            self._shell.open("run", run=task.run)
        else:
            self._shell.open("site", site=task.site, task=task.id)

    def run_open(self, run: str) -> None:
        """Go on with a visit."""
        self._shell.open("run", run=run)

    def site_open(self, site: str) -> None:
        """Show a place."""
        self._shell.open("site", site=site)

    def fetch(self) -> None:
        """Exchange with the office: the first fill of an empty tablet, or news."""
        self._show(syncing=True)
        if not self._shell.sync(
            progress=lambda news: self._show(rows_read=getattr(news, "rows", 0)),
            done=self._fetched,
        ):
            self._shell.sync_follow(self._fetched)

    def _fetched(self, problem: Problem | None) -> None:
        self._show(syncing=False)
        if problem:
            self._shell.tell_problem(problem)
        self.refresh()

    def _read(self) -> TodayState:
        tablet = self._shell.tablet
        day = local_day(tablet.clock.now())
        self._shell.refresh()
        runs = runs_list(tablet)
        return TodayState(
            day=day,
            officers=signed_in(officers_list(tablet)),
            tasks=tuple(sorted(tasks_list(tablet), key=lambda task: (task.ends, task.number))),
            runs=tuple(run for run in runs if run.state == "open"),
            finished=frozenset(run.id for run in runs if run.state == "finished"),
            overdue=self._overdue(day),
            status=self._shell.status,
            syncing=self._shell.syncing,
        )

    def _overdue(self, day: date) -> tuple[Overdue, ...]:
        tablet = self._shell.tablet
        found = [
            Overdue(hazard, site, (day - date.fromisoformat(hazard.due_on or "")).days)
            for site in sites_find(tablet, limit=SITES_LOOKED_AT)
            if site.hazards
            for hazard in site_get(tablet, site=site.id).hazards
            if is_overdue(hazard, day)
        ]
        found.sort(key=lambda late: (late.hazard.grade != "major", -late.days))
        return tuple(found[:OVERDUE_SHOWN])


def signed_in(officers: tuple[OfficerRow, ...]) -> tuple[OfficerRow, ...]:
    """Give who is signed in, the author first."""
    here = [row for row in officers if row.unlocked]
    return tuple(sorted(here, key=lambda row: not row.author))
