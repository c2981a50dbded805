"""Make visits as a tablet would: the real engine, the real writer, signed and pushed for real."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from shared.checklist import Answers, Checklist
from shared.checklist.profile import profile_values
from shared.clock import FixedClock, instant_text
from shared.inspection import (
    Draft,
    ExtraFinding,
    FacilityFacts,
    OfficerFacts,
    PaperRef,
    SignatureFacts,
    SiteFacts,
    TaskFacts,
    visit_data_write,
)
from tests.ground.building import (
    BODY,
    INSPECTORS,
    STREET,
    district_make,
    office,
    people_make,
    sites_make,
    tablet_make,
)
from tests.ground.checklists import checklist as checklist_of
from tests.ground.checklists import text as checklist_text
from tests.ground.checklists import verdict
from tests.ground.tablet import Tablet

CHECKLISTS = Path(__file__).resolve().parents[2] / "checklists"
BASIS = [{"doc": "城镇燃气管理条例", "version": "2016", "clause": "27(1)", "verified": True}]
SITE = "site-1"
TASK = "task-1"
BESIDE = ("grade", "slot", "note", "blobs")  # an answer's; the rest is the finding's


def item(id: str, **keys: Any) -> dict[str, Any]:
    """Give an item whose failure is a general hazard of gas."""
    return verdict(
        id, **{"scenario": "GAS-EXPL", "grade": "general", "basis": BASIS, "k": 4, **keys}
    )


ITEMS = (
    item("A1"),
    item("A2", grade="serious", control="gas_alarm"),
    item("A3", grade="low"),
    item("A4", grade="major", slot="kitchen"),
)


def publish(*parts: dict[str, Any], now: datetime, **top: Any) -> Checklist:
    """Publish the register of documents, the model and a checklist of these items."""
    for kind in ("documents", "model"):
        text = (CHECKLISTS / f"{kind}.toml").read_text("utf-8")
        office(f"{kind}.publish", {"text": text}, now=now)
    office("checklist.publish", {"text": checklist_text(*parts, **top)}, now=now)
    return checklist_of(*parts, **top)


def task_file(
    id: str = TASK, *, now: datetime, checklist: str = "gas.test", site: str = SITE, **more: Any
) -> None:
    """File an inspection of the site by the two inspectors, for all of November."""
    data = {
        "id": id, "number": f"备-{id}", "ground": "年度检查计划", "kind": "daily", "site": site,
        "body": BODY, "officers": list(INSPECTORS), "checklists": [checklist],
        "from": "2026-11-01", "to": "2026-11-30", **more,
    }  # fmt: skip
    office("task.file", data, now=now)


class Field:
    """A district with people, a site, a checklist and a tablet; `visit` pushes one visit."""

    def __init__(self, clock: FixedClock, *parts: dict[str, Any]) -> None:
        self.clock = clock
        people_make(now=clock.now())
        district_make(now=clock.now())
        sites_make("好味餐馆", "老街火锅", now=clock.now())
        self.checklist = publish(*(parts or ITEMS), now=clock.now())
        self.tablet = tablet_make(clock=clock)
        task_file(now=clock.now())

    def data(
        self, fails: Mapping[str, Mapping[str, Any]] | None = None, **more: Any
    ) -> dict[str, Any]:
        """Give the data of a visit in which these items fail."""
        return visit_data(self.checklist, fails or {}, now=self.clock.now(), **more)

    def push(self, data: Mapping[str, Any], *, officer: str = INSPECTORS[0],
             also: Sequence[str] = INSPECTORS[1:], tablet: Tablet | None = None, **members: Any
             ) -> Any:  # fmt: skip
        """Sign and push a visit; give its result."""
        tablet = tablet or self.tablet
        line = tablet.line("visit", data, officer=officer, also=also, **members)
        return tablet.results(line)[0]

    def visit(self, fails: Mapping[str, Mapping[str, Any]] | None = None, *,
              officer: str = INSPECTORS[0], also: Sequence[str] = INSPECTORS[1:],
              tablet: Tablet | None = None, seen: int = 0, **more: Any) -> Any:  # fmt: skip
        """Make and push a visit; give its result."""
        data = self.data(fails, **more)
        return self.push(data, officer=officer, also=also, tablet=tablet, seen=seen)

    def patrol(self, fails: Mapping[str, Mapping[str, Any]] | None = None, *,
               officer: str = INSPECTORS[0], **more: Any) -> Any:  # fmt: skip
        """Make and push a patrol of one officer: clues, no papers, no task."""
        members = {"kind": "patrol", "task": None, "officers": (officer,), "papers": (), **more}
        return self.visit(fails, officer=officer, also=(), **members)

    def recheck(self, hazard: str, verdict: str, *, officer: str = INSPECTORS[1],
                tablet: Tablet | None = None, note: str | None = None, **members: Any
                ) -> Any:  # fmt: skip
        """Push a re-check; give its result."""
        data = {"hazard": hazard, "verdict": verdict, "note": note, "blobs": []}
        tablet = tablet or self.tablet
        return tablet.results(tablet.line("recheck", data, officer=officer, **members))[0]

    def intent(self, name: str, /, *, officer: str = INSPECTORS[0], tablet: Tablet | None = None,
               seen: int = 0, **data: Any) -> Any:  # fmt: skip
        """Push an intent; give its result."""
        tablet = tablet or self.tablet
        return tablet.results(tablet.intent(name, data, officer=officer, seen=seen))[0]

    def office(self, intent: str, /, **data: Any) -> Any:
        """Bring an intent as the office does, at the clock's time."""
        return office(intent, data, now=self.clock.now())

    def days_pass(self, days: int) -> None:
        """Let the clock go on."""
        self.clock.advance(timedelta(days=days))


