"""A small district that has one of everything, in two streets: what pages, doors and the permission matrix are tried on.

The first street is "own" to the inspector and the street person below; the other is not. Names of the other street's
things hold 群英 or 远郊, so that a page which tells them is caught.
"""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from server.accounts.models import Person
from server.accounts.people import person_create, person_update
from server.blobs.services import blob_folder
from server.config.keys import server_key
from server.hazards.models import Hazard
from server.inspections.models import Visit
from server.intake.entry_make import entry_make
from server.ledger.sealing import minutes_seal
from server.risks.models import Risk
from shared.clock import FixedClock
from tests.ground.building import BODY, INSPECTORS, OFFICE, OTHER_STREET, STREET, STREET_OFFICER
from tests.ground.risking import follow
from tests.ground.visiting import Field, order_papers, task_file

ROLES = ("inspector", "street", "office", "planner", "administrator")
OFFICER_OF = {"inspector": INSPECTORS[0], "street": STREET_OFFICER, "office": OFFICE}
FAR_NAMES = ("群英", "远郊")  # in every name of the other street
PNG = b"\x89PNG\r\n\x1a\n"
BLOCKS = {
    "blocks": [
        {"type": "heading", "level": 1, "number": "一", "text": "总则"},
        {"type": "steps", "steps": [{"who": "值班员", "text": "关阀疏散"}]},
        {"type": "table", "columns": ["岗位", "电话"], "rows": [["总指挥", "0431-1"]]},
        {"type": "text", "text": "先期处置。"},
    ]
}


class World(Field):
    """Build the district; `own` and `far` name the ids of either street by kind."""

    def __init__(self, clock: FixedClock) -> None:
        super().__init__(clock)
        self.persons = {role: _person(role) for role in ROLES}
        inactive = _person("office", username="gone", officer=None)
        self.persons["inactive"] = person_update(person=inactive, active=False)
        self._places()
        self._visits()
        self._plans()
        self._held()
        follow(clock.now())
        clock.advance(timedelta(minutes=2))
        minutes_seal(now=clock.now(), key=server_key())
        self.own, self.far = self._ids("site-1", STREET), self._ids("site-far", OTHER_STREET)

    def _places(self) -> None:
        far = {"id": "site-far", "name": "远郊宾馆", "kind": "hotel", "address": "群英街道 9 号", "lon": 1_253_150_000,
               "lat": 439_050_000, "exposure": "daily", "checklists": [], "factors": []}  # fmt: skip
        self.office("site.import", sites=[far])
        parts = [
            {"id": f"tank-{site}", "site": site, "kind": "pressure_vessel", "name": name}
            for site, name in (("site-1", "储罐"), ("site-far", "远郊储罐"))
        ]
        self.office("facility.import", facilities=parts)
        task_file("task-far", now=self.clock.now(), site="site-far", ground="群英街道年度计划")

    def _visits(self) -> None:
        self.photo, self.far_photo = (_blob(PNG + name, self.clock) for name in (b"own", b"far"))
        fails = {
            "A1": {"deadline": "2026-12-01"},
            "A4": {"note": "报警器失效", "blobs": [self.photo]},
        }
        self.visit(fails, papers=order_papers())
        self.patrol({"A3": {}})
        self.recheck(self._hazard("site-1", "A1").id, "fail", note="仍有破损", seen=10_000)
        self.patrol({"A2": {"note": "远郊隐患"}, "A4": {"note": "远郊重大", "blobs": [self.far_photo]}},
                    site="site-far")  # fmt: skip

    def _plans(self) -> None:
        for id, name, streets in (
            ("plan-all", "总体应急预案", []),
            ("plan-own", "站前街道燃气预案", [STREET]),
            ("plan-far", "群英街道燃气预案", [OTHER_STREET]),
        ):
            self.office(
                "plan.import", id=id, name=name, kind="special", scenarios=["GAS-EXPL"], streets=streets,
                state="approved", version={"content": BLOCKS, "approved_on": "2026-10-01"},
            )  # fmt: skip

    def _held(self) -> None:
        """Let an inspector report on a hazard of the other street: that waits for the office."""
        far = self._hazard("site-far", "A2")
        held = self.intent("hazard.report_done", hazard=far.id, seen=10_000)
        assert held.outcome == "held", held

    def _hazard(self, site: str, item: str) -> Hazard:
        return Hazard.objects.get(site=site, item=item)

    def _ids(self, site: str, street: str) -> Mapping[str, Any]:
        near = site == "site-1"
        return {
            "street": street,
            "site": site,
            "facility": f"tank-{site}",
            "hazard": self._hazard(site, "A4").id,
            "risk": Risk.objects.get(site=site, scenario="GAS-EXPL", facility=None).id,
            "visit": Visit.objects.filter(site=site).earliest("position").id,
            "task": "task-1" if near else "task-far",
            "plan": "plan-own" if near else "plan-far",
            "body": BODY,
            "officer": INSPECTORS[0],
            "person": str(self.persons["street"].pk),
            "device": "device-1",
            "sha256": self.photo if near else self.far_photo,
        }


def _person(role: str, *, username: str = "", officer: str | None = "by role") -> Person:
    """Make the sign-in of a role; inspector and street have the first street by their officer."""
    return person_create(
        username=username or role,
        password="Changchun-2026",
        full_name=f"{role}人员",
        role=role,
        body=BODY,
        officer=OFFICER_OF.get(role) if officer == "by role" else officer,
    )


def _blob(content: bytes, clock: FixedClock) -> str:
    """Put a file into the folder and enter its arrival, as the tablets' door does."""
    sha256 = blob_folder().store(content)
    data = {"sha256": sha256, "size": len(content), "device": "device-1"}
    entry_make(origin="clock", name="blob.arrived", data=data, now=clock.now())
    return sha256
