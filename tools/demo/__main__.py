"""Play the day: `python -m tools.demo [--seed 1] [--visits N]`; `python3 noxfile.py -s demo` calls it.

With a terminal it serves until Ctrl-C afterwards; without one it ends. Exit status 0 done, 1 a step
failed, 130 interrupted before the end.
"""

import argparse
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from fieldapp.kivy_settings import kivy_prepare_offscreen
from shared.problems import Problem
from tools.demo.folder import folder_renew
from tools.demo.journal import ROOT, Journal, complain
from tools.demo.server import ServerProcess
from tools.demo.stopping import stop_on_signals

FOLDER = ROOT / "var" / "demo"
DAY = (  # the steps of the played day
    "enrol", "pull", "visit_gas", "visit_construction", "exchange_offline", "push", "risks", "confirm",
    "tablet_english", "office_pictures",
)  # fmt: skip


def main(words: list[str] | None = None) -> int:
    """Play the day, tell it, serve; return the exit status."""
    given = _parser().parse_args(words)
    stop_on_signals()
    folder: Path = given.folder.absolute()
    journal = Journal(folder / "pictures")
    server = ServerProcess(folder / "server")
    try:
        folder_renew(folder)
        server.begin()
        kivy_prepare_offscreen()
        from tools.demo.playing import demo_play  # imports Kivy, while the server comes up

        district = demo_play(journal, server, folder, words=_load_words(given))
        _sum_up(journal, folder)
        if sys.stdin.isatty() and sys.stdout.isatty():
            return _serve(server, district.accounts)
    except Problem as problem:
        complain(f"Stopped in step `{journal.now}`: {problem.message} {problem.remedy}".strip())
        return 1
    except KeyboardInterrupt:
        return 130
    except Exception as error:
        complain(f"Stopped in step `{journal.now}` by a fault of ours: {error!r}")
        complain(f"Report this with {_short(server.log)} and the lines below.")
        raise
    finally:
        server.stop()
    return 0


def _load_words(given: argparse.Namespace) -> list[str]:
    words = ["--seed", str(given.seed)]
    return [*words, "--visits", str(given.visits)] if given.visits else words


def _sum_up(journal: Journal, folder: Path) -> None:
    journal.write(folder / "summary.json")
    pictures = f"{len(journal.screenshots)} pictures of tablet and office in"
    journal.tell(f"{pictures} {_short(journal.pictures)}")
    journal.tell(
        f"the day took {journal.seconds(*DAY):.0f} s, everything {journal.elapsed:.0f} s;"
        f" summary in {_short(folder / 'summary.json')}"
    )


def _serve(server: ServerProcess, accounts: Sequence[Mapping[str, str]]) -> int:
    lines = [f"The office is open at {server.url} until Ctrl-C. Accounts:"]
    lines += [f"  {one['account']:<10} {one['password']:<14} {one['role']}" for one in accounts]
    print("\n".join(lines), flush=True)
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
    parser.add_argument("--folder", type=Path, default=FOLDER, help="made anew; default var/demo")
    return parser


def _short(path: Path) -> str:
    return str(path.relative_to(ROOT) if path.is_relative_to(ROOT) else path)


if __name__ == "__main__":
    raise SystemExit(main())
