"""The rows of a checklist run: headings, items, and items opened for photos and a description."""

from kivy.metrics import dp
from kivy.properties import (
    BooleanProperty,
    ColorProperty,
    NumericProperty,
    ObjectProperty,
    StringProperty,
)
from kivy.uix.boxlayout import BoxLayout
from kivy.uix.widget import Widget

from fieldapp.presenters.run_list import HeadingShown
from fieldapp.presenters.run_rows import TONES, FindingShown, ItemShown
from fieldapp.screens import speech
from fieldapp.screens.photos import PhotoTile
from fieldapp.screens.run_measure import Measure
from fieldapp.theme.loading import load_kv
from fieldapp.theme.look import T
from fieldapp.widgets import segments, text
from fieldapp.widgets.rows import RowView
from fieldapp.widgets.surface import Surface
from fieldapp.widgets.tap import Tap, TapRow
from fieldapp.widgets.text import Badge

__all__ = ["HeadingRow", "ItemRow", "OpenRow", "segments", "text"]

BOX_TONES = {"fail": "bad", "partial": "warn", "not_checked": "warn"}


class HeadingRow(RowView, BoxLayout):
    """Head a section; where it repeats, add another instance."""

    title = StringProperty("")
    repeats = BooleanProperty(False)

    def row_draw(self, row: HeadingShown) -> None:
        """Name the section and its instance."""
        self.title = " · ".join(part for part in (row.title, row.instance) if part)
        self.repeats = row.repeats

    def add(self) -> None:
        """Ask for the name of another instance."""
        self.act.ask("instance", (self.row.section, ()))


class Tag(Badge):
    """A badge in the first line of an item."""


class ValueTap(TapRow):
    """Show a value that was given, or what is asked for; a touch opens its sheet."""

    words = StringProperty("")
    mark = StringProperty("chevron-right")
    given = BooleanProperty(False)
    judged = StringProperty("")
    tone = StringProperty("na")
    locked = BooleanProperty(False)


class TagLine(BoxLayout):
    """Set the number, the tags and the citation of an item in one line."""


class ItemRow(RowView, Surface, BoxLayout):
    """One item: what is asked, and the control that takes the answer."""

    number = StringProperty("")
    words = StringProperty("")
    upper = NumericProperty(0)
    ink = ColorProperty((0, 0, 0, 1))
    options = ObjectProperty(())
    verdict = StringProperty("", allownone=True)
    control = NumericProperty(0)
    measure = ObjectProperty(None)
    has_note = BooleanProperty(False)

    def on_kv_post(self, _base) -> None:
        """Hold what comes and goes: ids alone do not keep a widget alive."""
        self._parts = [widget.__self__ for widget in self.ids.values()]

    def row_draw(self, row: ItemShown) -> None:
        """Draw the part every item has."""
        measure = Measure(self.width)
        self.number = row.key[0]
        self.words = "\n".join(measure.text_lines(row))
        self.upper = measure.upper(row)
        self.control = measure.control(len(row.options))
        self.ink = T.primary if row.value else T.line  # given, though nothing judges it
        if row.verdict in TONES:
            self.ink = T.ink(TONES[row.verdict])
        self.has_note = bool(row.note)
        self._tags(row)
        self._control(row)

    def on_width(self, _widget, _width: float) -> None:
        """Break lines anew: a view is first drawn before it knows its width."""
        if self.row is not None:
            self.row_draw(self.row)

    def _tags(self, row: ItemShown) -> None:
        line, ids = self.ids.tags, self.ids
        tags: list[Widget] = [ids.number]
        if row.finding:
            self._tag(ids.grade, _grade_word(row.finding), T.grade(row.finding.grade))
            tags.append(ids.grade)
            if row.finding.suspect:
                self._tag(ids.suspect, speech.say("run.suspect"), "bad")
                tags.append(ids.suspect)
        if row.mark:
            self._tag(ids.mark, row.mark, "na")
            tags.append(ids.mark)
        ids.citation.text = row.citation
        tags.append(ids.citation)
        if list(reversed(line.children)) != tags:
            line.clear_widgets()
            for tag in tags:
                line.add_widget(tag)

    def _tag(self, tag: Tag, word: str, tone: str) -> None:
        tag.text, tag.tone = word, tone

    def _control(self, row: ItemShown) -> None:
        segments, value, holder = self.ids.segments, self.ids.value, self.ids.control
        if row.options:  # a view used for a value meanwhile keeps its segments for the next verdict
            segments.bare = Measure(self.width).narrow and len(row.options) > 3
            segments.options, segments.chosen = row.options, row.verdict
        shown = segments if row.options else value
        if row.form == "silent":
            holder.clear_widgets()
        elif holder.children != [shown]:
            holder.clear_widgets()
            holder.add_widget(shown)
        if shown is value:
            self._value(value, row)

    def _value(self, value: ValueTap, row: ItemShown) -> None:
        value.given = bool(row.value)
        value.locked = row.form == "calculated"
        value.words = row.value or row.prompt
        judged = row.verdict in ("pass", "partial", "fail")
        value.judged = speech.term("verdict", row.verdict) if judged and row.verdict else ""
        value.tone = TONES.get(row.verdict or "", "na")
        value.mark = "lock-outline" if value.locked else "chevron-right"

    def give(self, code: str) -> None:
        """Hand a verdict on."""
        self.act.verdict_give(self.row.key, code)

    def value_ask(self) -> None:
        """Ask for a value; what is calculated can only be looked at."""
        if self.row.form != "calculated":
            self.act.value_ask(self.row.key)


