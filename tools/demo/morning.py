"""The morning: enrol the tablet by its QR text, set two PINs, fetch the district."""

from collections.abc import Sequence
from dataclasses import dataclass

from fieldapp.screens.today import TaskCard
from fieldapp.screens.unlock import OfficerCard
from fieldapp.widgets.field import Field
from fieldapp.widgets.keypad import Key
from fieldapp.widgets.tap import PrimaryButton
from tools.demo.journal import Journal
from tools.demo.window import TabletWindow

LABEL = "住建局 07 号平板"
PIN_SECONDS = 60.0  # Argon2id is slow on purpose, and the server is asked
PULL_SECONDS = 90.0


@dataclass(frozen=True, slots=True)
class Inspector:
    """Name an officer of the tablet and the PIN they choose."""

    id: str
    pin: str


def tablet_enrol(window: TabletWindow, journal: Journal, qr: str) -> None:
    """Type the QR's text and the tablet's name, and enrol."""
    for label, text in (("enrol.qr", qr), ("enrol.label", LABEL)):
        field = window.find(label, Field, lambda it, label=label: it.label == window.say(label))
        window.tap(field.ids.entry)
        window.type(text)
    window.picture(journal.picture("tablet-enrol", "zh"))
    window.tap(window.find("the enrol button", PrimaryButton))
    window.until_route("unlock", seconds=PIN_SECONDS)


def officers_unlock(
    window: TabletWindow, journal: Journal, inspectors: Sequence[Inspector]
) -> None:
    """Let each set a PIN; the last one is the author of what is made now."""
    for number, inspector in enumerate(inspectors):
        name = next(row.name for row in window.presenter.state.officers if row.id == inspector.id)
        window.tap(
            window.find(f"{name}'s card", OfficerCard, lambda it, name=name: it.name == name)
        )
        _pin_enter(window, inspector.pin)
        window.until("the PIN asked for again", lambda: window.presenter.state.stage == "repeat")
        if number == 0:
            window.picture(journal.picture("tablet-unlock", "zh"))
        _pin_enter(window, inspector.pin)
        window.until(
            f"{name} signed in",
            lambda inspector=inspector: (
                window.tablet.ring.author == inspector.id
                and not getattr(window.presenter.state, "busy", False)
            ),
            seconds=PIN_SECONDS,
        )
    window.until_route("today")


def _pin_enter(window: TabletWindow, pin: str) -> None:
    for digit in pin:
        key = window.find(f"the key {digit}", Key, lambda it, digit=digit: it.text == digit)
        window.tap(key)


def district_pull(window: TabletWindow, journal: Journal) -> None:
    """Fetch everything for the first time; the day's tasks appear."""
    window.tap(window.find("the fetch button", PrimaryButton))
    window.until("the district", lambda: not window.presenter.state.bare, seconds=PULL_SECONDS)
    window.find("a filed task", TaskCard)
    window.picture(journal.picture("tablet-today", "zh"))
