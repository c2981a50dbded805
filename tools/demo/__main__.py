"""Play the day: `python -m tools.demo [--seed 1] [--visits N]`; `python3 noxfile.py -s demo` calls it.

With a terminal it serves until Ctrl-C afterwards; without one it ends. Exit status 0 done, 1 a step
failed, 130 interrupted before the end.
"""

import argparse
import sys
from pathlib import Path

from fieldapp.kivy_settings import kivy_prepare_offscreen

kivy_prepare_offscreen()

from shared.problems import Problem  # noqa: E402
from tools.demo import looking  # noqa: E402
from tools.demo.day import District, day_play, tablet_open  # noqa: E402
from tools.demo.folder import folder_renew  # noqa: E402
from tools.demo.journal import ROOT, Journal, complain  # noqa: E402
from tools.demo.network import Network  # noqa: E402
from tools.demo.office import Office  # noqa: E402
from tools.demo.server import ServerProcess  # noqa: E402
from tools.demo.stopping import stop_on_signals  # noqa: E402

FOLDER = ROOT / "var" / "demo"
DAY = (
    "enrol", "pull", "visit_gas", "visit_construction", "exchange_offline", "push", "risks", "confirm",
    "tablet_english", "office_pictures",
)  # fmt: skip


def main(words: list[str] | None = None) -> int:
    """Play the day, tell it, serve; return the exit status."""
    given = _parser().parse_args(words)
    stop_on_signals()
    journal = Journal(FOLDER / "pictures")
    server = ServerProcess(FOLDER / "server")
    try:
        folder_renew(FOLDER)
        district = _prepare(journal, server, given)
        _play(journal, server, district)
        _sum_up(journal)
        if sys.stdin.isatty() and sys.stdout.isatty():
            return _serve(server, district)
    except Problem as problem:
        complain(f"Stopped in step `{journal.now}`: {problem.message} {problem.remedy}".strip())
        return 1
    except KeyboardInterrupt:
        return 130
    except Exception as error:
        complain(f"Stopped in step `{journal.now}` by a fault of ours: {error!r}")
        complain(f"Report this with {_short(FOLDER)}/server/server.log and the lines above.")
        raise
    finally:
        server.stop()
    return 0


def _prepare(journal: Journal, server: ServerProcess, given: argparse.Namespace) -> District:
    with journal.step("server"):
        server.start()
    journal.tell(f"PostgreSQL, web and worker run at {server.url}, data in {_short(FOLDER)}")
    journal.tell("loading a sample district with two years of history: one to two minutes")
    words = ["--seed", str(given.seed)]
    words += ["--visits", str(given.visits)] if given.visits else []
    with journal.step("load_demo"):
        district = District.read(server.load(*words, tell=lambda line: journal.tell(f"  {line}")))
    counts = district.counts
    journal.counts |= {name: value for name, value in counts.items() if isinstance(value, int)}
    journal.tell(
        f"loaded: {counts['sites']} sites, {counts['visits']} visits ({counts['enforcement']} 行政检查),"
        f" {counts['hazards']} hazards, {counts['risks']} risks, {counts['plans']} plans"
    )
    return district


def _play(journal: Journal, server: ServerProcess, district: District) -> None:
    network = Network(server.port)
    network.up()
    account = district.account("office")
    try:
        with Office(server.url, journal) as office:
            with journal.step("sign_in"):
                office.sign_in(account["account"], account["password"])
            with tablet_open(FOLDER) as window:
                day_play(journal, server, network, district, window, office)
            with journal.step("office_pictures"):
                looking.office_look(journal, office)
    finally:
        network.close()


def _sum_up(journal: Journal) -> None:
    journal.write(FOLDER / "summary.json")
    journal.tell(
        f"{len(journal.screenshots)} pictures of tablet and office in {_short(FOLDER)}/pictures"
    )
    journal.tell(
        f"the day took {journal.seconds(*DAY):.0f} s, everything {journal.elapsed:.0f} s;"
        f" summary in {_short(FOLDER)}/summary.json"
    )


def _serve(server: ServerProcess, district: District) -> int:
    journal_lines = [f"The office is open at {server.url} until Ctrl-C. Accounts:"]
    journal_lines += [
        f"  {one['account']:<10} {one['password']:<14} {one['role']}" for one in district.accounts
    ]
    print("\n".join(journal_lines), flush=True)
    try:
        status = server.wait()
    except KeyboardInterrupt:
        return 0
    complain(f"The server ended by itself with {status}; its log is {_short(server.log)}.")
    return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tools.demo", description=__doc__)
    parser.add_argument("--seed", type=int, default=1, help="the same seed gives the same district")
    parser.add_argument("--visits", type=int, default=0, help="how many visits the history has")
    return parser


def _short(path: Path) -> str:
    return str(path.relative_to(ROOT))


if __name__ == "__main__":
    raise SystemExit(main())
