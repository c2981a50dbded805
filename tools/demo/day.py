"""The day itself, in its order: enrol, pull, two visits without a network, exchange, confirmation."""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fieldapp.work import Tablet, operations_list, site_get, tablet_verify
from shared.problems import Problem
from tools.demo import evening, morning
from tools.demo.camera import camera_roll
from tools.demo.evening import DayWentWrong
from tools.demo.journal import Journal
from tools.demo.network import Network
from tools.demo.office import Office
from tools.demo.server import ServerProcess
from tools.demo.visits import Fault, Visit, visit_make
from tools.demo.window import TabletWindow

AUTHOR, SECOND = (
    morning.Inspector("housing-li", "260417"),
    morning.Inspector("housing-wang", "805533"),
)
RISK_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class District:
    """Hold what load_demo told: the filed tasks of the day, and the accounts of the office."""

    tasks: Mapping[str, Mapping[str, str]]
    accounts: tuple[Mapping[str, str], ...]
    counts: Mapping[str, Any]

    @classmethod
    def read(cls, rows: list[dict[str, Any]]) -> "District":
        """Read the lines of load_demo."""
        loaded = next(row["loaded"] for row in rows if "loaded" in row)
        accounts = tuple(row for row in rows if "account" in row)
        return cls(loaded["tasks"], accounts, loaded["counts"])

    def account(self, role: str) -> Mapping[str, str]:
        """Give the first account of a role."""
        return next(one for one in self.accounts if one["role"] == role)


def visits_of(district: District) -> tuple[Visit, Visit]:
    """Say what is found at the two places."""
    gas = Visit(
        "gas", district.tasks["gas"]["task"], ("G01", "G02", "G05"),
        (
            Fault("G08", "二层储物间放有在用钢瓶一只，隔间内设床铺两张，夜间有员工住宿。", major=True),
            Fault("G27", "东侧灶台连接软管老化开裂，涂肥皂水有气泡。"),
        ),
        {"G03": "2026-09-15 安检单 0098213", "G10": "outdoor", "G11": "3", "G12": "0", "G13": "15",
         "G28": "1.6", "G34": "linked"},
    )  # fmt: skip
    construction = Visit(
        "construction", district.tasks["construction"]["task"], ("B1-01", "B3-01"),
        (Fault("B3-03", "3 号楼北侧三层连墙件拆除两处未恢复，架体与结构无可靠拉结。", criterion=0),),
    )  # fmt: skip
    return gas, construction


@contextmanager
def tablet_open(folder: Path, journal: Journal) -> Iterator[TabletWindow]:
    """Open a new data folder with its window, and a camera that has pictures to take.

    What the window shows when the day fails is kept as a picture.
    """
    camera_roll(folder / "camera-roll")
    os.environ["XUNAN_CAMERA"] = str(folder / "camera-roll")
    with Tablet.open(folder / "tablet") as tablet:
        window = TabletWindow(tablet)
        try:
            yield window
        except Problem:
            window.picture(journal.picture("tablet-failed", window.shell.state.lang))
            raise
        finally:
            window.close()


def day_play(
    journal: Journal, server: ServerProcess, network: Network, district: District,
    window: TabletWindow, office: Office,
) -> None:  # fmt: skip
    """Play the day. Raises Problem."""
    _morning(journal, server, network, window)
    sites = {name: task["site"] for name, task in district.tasks.items()}
    before = {name: office.levels(site) for name, site in sites.items()}
    network.down()
    runs = {}
    for visit in visits_of(district):
        with journal.step(f"visit_{visit.name}"):
            runs[visit.name] = visit_make(window, journal, visit)
        journal.ids[f"visit_{visit.name}"] = runs[visit.name]
        journal.tell(_visited(journal, window, visit, sites[visit.name]))
    with journal.step("exchange_offline"):
        said = evening.exchange_fail(window, journal)
    journal.tell(f"no network: 2 visits stay queued; the tablet says {said}")
    network.up()
    with journal.step("push"):
        evening.exchange(window)
    _pushed(journal, window)
    with journal.step("risks"):
        newly = office.until(
            "a risk that turned red",
            lambda: _newly_red(office, before, sites),
            seconds=RISK_SECONDS,
        )
    _turned(journal, newly, before)
    with journal.step("confirm"):
        evening.exchange(window)
        count = evening.confirmed_check(window, journal)
        _verified(journal, window)
    _hazards(journal, window, sites)
    journal.tell(
        f"pulled again: {count} operations confirmed, every signature and file checked on the tablet"
    )
    with journal.step("tablet_english"):
        evening.english_picture(window, journal)


