"""What a sample history plays on: the clock, the tablets, the real doors of the server."""

import random
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from server.accounts.models import Officer
from server.accounts.services import officer_data
from server.blobs.services import blob_folder
from server.catalogue.published import calendar_in_force
from server.demo.making import MadeVisit
from server.demo.people import OFFICE, PEOPLE, Person
from server.demo.pictures import photo, sha256
from server.demo.tablets import DemoTablet
from server.intake.entry_make import entry_make
from server.intake.overdue import overdue_sweep
from server.ledger.following import follow_all
from server.ledger.writing import ledger_writing
from server.places.models import Site
from server.risks.following import RISKS
from shared.checklist import Checklist
from shared.clock import FixedClock
from shared.hazard import RecheckData, recheck_data_write
from shared.ids import SequenceIds
from shared.inspection import AuthorityFacts, OfficerFacts, TaskFacts


class Scene:
    """Hold the sample district while its history is played; every change goes by an entry."""

    def __init__(self, *, seed: int, clock: FixedClock) -> None:
        self.seed, self.clock = seed, clock
        self.ids = SequenceIds(f"demo {seed}")
        self.checklists: list[Checklist] = []
        self.titles: Mapping[tuple[str, str], str] = {}
        self.authority = AuthorityFacts()
        self.sites: list[dict[str, Any]] = []
        self.refused: dict[str, int] = {}
        self._officers: dict[str, OfficerFacts] = {}
        self._tablets: dict[str, DemoTablet] = {}
        self._kept: set[str] = set()
        self._weeks = 0

    @property
    def calendar(self) -> Any:
        """Give the calendar in force."""
        return calendar_in_force()

    def clock_to(self, at: datetime) -> None:
        """Let the clock go on to an instant; it never goes back."""
        if at > self.clock.now():
            self.clock.advance(at - self.clock.now())

    def office(self, name: str, data: Mapping[str, Any], *, by: str = OFFICE) -> Any:
        """Bring an intent as the office does."""
        return entry_make(origin="office", name=name, data=data, officer=by, now=self.clock.now())

    def officer(self, id: str) -> OfficerFacts:
        """Give an officer as a tablet knows them."""
        if id not in self._officers:
            row = Officer.objects.select_related("body").prefetch_related("certificates").get(id=id)
            self._officers[id] = OfficerFacts.read(id, officer_data(row))
        return self._officers[id]

    def tablets_enrol(self) -> None:
        """Enrol a tablet for each body whose people go out."""
        with ledger_writing(now=self.clock.now()) as writer:
            epoch = writer.epoch
        bodies: dict[str, list[str]] = {}
        for person in PEOPLE:
            if person.role in ("inspector", "street"):
                bodies.setdefault(person.body, []).append(person.id)
        for body, officers in bodies.items():
            device = f"demo-{body.removeprefix('body-').removeprefix('street-')}"
            tablet = DemoTablet(device, officers, seed=self.seed, clock=self.clock, epoch=epoch)
            tablet.enrol(by=OFFICE)
            self._tablets[body] = tablet

    def tablets_revoke(self) -> None:
        """Shut the sample tablets out."""
        for tablet in self._tablets.values():
            tablet.revoke(by=OFFICE)

    def sites_read(self, rows: Sequence[Mapping[str, Any]], names: Mapping[str, str]) -> None:
        """Take the imported sites with the streets the server found for them."""
        streets = dict(Site.objects.values_list("id", "street"))
        self.sites = [
            {**row, "street": streets[row["id"]], "enterprise_name": names[row["enterprise"]]}
            for row in rows
        ]

    def task_file(
        self, *, site: Mapping[str, Any], checklists: Sequence[str], crew: Sequence[Person],
        first: date, last: date, number: int, ground: str, kind: str = "daily",
    ) -> TaskFacts:  # fmt: skip
        """File a task, and give it as a tablet knows it."""
        id = f"task-{self.seed}-{number:05d}"
        data = {
            "id": id, "number": f"宽检备〔{first.year}〕演{number:05d}号", "ground": ground, "kind": kind,
            "site": site["id"], "body": crew[0].body, "officers": [one.id for one in crew],
            "checklists": list(checklists), "from": first.isoformat(), "to": last.isoformat(),
        }  # fmt: skip
        self.office("task.file", data)
        return TaskFacts.read(id, {**data, "state": "open"})

    def visit_push(
        self, made: MadeVisit, *, run: str, crew: Sequence[Person], ended: datetime
    ) -> None:
        """Push a visit's record, then let its files arrive."""
        tablet = self._tablets[crew[0].body]
        signers = [one.id for one in crew]
        tablet.push("visit", made.data, id=run, signers=signers, at=ended)
        self._files_arrive(made.files, device=tablet.device)

    def recheck_push(
        self, hazard: str, *, verdict: str, crew: Sequence[Person], chance: random.Random
    ) -> None:
        """Push a re-check by the crew's first officer, with a photo."""
        content = photo("RECHECK", chance.randrange(20))
        note = (
            "已按要求整改到位，现场核对无误"
            if verdict == "pass"
            else "部分整改，仍有遗留，责令继续整改"
        )
        data = recheck_data_write(
            RecheckData(hazard=hazard, verdict=verdict, note=note, blobs=(sha256(content),))
        )
        tablet = self._tablets[crew[0].body]
        tablet.push("recheck", data, id=self.ids.new(), signers=[crew[0].id], at=self.clock.now())
        self._files_arrive({sha256(content): content}, device=tablet.device)

    def _files_arrive(self, files: Mapping[str, bytes], *, device: str) -> None:
        for name, content in files.items():
            if name in self._kept:
                continue
            blob_folder().store(content)
            data = {"sha256": name, "size": len(content), "device": device}
            entry_make(origin="clock", name="blob.arrived", data=data, now=self.clock.now())
            self._kept.add(name)

    def week_ends(self) -> None:
        """Let time do its part: dates pass; each fourth week the risks catch up."""
        overdue_sweep(now=self.clock.now())
        self._weeks += 1
        if self._weeks % 4 == 0:
            self.risks_follow()

    def risks_follow(self) -> None:
        """Let the register catch up with the ledger."""
        follow_all(RISKS, now=self.clock.now())
