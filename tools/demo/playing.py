"""Server, window and browser come up together; then the district is loaded and the day is played."""

from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

from tools.demo.day import District, day_play, tablet_open
from tools.demo.journal import Journal
from tools.demo.looking import office_look
from tools.demo.network import Network
from tools.demo.office import Office
from tools.demo.server import Loading, ServerProcess


def demo_play(
    journal: Journal, server: ServerProcess, folder: Path, *, words: Sequence[str]
) -> District:
    """Load the district and play the day on a server that was begun. Raises Problem."""
    with journal.step("server"):
        server.ready()
    journal.tell(f"PostgreSQL, web and worker run at {server.url}")
    journal.tell("loading a sample district with two years of history: one to two minutes")
    with (
        _loading(journal, server, words) as loading,
        closing(Network(server.port)) as network,
        Office(server.url, journal) as office,
        tablet_open(folder, journal) as window,
    ):
        network.up()
        with journal.step("load_demo"):
            district = District.read(loading.finish())
        _loaded(journal, district)
        with journal.step("sign_in"):
            account = district.account("office")
            office.sign_in(account["account"], account["password"], screen="office-sign-in")
        day_play(journal, server, network, district, window, office)
        with journal.step("office_pictures"):
            office_look(journal, office)
    return district


@contextmanager
def _loading(journal: Journal, server: ServerProcess, words: Sequence[str]) -> Iterator[Loading]:
    loading = server.load_begin(*words, tell=lambda line: journal.tell(f"  {line}"))
    try:
        yield loading
    finally:
        loading.stop()


def _loaded(journal: Journal, district: District) -> None:
    counts = district.counts
    journal.counts |= {name: value for name, value in counts.items() if isinstance(value, int)}
    journal.tell(
        f"loaded: {counts['sites']} sites, {counts['visits']} visits ({counts['enforcement']} 行政检查),"
        f" {counts['hazards']} hazards, {counts['risks']} risks, {counts['plans']} plans"
    )
