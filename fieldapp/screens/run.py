"""The checklist run: sections with their progress at the left, items with their verdicts at the right."""

from dataclasses import dataclass

from kivy.metrics import dp
from kivy.properties import BooleanProperty, ColorProperty, NumericProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout

from fieldapp.presenters.run import NOWHERE, RunState
from fieldapp.presenters.run_list import FILTERS, HeadingShown, ListRow, PartShown
from fieldapp.screens import photos, run_row
from fieldapp.screens.frame import Screen, rows_set
from fieldapp.screens.run_measure import Measure
from fieldapp.screens.run_sheets import SheetOpener
from fieldapp.theme.icons import icon
from fieldapp.theme.loading import load_kv
from fieldapp.theme.look import T
from fieldapp.widgets import field
from fieldapp.widgets.bar import EmptyState
from fieldapp.widgets.rows import Drawn, RowView
from fieldapp.widgets.surface import Panel
from fieldapp.widgets.tap import Chip, TapRow
from fieldapp.work import blob_read

__all__ = ["PartRow", "RunScreen", "field", "run_row"]

PART_HEIGHT = 60
NARROW_WINDOW = 1120  # dp


@dataclass(frozen=True, slots=True)
class PartRowShown:
    """Show a part, and whether its rows are the ones in sight."""

    part: PartShown
    current: bool


class PartRow(RowView, TapRow):
    """One section in the pane."""

    title = StringProperty("")
    counted = StringProperty("")
    failed = StringProperty("")
    part = NumericProperty(0)
    full = BooleanProperty(False)
    current = BooleanProperty(False)
    ink = ColorProperty((0, 0, 0, 1))

    def row_draw(self, row: PartRowShown) -> None:
        """Show how far the section is and how many items failed."""
        part = row.part
        self.title, self.current = part.title, row.current
        self.full = part.asked > 0 and part.answered == part.asked
        self.part = part.answered / part.asked if part.asked else 0
        self.ink = T.ok if self.full else T.primary
        self.counted = f"{part.answered}/{part.asked}" if part.asked else ""
        if part.repeats:
            self.counted = icon("plus")
        self.failed = f"{icon('close-circle')} {part.failed}" if part.failed else ""


class Count(BoxLayout):
    """One number with its word."""

    number = StringProperty("")
    word = StringProperty("")
    ink = ColorProperty((0, 0, 0, 1))


class RunPane(Panel):
    """Show the progress of the run and its sections."""

    counted = StringProperty("")
    kept = StringProperty("")
    score = StringProperty("")
    part = NumericProperty(0)


