"""One place, one file (一企一档): what is known of it, and the start of a visit."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from fieldapp.presenters.base import Presenter, Trouble
from fieldapp.presenters.shell import Shell
from fieldapp.presenters.wording import local_day
from fieldapp.work import (
    ChecklistRow,
    HazardRow,
    SiteDetail,
    checklists_for,
    run_start,
    site_get,
)
from fieldapp.work.scenarios import scenario_names
from shared.checklist import Text
from shared.problems import Problem

VISITS = ("urgent", "patrol", "service", "self")
CLOSED = ("closed", "dismissed", "merged")


@dataclass(frozen=True, slots=True)
class VisitChoice:
    """Offer one kind of visit: under a task, or without one."""

    code: str  # task:ID, urgent, patrol, service, self
    kind: str  # enforcement, urgent, …
    title: str
    hint: str


@dataclass(frozen=True, slots=True)
class SiteState:
    """Show one place."""

    detail: SiteDetail
    hazards: tuple[HazardRow, ...]  # open ones, worst and oldest first
    overdue: frozenset[str]
    scenarios: Mapping[str, Text]
    checklists: tuple[ChecklistRow, ...]
    visits: tuple[VisitChoice, ...]
    starting: bool = False
    visit: str | None = None
    checklist: str | None = None
    trouble: Trouble | None = None

    @property
    def ready(self) -> bool:
        """Say whether a visit can start with what is chosen."""
        return self.visit is not None and self.checklist is not None


class SitePresenter(Presenter[SiteState]):
    """Show a place and start a visit there."""

    def __init__(self, shell: Shell, *, site: str, task: str | None = None) -> None:
        self._shell = shell
        detail = site_get(shell.tablet, site=site)
        today = local_day(shell.tablet.clock.now())
        hazards = tuple(sorted((h for h in detail.hazards if h.state not in CLOSED), key=_urgency))
        super().__init__(
            SiteState(
                detail=detail,
                hazards=hazards,
                overdue=frozenset(row.id for row in hazards if is_overdue(row, today)),
                scenarios=scenario_names(shell.tablet),
                checklists=checklists_for(shell.tablet, site=site),
                visits=self._visits(detail),
            )
        )
        if task:
            self.start_show(task=task)

    def start_show(self, *, task: str | None = None) -> None:
        """Ask for the kind of visit and the checklist; what is plain is chosen already."""
        visit = f"task:{task}" if task else self._only(self.state.visits)
        self._show(starting=True, visit=visit, checklist=self._suited(visit), trouble=None)

    def start_hide(self) -> None:
        """Put the question away."""
        self._show(starting=False)

    def visit_choose(self, visit: str) -> None:
        """Take a kind of visit; its task may name the checklist."""
        checklist = self._suited(visit) or self.state.checklist
        self._show(visit=visit, checklist=checklist, trouble=None)

    def checklist_choose(self, checklist: str) -> None:
        """Take a checklist."""
        self._show(checklist=checklist, trouble=None)

    def start(self) -> None:
        """Start the visit and open its checklist."""
        if not self.state.ready:
            say = self._shell.wording.say
            return self._show(trouble=Trouble(say("site.choose_both")))
        try:
            run = run_start(
                self._shell.tablet,
                checklist=self.state.checklist or "",
                site=self.state.detail.site.id,
                visit=self.state.visit or "",
            )
        except Problem as problem:
            return self._show(trouble=self._shell.wording.trouble(problem))
        self._show(starting=False)
        return self._shell.open("run", run=run)

    def recheck(self, hazard: str) -> None:
        """Open the re-check of a hazard."""
        self._shell.open("recheck", hazard=hazard, site=self.state.detail.site.id)

    def reword(self) -> None:
        """Name the kinds of visit in the language chosen."""
        self._show(visits=self._visits(self.state.detail))

    def run_open(self, run: str) -> None:
        """Go on with a visit that is open."""
        self._shell.open("run", run=run)

    def _visits(self, detail: SiteDetail) -> tuple[VisitChoice, ...]:
        wording = self._shell.wording
        tasks = tuple(
            VisitChoice(
                f"task:{task.id}",
                task.kind,
                f"{wording.term('visit_kind', 'enforcement')} · {task.number}",
                wording.say("site.task_hint", ground=task.ground, ends=task.ends),
            )
            for task in detail.tasks
            if task.run is None
        )
        others = tuple(
            VisitChoice(kind, kind, wording.term("visit_kind", kind), wording.say(f"visit.{kind}"))
            for kind in VISITS
        )
        return tasks + others

    def _suited(self, visit: str | None) -> str | None:
        rows = self.state.checklists
        task = next((t for t in self.state.detail.tasks if visit == f"task:{t.id}"), None)
        named = [row.id for row in rows if task and row.id in task.checklists]
        if named:
            return named[0]
        return rows[0].id if len(rows) == 1 else None

    @staticmethod
    def _only(visits: tuple[VisitChoice, ...]) -> str | None:
        return visits[0].code if visits and visits[0].code.startswith("task:") else None


def is_overdue(hazard: HazardRow, today: date) -> bool:
    """Say whether a hazard's deadline has passed, by this tablet's day."""
    return bool(hazard.due_on and hazard.due_on < today.isoformat() and hazard.state not in CLOSED)


def _urgency(hazard: HazardRow) -> tuple[int, str]:
    grades = ("major", "serious", "general", "low")
    place = grades.index(hazard.grade) if hazard.grade in grades else len(grades)
    return place, hazard.due_on or "9999"
