"""Two visits without a network: touches where a person decides, `fieldapp.work` for the rest."""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from fieldapp.presenters.run_rows import Key
from fieldapp.screens.finish import SignerRow
from fieldapp.screens.run_row import CameraTile, DeedBox, ItemRow, NoteBox, OpenRow
from fieldapp.screens.run_sheets_deduct import CriterionRow
from fieldapp.screens.today import TaskCard
from fieldapp.widgets.bar import NavItem
from fieldapp.widgets.field import Field
from fieldapp.widgets.segments import Segment
from fieldapp.widgets.signature import SignaturePad
from fieldapp.widgets.tap import BarButton, DangerButton, IconTap, PrimaryButton, QuietButton
from tools.demo.answering import rest_answer
from tools.demo.journal import Journal
from tools.demo.window import TabletWindow

PAPER_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class Fault:
    """Name an item that fails: what is written, which criterion takes marks, whether it is major."""

    item: str
    note: str
    criterion: int | None = None  # its place in the sheet of deductions
    major: bool = False


@dataclass(frozen=True, slots=True)
class Visit:
    """Say what is found at a place; `given` are values of items nobody touches."""

    name: str  # gas, construction
    task: str
    passes: tuple[str, ...]
    faults: tuple[Fault, ...]
    given: Mapping[str, str] = field(default_factory=dict)


def visit_make(window: TabletWindow, journal: Journal, visit: Visit) -> str:
    """Make one visit from its filed task to its end; give the run."""
    run = visit_start(window, journal, visit)
    for item in visit.passes:
        verdict_give(window, (item, ()), "pass")
    for fault in visit.faults:
        fault_find(window, journal, visit, fault)
    touched = len(visit.passes) + len(visit.faults)
    bulk = rest_answer(window.tablet, run=run, given=visit.given)
    journal.counts[f"answers_{visit.name}"] = touched + bulk
    visit_sign(window, journal, visit, run)
    return run


def visit_start(window: TabletWindow, journal: Journal, visit: Visit) -> str:
    """Open the filed task from the day's list and begin its visit."""
    list_ = window.stage.screen.ids.tasks
    place = next(n for n, drawn in enumerate(list_.drawn) if drawn.key == visit.task)
    list_.reveal(place)
    window.frames(4)
    card = window.find("the filed task", TaskCard, lambda it: it.row.task.id == visit.task)
    window.tap(card)
    window.until_route("site")
    window.tap(window.find("the start button", PrimaryButton))
    window.until_route("run")
    run: str = window.shell.state.route.values["run"]
    return run


def verdict_give(window: TabletWindow, key: Key, verdict: str) -> None:
    """Touch a verdict of an item, scrolling to it first."""
    row = row_show(window, key)
    segment = next(
        it for it in row.walk(restrict=True) if isinstance(it, Segment) and it.code == verdict
    )
    window.tap(segment)
    window.until(
        f"{key[0]} answered", lambda: window.presenter.answer(key).value.startswith(verdict)
    )


def row_show(window: TabletWindow, key: Key) -> ItemRow:
    """Scroll to an item and give its row."""
    window.presenter.reveal(key)
    window.frames(4)
    return window.find(
        f"item {key[0]}", ItemRow, lambda it: it.row is not None and it.row.key == key
    )


def fault_find(window: TabletWindow, journal: Journal, visit: Visit, fault: Fault) -> None:
    """Fail an item with its photo and description; a major one is confirmed by the second officer."""
    key: Key = (fault.item, ())
    verdict_give(window, key, "fail")
    if fault.criterion is not None:
        _deduct(window, fault.criterion)
    photo_take(window, key)
    note_write(window, key, fault.note)
    if fault.major:
        major_confirm(window, journal, visit, key)


def _deduct(window: TabletWindow, place: int) -> None:
    criterion = window.find("the criteria", CriterionRow)
    rows = list(reversed(criterion.parent.children))
    box = next(it for it in rows[place].walk(restrict=True) if isinstance(it, IconTap))
    window.tap(box)
    window.tap(window.find("the save button", PrimaryButton))
    window.until("the sheet closed", lambda: not window.stage.layer.children)


def photo_take(window: TabletWindow, key: Key) -> None:
    """Touch the camera of an opened item; the photo is on disk when it shows."""
    row = _opened(window, key)
    window.tap(next(it for it in row.walk(restrict=True) if isinstance(it, CameraTile)))
    window.until("the photo", lambda: window.presenter.answer(key).blobs)
    window.frames(4)