class RunScreen(Screen):
    """List the items, follow the section in sight, lay sheets over the list."""

    title = StringProperty("")
    subtitle = StringProperty("")
    visit = StringProperty("")
    finish_text = StringProperty("")
    can_undo = BooleanProperty(False)
    narrow = BooleanProperty(False)
    pane = NumericProperty(dp(312))
    search = NumericProperty(dp(230))

    def __init__(self, **given) -> None:
        self._sheets = SheetOpener(self)
        self._current = 0
        photos.use(lambda sha: blob_read(given["shell"].tablet, sha256=sha))
        super().__init__(**given)

    def on_kv_post(self, _base) -> None:
        """Show what was searched for before."""
        self.ids.search.text = self.presenter.state.query

    def on_width(self, _widget, width: float) -> None:
        """Give the panes the room that the window has."""
        self.narrow = width < dp(NARROW_WINDOW)
        self.pane = dp(232) if self.narrow else dp(312)
        self.search = dp(150) if self.narrow else dp(230)

    def on_narrow(self, _widget, _narrow: bool) -> None:
        """Show as many counts as there is room for."""
        if "pane" in self.ids:
            self._counts(self.presenter.state)

    def render(self, state: RunState) -> None:
        """Draw the run; rows that did not change are left alone."""
        self.title, self.subtitle, self.visit = state.title, state.subtitle, state.visit
        self.can_undo = state.can_undo
        finish = (
            ("signature-freehand", "run.finish") if state.papers else ("check-all", "finish.do")
        )
        self.finish_text = f"{icon(finish[0])}  {self.wording.say(finish[1])}"
        self._rows(state)
        self._pane(state)
        self._filters(state)
        rows_set(self.ids.empty, [] if state.rows else [self._empty(state)])
        self._sheets.follow(state.asking)
        if state.reveal != NOWHERE:
            self._reveal(state)

    def remeasure(self) -> None:
        """Break the lines anew for another width."""
        self.ids.rows.drawn = ()
        self._rows(self.presenter.state)

    def scrolled(self) -> None:
        """Mark the section whose rows are in sight."""
        place = self._section_in_sight(self.presenter.state)
        if place != self._current:
            self._pane(self.presenter.state)

    def _rows(self, state: RunState) -> None:
        measure = Measure(max(dp(300), self.ids.rows.width - dp(12)))
        self.ids.rows.show([self._drawn(row, measure) for row in state.rows])

    def _drawn(self, row: ListRow, measure: Measure) -> Drawn:
        view = "HeadingRow"
        if not isinstance(row, HeadingShown):
            view = "OpenRow" if row.opened else "ItemRow"
        return Drawn(row.key, view, row, measure.height(row), self.presenter)

    def _reveal(self, state: RunState) -> None:
        place = next((at for at, row in enumerate(state.rows) if row.key == state.reveal), None)
        if place is not None:
            is_item = not isinstance(state.rows[place], HeadingShown)
            self.ids.rows.reveal(max(0, place - 1) if is_item else place)

    def _pane(self, state: RunState) -> None:
        pane, say, progress = self.ids.pane, self.wording.say, state.progress
        pane.counted = f"{progress.answered} / {progress.asked}"
        pane.part = progress.answered / progress.asked if progress.asked else 0
        saved = say("run.saved_at", at=state.saved_at) if state.saved_at else say("run.saved")
        pane.score = state.score
        pane.kept = f"{icon('content-save-check-outline')}  {saved}"
        self._current = self._section_in_sight(state)
        pane.ids.parts.show(
            [
                Drawn(
                    part.key,
                    "PartRow",
                    PartRowShown(part, place == self._current),
                    dp(PART_HEIGHT),
                    self.presenter.reveal,
                )
                for place, part in enumerate(state.parts)
            ]
        )
        self._counts(state)

    def _section_in_sight(self, state: RunState) -> int:
        """Find the part whose heading is the last one above the upper edge."""
        if not state.rows:
            return 0
        at = min(self.ids.rows.place_at_top(), len(state.rows) - 1)
        headings = [row.key for row in state.rows[: at + 1] if isinstance(row, HeadingShown)]
        keys = [part.key for part in state.parts]
        return next((keys.index(key) for key in reversed(headings) if key in keys), 0)

    def _counts(self, state: RunState) -> None:
        progress, say = state.progress, self.wording.say
        counts = [
            (progress.passed, say(f"verdict.{state.words}_pass"), T.ok),
            (progress.failed, say(f"verdict.{state.words}_fail"), T.bad),
            (progress.na, say(f"verdict.{state.words}_na"), T.na),
            (progress.asked - progress.answered, say("run.open"), T.text),
        ]
        if progress.partial:
            word = say(f"verdict.{state.words}_partial")
            counts.insert(1, (progress.partial, word, T.warn))
            if self.narrow:
                del counts[3]  # 不适用 gives way: four words fit
        shown = self.ids.pane.ids.counts
        if len(shown.children) != len(counts):
            rows_set(shown, [Count() for _count in counts])
        for count, (number, word, ink) in zip(reversed(shown.children), counts, strict=True):
            count.number, count.word, count.ink = str(number), word, ink

    def _filters(self, state: RunState) -> None:
        shown = self.ids.filters
        if not shown.children:
            rows_set(shown, [self._filter(name) for name in FILTERS])
        for chip, name in zip(reversed(shown.children), FILTERS, strict=True):
            count = (state.counts or {}).get(name, 0)
            chip.text = self.wording.say(f"run.filter_{name}", n=count)
            chip.chosen = name == state.filter

    def _filter(self, name: str) -> Chip:
        chip = Chip()
        chip.bind(on_release=lambda _it: self.presenter.filter_choose(name))
        return chip

    def _empty(self, state: RunState) -> EmptyState:
        say = self.wording.say
        if state.query:
            return EmptyState(name="magnify", title=say("run.none_found", query=state.query))
        return EmptyState(name="check-all", title=say(f"run.none_{state.filter}"))


load_kv(__file__)