def visit_data(
    checklist: Checklist,
    fails: Mapping[str, Mapping[str, Any]],
    *,
    now: datetime,
    kind: str = "enforcement",
    task: str | None = TASK,
    site: str = SITE,
    facility: str | None = None,
    officers: Sequence[str] = INSPECTORS,
    papers: Sequence[PaperRef] = (PaperRef("record", "记-1", "aa" * 32),),
    site_signs: bool = True,
    supersedes: str | None = None,
    extras: Sequence[ExtraFinding] = (),
) -> dict[str, Any]:
    """Write `visit.data`; an item not in `fails` passes. A fail may say grade, slot, note, blobs,
    confirmed_by, deadline and five."""
    answers = Answers(checklist, profile_values({"kind": "restaurant"}, visit=kind))
    for one in checklist.items:
        said = fails.get(one.id)
        members = (
            {
                name: said[name]
                for name in ("grade", "slot", "note", "blobs")
                if name in (said or {})
            }
            if said is not None
            else {}
        )
        answers.answer(one.id, "pass" if said is None else "fail", **members)
    at = instant_text(now)
    signatures = [SignatureFacts(who, at, image="bb" * 32) for who in officers]
    if site_signs:
        signatures.append(SignatureFacts("site", at, image="cc" * 32))
    draft = Draft(
        run="run",
        kind=kind,
        checklist=checklist,
        site=SiteFacts(site, site),
        started=instant_text(now - timedelta(hours=1)),
        author=officers[0],
        officers=tuple(OfficerFacts(name, name) for name in officers),
        answers=answers,
        task=TaskFacts.read(task, {}) if task else None,
        facility=FacilityFacts(facility, facility) if facility else None,
        extras=tuple(extras),
        confirmations=_said(fails, "confirmed_by"),
        deadlines=_said(fails, "deadline"),
        fives=_said(fails, "five"),
        signatures=tuple(signatures),
        supersedes=supersedes,
    )
    return visit_data_write(draft, finished=at, papers=papers)


def _said(fails: Mapping[str, Mapping[str, Any]], name: str) -> dict[Any, Any]:
    return {(item, ()): said[name] for item, said in fails.items() if name in said}


def order_papers(number: str = "责改-1") -> tuple[PaperRef, ...]:
    """Give a record and an order."""
    return (PaperRef("record", f"记-{number}", "aa" * 32), PaperRef("order", number, "dd" * 32))


__all__ = ["BODY", "INSPECTORS", "SITE", "STREET", "TASK", "Field", "item", "order_papers",
           "publish", "task_file", "visit_data"]  # fmt: skip