def note_write(window: TabletWindow, key: Key, note: str) -> None:
    """Touch the description of an opened item and type it."""
    row = _opened(window, key)
    window.tap(next(it for it in row.walk(restrict=True) if isinstance(it, NoteBox)))
    window.tap(window.find("the description", Field).ids.entry)
    window.type(note)
    window.tap(window.find("the save button", PrimaryButton))
    window.until("the description saved", lambda: window.presenter.answer(key).note == note)


def _opened(window: TabletWindow, key: Key) -> OpenRow:
    row_show(window, key)
    return window.find(
        f"item {key[0]} opened", OpenRow, lambda it: it.row is not None and it.row.key == key
    )


def major_confirm(window: TabletWindow, journal: Journal, visit: Visit, key: Key) -> None:
    """Call a finding major, and let the second officer confirm it."""
    window.tap(_deed(window, key))
    window.tap(window.find("call it major", DangerButton))
    confirm = window.find(
        "confirm as second officer", DangerButton, lambda it: it.text.endswith(_second(window))
    )
    window.picture(journal.picture("tablet-major", "zh"))
    window.tap(confirm)
    window.until("the confirmation", lambda: window.presenter.shown(key).finding.confirm == "done")
    row_show(window, key)
    window.picture(journal.picture(f"tablet-checklist-{visit.name}", "zh"))


def _deed(window: TabletWindow, key: Key) -> DeedBox:
    row = _opened(window, key)
    return next(it for it in row.walk(restrict=True) if isinstance(it, DeedBox))


def _second(window: TabletWindow) -> str:
    second = window.presenter.seconds()[0]
    return window.say("run.confirm_as", name=second.name)


def visit_sign(window: TabletWindow, journal: Journal, visit: Visit, run: str) -> None:
    """Read the papers, let both officers and the site sign, finish."""
    window.shell.replace("run", run=run)  # read anew what was answered beside the screen
    window.frames(4)
    window.tap(window.find("the finish button", BarButton))
    window.until_route("finish")
    _checked(window, "the paper", lambda: window.presenter.state.pages)
    signers = [one.who for one in window.presenter.state.signers]
    for number, who in enumerate(signers):
        _sign(window, who, number)
    _checked(window, "nothing missing", lambda: not window.presenter.state.missing)
    window.picture(journal.picture(f"tablet-finish-{visit.name}", "zh"))
    window.tap(window.find("the finish button", BarButton))
    window.until_route("today", seconds=PAPER_SECONDS)


def _sign(window: TabletWindow, who: str, number: int) -> None:
    place = next(n for n, one in enumerate(window.presenter.state.signers) if one.who == who)
    rows = list(window.seen(SignerRow))
    row = sorted(rows, key=lambda it: -it.y)[place]
    buttons = [
        it for it in row.walk(restrict=True) if isinstance(it, QuietButton) and it.text == row.deed
    ]
    window.tap(buttons[0])
    pad = window.find("the signature pad", SignaturePad)
    for start in (0.12, 0.42, 0.68):
        window.stroke(pad, _scribble(start, number))
    window.tap(window.find("the save button", PrimaryButton))
    _checked(
        window,
        f"the signature of {who}",
        lambda: any(o.who == who and o.state == "signed" for o in window.presenter.state.signers),
    )


def _checked(window: TabletWindow, what: str, is_so: Callable[[], object]) -> None:
    """Wait until the visit was looked at again and something is so."""
    window.until(
        what, lambda: not window.presenter.state.checking and is_so(), seconds=PAPER_SECONDS
    )


def _scribble(start: float, number: int) -> list[tuple[float, float]]:
    """Draw a stroke that differs from person to person."""
    steps = [step / 24 for step in range(25)]
    return [
        (start + 0.2 * t, 0.5 + 0.3 * math.sin(t * (9 + 3 * number) + start * 7) * (1 - 0.4 * t))
        for t in steps
    ]


def rail_tap(window: TabletWindow, route: str) -> None:
    """Go to a main screen by the rail."""
    text = window.say(f"nav.{route}")
    window.tap(window.find(f"the way to {route}", NavItem, lambda it: it.text == text))
    window.until_route(route)
