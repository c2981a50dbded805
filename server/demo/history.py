"""Two years of a district, in order of time: tasks, visits, and what became of what they found.

Everything is decided by one random generator, so that a seed gives the same history each time.
"""

import heapq
import random
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from typing import Any

from server.demo.making import MadeVisit, VisitMaker
from server.demo.people import OFFICE, PEOPLE, Person, crew_of
from server.demo.places import FOOD, LPG, PIPED, SITE, SMALL
from server.demo.scene import Scene
from server.demo.visiting import Plan
from server.hazards.models import DEAD, Hazard
from shared.checklist import Checklist
from shared.deadline import Calendar
from shared.inspection import TaskFacts
from shared.problems import Problem

FIELD_OF = {LPG: "gas", PIPED: "gas", SMALL: "fire", FOOD: "food", SITE: "construction"}
MIX = (
    ("patrol", 0.68),
    ("enforcement", 0.158),
    ("self", 0.09),
    ("service", 0.06),
    ("urgent", 0.012),
)
LOCAL = timedelta(hours=8)
Deed = Callable[[], None]


@dataclass(order=True)
class Due:
    """One thing that will happen: when, in which order among equals, and what."""

    at: datetime
    order: int
    deed: Deed = field(compare=False)


class History:
    """Let two years pass over a scene."""

    def __init__(
        self, scene: Scene, maker: VisitMaker, *, since: date, until: date, visits: int
    ) -> None:
        self.scene, self.maker, self.since, self.until = scene, maker, since, until
        self.chance = random.Random(f"history {scene.seed}")
        self._due: list[Due] = []
        self._count = self._number = self._turn = 0
        self.visits: dict[str, int] = {}
        self._plan(visits)

    def run(self) -> None:
        """Do everything in order of time."""
        while self._due:
            due = heapq.heappop(self._due)
            self.scene.clock_to(due.at)
            due.deed()

    def _at(self, at: datetime, deed: Deed) -> None:
        if at < _moment(self.until, 7.0):
            self._count += 1
            heapq.heappush(self._due, Due(at, self._count, deed))

    def _plan(self, visits: int) -> None:
        days = self._working_days(self.scene.calendar)
        for n in range(visits):
            day = days[n * len(days) // visits]
            kind = self._kind(n)
            hour = self.chance.uniform(9.0, 16.5)
            self._at(_moment(day, hour), partial(self._visit, kind, day))
        monday = self.since
        while monday < self.until:
            self._at(_moment(monday, 6.0), self.scene.week_ends)
            monday += timedelta(days=7)

    def _working_days(self, calendar: Calendar) -> list[date]:
        span = (self.until - self.since).days
        days = [self.since + timedelta(days=n) for n in range(1, span)]
        return [day for day in days if calendar.is_workday(day)]

    def _kind(self, n: int) -> str:
        place, total = (n * 0.6180339887) % 1.0, 0.0
        for kind, share in MIX:
            total += share
            if place < total:
                return kind
        return "patrol"

    def _visit(self, kind: str, day: date) -> None:
        site = self._site(kind, day)
        checklist = self._checklist(site, kind, day)
        if checklist is None:
            return
        field_of_duty = FIELD_OF[checklist.id]
        crew = self._crew(kind, field_of_duty, site)
        now = self.scene.clock.now()
        task = self._task(site, checklist, crew, day) if kind == "enforcement" else None
        plan = Plan(
            run=self.scene.ids.new(), kind=kind, site=site,
            officers=tuple(self.scene.officer(person.id) for person in crew), started=now,
            minutes=self.chance.randint(35, 95), quality=self._quality(site, day), task=task,
            authority=self.scene.authority, titles=self.scene.titles, serial=f"D{self.scene.seed:02d}-{self._next():04d}",
        )  # fmt: skip
        self.visits[kind] = self.visits.get(kind, 0) + 1
        made = self.maker.ask(plan, form=checklist.sha256, seed=self.scene.seed)
        ended = now + timedelta(minutes=plan.minutes)
        self._at(
            ended + timedelta(minutes=self.chance.randint(4, 220)),
            lambda: self._sync(plan.run, made, crew, ended),
        )

    def _sync(
        self, run: str, made: "Future[MadeVisit]", crew: tuple[Person, ...], ended: datetime
    ) -> None:
        self.scene.visit_push(made.result(), run=run, crew=crew, ended=ended)
        found = Hazard.objects.filter(observations__visit=run).distinct().order_by("id")
        hazards = [hazard.id for hazard in found]
        if len(hazards) > 2 and self.chance.random() < 0.12:
            twin = hazards.pop()
            self._later(
                self.scene.clock.now(), 1, 2,
                lambda: self._office("merge", twin, into=hazards[0], reason="与同一场所另一隐患为同一问题"),
            )  # fmt: skip
        for hazard in hazards:
            self._follow(hazard, crew)

    def _follow(self, hazard: str, crew: tuple[Person, ...]) -> None:
        fate = self.chance.random()
        start = self.scene.clock.now()
        if fate < 0.035:
            self._later(
                start,
                1,
                4,
                lambda: self._office(
                    "dismiss", hazard, reason="现场核对不属于本单位责任范围，另行告知"
                ),
            )
        elif fate < 0.06:
            self._later(start, 1, 5, lambda: self._transfer(hazard))
        elif fate < 0.075:
            self._later(start, 1, 3, lambda: self._confirm(hazard))
            self._later(start, 4, 8, lambda: self._accept(hazard))
        elif fate < 0.95:
            self._later(start, 0, 4, lambda: self._confirm(hazard))
            self._later(start, 3, 26, lambda: self._mend(hazard, crew))

    def _mend(self, hazard: str, crew: tuple[Person, ...]) -> None:
        if self._is_dead(hazard):
            return
        self._office("report_done", hazard, note="单位报告已整改，附整改照片", by="office-lin")
        if self.chance.random() < 0.93:
            self._later(self.scene.clock.now(), 1, 9, lambda: self._recheck(hazard, crew))

    def _recheck(self, hazard: str, crew: tuple[Person, ...]) -> None:
        if self._is_dead(hazard):
            return
        passed = self.chance.random() < 0.86
        self.scene.recheck_push(
            hazard, verdict="pass" if passed else "fail", crew=crew, chance=self.chance
        )
        now = self.scene.clock.now()
        if passed and self.chance.random() < 0.97:
            self._later(
                now,
                0,
                6,
                lambda: self._office("close", hazard, reason="复查合格，资料齐全，同意销号"),
            )
        elif not passed:
            self._later(now, 5, 20, lambda: self._mend(hazard, crew))

    def _confirm(self, hazard: str) -> None:
        row = Hazard.objects.get(id=hazard)
        if row.state == "found" or row.grade_review_due:
            self._office(
                "confirm",
                hazard,
                grade=row.grade,
                article=row.article,
                interim_measure=row.interim_measure,
            )

    def _accept(self, hazard: str) -> None:
        until = self.scene.clock.now().date() + timedelta(days=150)
        self._office(
            "accept",
            hazard,
            reason="受房屋结构限制暂无法改造，已加装报警并每日巡查",
            until=until.isoformat(),
        )

    def _transfer(self, hazard: str) -> None:
        self._confirm(hazard)
        self._office(
            "transfer",
            hazard,
            to="区公用事业服务中心",
            receipt=f"演示回执{self._next():04d}",
            reason="属市政设施，移送权属单位",
        )

    def _office(self, action: str, hazard: str, *, by: str = OFFICE, **facts: str) -> None:
        """Bring a deed; one that the hazard's state no longer allows is simply not done any more."""
        data = {"hazard": hazard, **{name: value for name, value in facts.items() if value}}
        try:
            self.scene.office(f"hazard.{action}", data, by=by)
        except Problem as problem:
            self.scene.refused[problem.code] = self.scene.refused.get(problem.code, 0) + 1

    def _is_dead(self, hazard: str) -> bool:
        return Hazard.objects.filter(id=hazard, state__in=DEAD).exists()

    def _later(self, start: datetime, least: int, most: int, deed: Deed) -> None:
        day = (start + LOCAL).date() + timedelta(days=self.chance.randint(least, most))
        at = max(_moment(day, self.chance.uniform(8.5, 17.0)), start + timedelta(minutes=5))
        self._at(at, deed)

    def _site(self, kind: str, day: date) -> dict[str, Any]:
        """Take sites in turn, so that each is seen; some twice, where the first look was bad."""
        if self.chance.random() < 0.25:
            return self.scene.sites[self.chance.randrange(len(self.scene.sites))]
        self._turn += 1
        return self.scene.sites[(self._turn * 89) % len(self.scene.sites)]

    def _checklist(self, site: dict[str, Any], kind: str, day: date) -> Checklist | None:
        offered = [
            one for one in self.scene.checklists
            if one.id in site["checklists"] and one.in_force(day) and kind in one.visits
        ]  # fmt: skip
        return offered[self.chance.randrange(len(offered))] if offered else None

    def _crew(self, kind: str, field_of_duty: str, site: dict[str, Any]) -> tuple[Person, ...]:
        first, second = crew_of(field_of_duty, self._next())
        if kind in ("enforcement", "urgent"):
            return first, second
        near = [one for one in PEOPLE if one.role == "street" and site["street"] in one.streets]
        return (near[0] if near and kind == "patrol" else first,)

    def _quality(self, site: dict[str, Any], day: date) -> float:
        """Give a place's share of passes: its own standing, better in the second year."""
        own = random.Random(f"{self.scene.seed} {site['id']}").betavariate(30, 1.25)
        return min(0.995, own + 0.02 * ((day - self.since).days / 365))

    def _task(
        self, site: dict[str, Any], checklist: Checklist, crew: tuple[Person, ...], day: date
    ) -> TaskFacts:
        return self.scene.task_file(
            site=site, checklists=(checklist.id,), crew=crew, first=day - timedelta(days=3),
            last=day + timedelta(days=12), number=self._next(), ground="年度行政检查计划",
        )  # fmt: skip

    def _next(self) -> int:
        self._number += 1
        return self._number


def _moment(day: date, hour: float) -> datetime:
    return datetime.combine(day, time(), UTC) - LOCAL + timedelta(hours=hour)