def _morning(
    journal: Journal, server: ServerProcess, network: Network, window: TabletWindow
) -> None:
    with journal.step("enrol"):
        code = server.say(
            "devices", "code", "--officer", AUTHOR.id, SECOND.id, "--label", morning.LABEL,
            "--url", network.url,
        )[0]  # fmt: skip
        morning.tablet_enrol(window, journal, code["qr"])
        morning.officers_unlock(window, journal, (SECOND, AUTHOR))
    journal.ids["device"] = str(window.shell.status.device)
    journal.tell(
        "tablet enrolled by QR text; Wang Xiaodong and Li Zhiqiang set PINs, their keys are registered"
    )
    with journal.step("pull"):
        morning.district_pull(window, journal)
    rows = window.shell.status.rows
    journal.counts |= {f"pulled_{kind}": count for kind, count in sorted(rows.items())}
    journal.tell(
        f"pulled {sum(rows.values())} rows: {rows['site']} places, {rows['hazard']} hazards, {rows['task']} tasks; then the network goes"
    )


def _visited(journal: Journal, window: TabletWindow, visit: Visit, site: str) -> str:
    place = site_get(window.tablet, site=site)
    majors = sum(fault.major for fault in visit.faults)
    found = f"{len(visit.faults)} found wrong" + (", one major and confirmed" if majors else "")
    return f"{visit.name} visit at {place.site.name}: {journal.counts[f'answers_{visit.name}']} answers, {found}, signed by both officers and the site"


def _pushed(journal: Journal, window: TabletWindow) -> None:
    rows = operations_list(window.tablet)
    files = sum(row.blobs_received for row in rows)
    journal.counts |= {"operations": len(rows), "files": files}
    journal.tell(
        f"network back: {len(rows)} operations and {files} files sent, each answered by the server"
    )


def _newly_red(
    office: Office, before: Mapping[str, Mapping[str, str]], sites: Mapping[str, str]
) -> list[tuple[str, str]]:
    """Give (visit, risk) of each risk that is red now and was not."""
    return [
        (name, risk)
        for name, site in sites.items()
        for risk, level in office.levels(site).items()
        if level == "red" and before[name].get(risk) != "red"
    ]


def _turned(
    journal: Journal, newly: list[tuple[str, str]], before: Mapping[str, Mapping[str, str]]
) -> None:
    name, risk = newly[0]
    journal.ids["risk"] = risk
    journal.counts["risks_newly_red"] = len(newly)
    was = before[name].get(risk, "grey (never assessed)")
    journal.tell(
        f"the worker has assessed: a risk of the {name} site turned from {was} to red ({risk})"
    )


def _verified(journal: Journal, window: TabletWindow) -> None:
    checked = tablet_verify(window.tablet)
    if checked.faults:
        told = "; ".join(str(fault) for fault in checked.faults[:3])
        raise DayWentWrong("day_verify", f"The tablet's own check finds: {told}", "Report this.")
    journal.counts["verified_files"] = checked.blobs


def _hazards(journal: Journal, window: TabletWindow, sites: Mapping[str, str]) -> None:
    """Note what the pull brought back of the day's findings."""
    for name, site in sites.items():
        rows = site_get(window.tablet, site=site).hazards
        journal.counts[f"hazards_{name}"] = len(rows)
    majors = [
        row for row in site_get(window.tablet, site=sites["gas"]).hazards if row.grade == "major"
    ]
    if not majors:
        raise DayWentWrong("day_hazard", "The major hazard did not come back.", "Report this.")
    journal.ids["hazard"] = majors[0].id
