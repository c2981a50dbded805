"""The evening: an exchange that fails visibly, one that succeeds, and what both sides then hold."""

from fieldapp.screens.frame import BarTap
from fieldapp.widgets.tap import PrimaryButton
from fieldapp.work import operations_list
from shared.problems import Problem
from tools.demo.journal import Journal
from tools.demo.visits import rail_tap
from tools.demo.window import TabletWindow

EXCHANGE_SECONDS = 90.0
UNANSWERED = {"queued", "sent"}  # sent: offered, with no answer; offered again until there is one


class DayWentWrong(Problem):
    """Say that the day did not end as it must: work lost, not confirmed, or without its effect."""


def exchange_fail(window: TabletWindow, journal: Journal) -> str:
    """Try to exchange without a network; give what the tablet says. Raises DayWentWrong."""
    rail_tap(window, "sync")
    _idle(window)
    _sync_tap(window)
    trouble = window.presenter.state.trouble
    states = {row.state for row in operations_list(window.tablet)}
    if trouble is None or not states <= UNANSWERED:
        raise DayWentWrong(
            "day_offline", f"Offline the tablet says {trouble} and its work is {sorted(states)}.",
            "It must name the fault and keep the work waiting; report this.",
        )  # fmt: skip
    window.picture(journal.picture("tablet-offline", "zh"))
    message: str = trouble.message
    return message


def exchange(window: TabletWindow) -> None:
    """Exchange with the office now. Raises DayWentWrong when the tablet tells a fault."""
    _idle(window)
    _sync_tap(window)
    if trouble := window.presenter.state.trouble:
        raise DayWentWrong("day_exchange", trouble.message, trouble.remedy)


def _sync_tap(window: TabletWindow) -> None:
    text = window.say("sync.now")
    button = window.find("the sync button", PrimaryButton, lambda it: it.text.endswith(text))
    window.tap(button)
    _idle(window)


def _idle(window: TabletWindow) -> None:
    """Wait until no exchange is under way: a finished visit begins one by itself."""
    window.until("the exchange ended", lambda: not window.shell.syncing, seconds=EXCHANGE_SECONDS)
    window.frames(4)


def confirmed_check(window: TabletWindow, journal: Journal) -> int:
    """See that every operation is confirmed and every file received. Raises DayWentWrong."""
    rows = operations_list(window.tablet)
    open_ = [row for row in rows if row.state != "confirmed" or row.blobs != row.blobs_received]
    if open_:
        told = "; ".join(f"#{row.seq} {row.state} {row.remedy or ''}".strip() for row in open_)
        raise DayWentWrong(
            "day_unconfirmed",
            f"Not confirmed: {told}.",
            "Report this with server/server.log.",
        )
    window.picture(journal.picture("tablet-confirmed", "zh"))
    return len(rows)


def english_picture(window: TabletWindow, journal: Journal) -> None:
    """Switch the tablet to English by its own button, and look at two screens."""
    text = window.say("common.other_language")
    window.tap(window.find("the language button", BarTap, lambda it: it.text.endswith(text)))
    window.until("English", lambda: window.shell.state.lang == "en")
    window.picture(journal.picture("tablet-confirmed", "en"))
    rail_tap(window, "today")
    window.picture(journal.picture("tablet-today", "en"))