class OpenRow(ItemRow):
    """An item opened: photos at the left, the description and what is lacking at the right."""

    box_tone = StringProperty("na")
    box_head = StringProperty("")
    box_mark = StringProperty("alert-circle")
    note = StringProperty("")
    noted = BooleanProperty(False)
    lacks = StringProperty("")
    deed = StringProperty("")
    deed_mark = StringProperty("alert-octagon")
    deed_done = BooleanProperty(False)
    lower = NumericProperty(0)

    def row_draw(self, row: ItemShown) -> None:
        """Draw the upper part, then photos and the box."""
        super().row_draw(row)
        measure = Measure(self.width)
        self.lower = measure.lower(row)
        self.box_tone = BOX_TONES.get(row.verdict or "", "na")
        self.box_mark = "alert-circle" if self.box_tone != "na" else "text-box-outline"
        self.noted = bool(row.note)
        self.note = "\n".join(measure.note_lines(row)) or speech.say(_placeholder(row))
        self.lacks = "\n".join(row.lacks)
        self.box_head = _box_head(row)
        self.deed, self.deed_mark = _deed(row.finding)
        self.deed_done = bool(row.finding and row.finding.confirm == "done")
        self._photos(row, measure)

    def major_ask(self) -> None:
        """Ask for the grade, or for the second officer."""
        self.act.ask("major", self.row.key)

    def note_ask(self) -> None:
        """Ask for the description."""
        kind = "reason" if self.row.verdict == "not_checked" else "note"
        self.act.ask(kind, self.row.key)

    def _photos(self, row: ItemShown, measure: Measure) -> None:
        shelf = self.ids.photos
        shown = row.photos[-measure.photos :]
        more = len(row.photos) - len(shown)
        first = f"+{more}" if more else ""
        wanted = [(sha, first if place == 0 else "") for place, sha in enumerate(shown)]
        if [(tile.sha, tile.more) for tile in reversed(shelf.children)] == wanted:
            return
        shelf.clear_widgets()
        for sha, others in wanted:
            tile = PhotoTile(sha=sha, more=others)
            tile.bind(on_release=lambda it: self.act.ask("photo", self.row.key, it.sha))
            shelf.add_widget(tile)
        shelf.width = dp(88) * len(wanted)


class NoteBox(TapRow):
    """The box of a description, in the tone of the verdict."""

    tone = StringProperty("na")


class DeedBox(TapRow):
    """What is to be done about a finding that may be major."""

    words = StringProperty("")
    mark = StringProperty("alert-octagon")
    ink = ColorProperty((0, 0, 0, 1))


class CameraTile(Tap):
    """Take one more photo."""


def _grade_word(finding: FindingShown) -> str:
    return speech.term("hazard_grade", finding.grade)


def _placeholder(row: ItemShown) -> str:
    return "run.note_reason" if row.verdict == "not_checked" else "run.note_empty"


def _box_head(row: ItemShown) -> str:
    words = speech.wording()
    if row.finding:
        taken = row.value if row.form == "deduct" else ""
        return words.join((words.say("run.problem"), taken, row.finding.deadline))
    if row.verdict == "not_checked":
        return words.join((words.term("verdict", "not_checked"), words.say("run.reason")))
    return words.say("run.note")


def _deed(finding: FindingShown | None) -> tuple[str, str]:
    """Give the words and the icon of what is to be done about a finding."""
    if finding is None:
        return "", "alert-octagon"
    if finding.confirm == "done":
        return speech.say("run.confirmed", name=finding.confirmed_by), "account-check"
    if finding.confirm == "needed":
        return speech.say("run.confirm"), "account-multiple-check"
    return speech.say("run.decide") if finding.suspect else "", "alert-octagon"


load_kv(__file__)
