"""A checklist run: verdicts, values, photos and notes; every answer is on disk before it shows."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from fieldapp.presenters.base import Presenter, Trouble
from fieldapp.presenters.camera import photo_make
from fieldapp.presenters.run_answers import AnswerDesk
from fieldapp.presenters.run_list import (
    FILTERS,
    ListRow,
    PartShown,
    is_found,
    is_listed,
    parts_shown,
    rows_listed,
    section_titles,
)
from fieldapp.presenters.run_rows import ItemShown, Key, RowBuilder
from fieldapp.presenters.shell import Shell
from fieldapp.work import (
    AnswerSaved,
    OfficerRow,
    finding_confirm,
    officers_list,
    run_open,
    site_get,
)
from fieldapp.work.instances import instance_add
from shared.checklist import Answer, Item, Progress, Row, score_of
from shared.problems import Problem

NOWHERE: Key = ("", ())


@dataclass(frozen=True, slots=True)
class Asking:
    """Name the sheet that lies over the list: its kind, its item, a photo, what was refused."""

    kind: str  # guide, note, reason, value, deduct, major, instance, photo
    key: Key = NOWHERE
    photo: str = ""
    trouble: Trouble | None = None


@dataclass(frozen=True, slots=True)
class RunState:
    """Show the run."""

    title: str = ""
    subtitle: str = ""
    visit: str = ""
    words: str = "qualified"  # which words its verdicts have
    papers: bool = False  # whether it ends with papers to sign
    progress: Progress = Progress()
    score: str = ""  # what the answers so far come to, where the checklist scores
    parts: tuple[PartShown, ...] = ()
    rows: tuple[ListRow, ...] = ()
    counts: Mapping[str, int] | None = None
    filter: str = "all"
    query: str = ""
    saved_at: str = ""
    can_undo: bool = False
    asking: Asking | None = None
    reveal: Key = NOWHERE  # the row to scroll to, told once
    taking: Key = NOWHERE  # the item a photo is being taken for


class RunPresenter(Presenter[RunState]):
    """Show the rows of a run and take what a person gives."""

    def __init__(self, shell: Shell, *, run: str, item: str = "", at: tuple[str, ...] = ()) -> None:
        super().__init__(RunState())
        self._shell = shell
        self._run = run
        self._builder = RowBuilder(run_open(shell.tablet, run=run).draft, shell.wording)
        self._desk = AnswerDesk(shell.tablet, run)
        self._items: dict[Key, ItemShown] = {}
        self._visible: set[Key] = set()
        self._kept: set[Key] = set()
        self.reword()
        if item:
            self._state = replace(self.state, reveal=(item, at))

    # --- what is listed --------------------------------------------------------------------

    def reword(self) -> None:
        """Make every row again, in the language chosen."""
        lacks = self._lacks()
        self._items = {row.key: self._builder.row(row, lacks) for row in self._rows()}
        self._list_anew(**self._head())

    def filter_choose(self, name: str) -> None:
        """List only some rows; a row answered then stays until a filter is chosen again."""
        self._list_anew(filter=name)

    def search(self, query: str) -> None:
        """List only rows that hold the words typed."""
        if query != self.state.query:
            self._list_anew(query=query)

    def reveal(self, key: Key) -> None:
        """Scroll to a row or heading; a filter that hides it gives way."""
        listed = any(row.key == key for row in self.state.rows)
        if listed:
            self._show(reveal=key)
        else:
            self._list_anew(filter="all", query="", reveal=key)
        self._state = replace(self.state, reveal=NOWHERE)

    # --- what is given ---------------------------------------------------------------------

    def verdict_give(self, key: Key, verdict: str) -> None:
        """Save a verdict; a failure by criteria asks for them next."""
        item = self.item(key)
        if verdict == "fail" and item.deduct:
            if self._builder.answers.verdict(*key) != "fail":
                self._change(key, value="fail")
            return self.ask("deduct", key)
        if self._desk.answer(key).value == verdict:
            return None
        if verdict == "fail" or (verdict == "partial" and item.partial == "finding"):
            return self._change(key, value=verdict)
        # what only a finding has goes with it; note and photos stay
        return self._change(key, value=verdict, grade="", slot="")

    def value_give(self, key: Key, value: str) -> None:
        """Save a number, choice, text, date or deductions; a refusal stays on the sheet."""
        self._change(key, value=value)

    def note_give(self, key: Key, note: str) -> None:
        """Save the description of an item."""
        self._change(key, note=note.strip())

    def reason_give(self, key: Key, reason: str) -> None:
        """Save that an item was not checked, and why."""
        self._change(key, value="not_checked", note=reason.strip(), grade="", slot="")

    def grade_give(self, key: Key, grade: str) -> None:
        """Save the officer's own grade of a finding; the item's own grade is no choice of theirs."""
        asking = self.state.asking
        self._change(key, grade="" if grade == self.item(key).grade else grade)
        if asking and not (self.state.asking and self.state.asking.trouble):
            self._show(asking=replace(asking, trouble=None))

    def withdraw(self, key: Key) -> None:
        """Take an answer back with its note and photos."""
        self._save(lambda: self._desk.withdraw(key))

    def undo(self) -> None:
        """Put back what the last answer replaced, and show it."""
        if not self._desk.can_undo:
            return None
        try:
            saved = self._desk.undo()
        except Problem as problem:
            return self._shell.tell_problem(problem)
        self._after(saved)
        return self.reveal((saved.item, saved.at))

    def photo_take(self, key: Key) -> None:
        """Take a photo for an item; it is sealed on disk before it shows."""
        if self.state.taking != NOWHERE:
            return
        self._show(taking=key)
        before, (item, at) = self._desk.answer(key), key
        self._shell.devices.run(
            lambda _report: photo_make(self._shell.tablet, run=self._run, item=item, at=at),
            done=lambda _sha: self._photo_taken(key, before),
            failed=self._photo_failed,
        )

    def photo_remove(self, key: Key, sha: str) -> None:
        """Take a photo off an item; undo puts it back."""
        self._save(lambda: self._desk.photo_remove(key, sha))

    def major_confirm(self, officer: str) -> None:
        """Confirm a major finding as its second officer."""
        asking = self.state.asking or Asking("major")
        item, at = asking.key
        try:
            finding_confirm(self._shell.tablet, run=self._run, item=item, officer=officer, at=at)
        except Problem as problem:
            return self._show(asking=replace(asking, trouble=self._shell.wording.trouble(problem)))
        self._redraw({asking.key})
        return self._list(asking=None)

    def instance_name(self, section: str, name: str) -> None:
        """Open another instance of a repeat section."""
        try:
            saved = instance_add(self._shell.tablet, run=self._run, section=section, name=name)
        except Problem as problem:
            asking = Asking("instance", (section, ()), trouble=self._shell.wording.trouble(problem))
            return self._show(asking=asking)
        self._after(saved)
        return None

    # --- sheets and ways -------------------------------------------------------------------

    def value_ask(self, key: Key) -> None:
        """Ask for a value; an item that is a photo asks the camera."""
        if self.item(key).type == "photo":
            self.photo_take(key)
        else:
            self.ask("value", key)

    def ask(self, kind: str, key: Key, photo: str = "") -> None:
        """Lay a sheet over the list."""
        self._show(asking=Asking(kind, key, photo))

    def ask_close(self) -> None:
        """Put the sheet away."""
        if self.state.asking:
            self._show(asking=None)

    def finish(self) -> None:
        """Go to the papers, signatures and the end."""
        self._shell.open("finish", run=self._run)

    # --- what sheets read ------------------------------------------------------------------

    def item(self, key: Key) -> Item:
        """Give an item of the pinned checklist."""
        return self._builder.draft.checklist.item(key[0])

    def shown(self, key: Key) -> ItemShown | None:
        """Give the row of an item."""
        return self._items.get(key)

    def answer(self, key: Key) -> Answer:
        """Give what an item has now."""
        return self._desk.answer(key)

    def seconds(self) -> tuple[OfficerRow, ...]:
        """Give the officers who may confirm what this visit's author found."""
        draft = self._builder.draft
        named = draft.task.officers if draft.task else None
        return tuple(
            row
            for row in officers_list(self._shell.tablet)
            if row.enrolled and row.id != draft.author and (named is None or row.id in named)
        )

    def taken(self, key: Key) -> dict[str, tuple[int, int]]:
        """Give the deductions an item has: criterion → marks and places."""
        given = self._builder.answers.given(*key)
        return {one.criterion.id: (one.marks, one.places) for one in given.taken} if given else {}

    def instance_names(self, section: str) -> tuple[str, ...]:
        """Give names that a further instance may have: facilities of the place, the next number."""
        used = self._builder.answers.instances(section)
        site = site_get(self._shell.tablet, site=self._builder.draft.site.id)
        number = self._shell.wording.say("run.instance_number", n=len(used) + 1)
        names = dict.fromkeys([number, *(row.name for row in site.facilities)])
        return tuple(name for name in names if name not in used)[:6]

    def now(self) -> datetime:
        """Give this tablet's time."""
        return self._shell.tablet.clock.now()

    def sign_in(self) -> None:
        """Let another officer sign in; going back comes here again."""
        self._shell.open("unlock")

    # --- inside ----------------------------------------------------------------------------

    def _change(self, key: Key, **changes: str) -> None:
        self._save(lambda: self._desk.change(key, **changes))

    def _save(self, deed: Callable[[], AnswerSaved]) -> None:
        try:
            saved = deed()
        except Problem as problem:
            self._renew()
            asking = self.state.asking
            if asking is None:
                return self._shell.tell_problem(problem)
            return self._show(asking=replace(asking, trouble=self._shell.wording.trouble(problem)))
        return self._after(saved)

    def _after(self, saved: AnswerSaved) -> None:
        self._redraw(set(saved.changed))
        at = self._shell.wording.clock_time(saved.saved_at)
        self._list(saved_at=at, can_undo=self._desk.can_undo, asking=None)

    def _redraw(self, changed: set[Key]) -> None:
        """Make the rows anew that changed; hidden ones go, shown ones join what is listed."""
        self._renew()
        lacks, rows = self._lacks(), self._rows()
        for row in rows:
            if row.key in changed:
                self._items[row.key] = self._builder.row(row, lacks)
            if row.key not in self._visible and self._matches(row):
                self._kept.add(row.key)
        self._visible = {row.key for row in rows}

    def _renew(self) -> None:
        """Take the draft as it is now: confirmations fall with their answers, a refusal reads anew."""
        self._builder.draft = run_open(self._shell.tablet, run=self._run).draft

    def _photo_taken(self, key: Key, before: Answer) -> None:
        self._desk.noted(key, before)
        self._redraw(set(self._items))  # the photo may be what another item asks about
        saved_at = self._shell.wording.clock_time(self._shell.tablet.clock.now())
        self._list(taking=NOWHERE, saved_at=saved_at, can_undo=self._desk.can_undo)

    def _photo_failed(self, problem: Problem) -> None:
        self._show(taking=NOWHERE)
        self._shell.tell_problem(problem)

    def _list_anew(self, **changes: Any) -> None:
        self._state = replace(self.state, **changes)
        self._visible = {row.key for row in self._rows()}
        self._kept = {row.key for row in self._rows() if self._matches(row)}
        self._list(**changes)

    def _list(self, **changes: Any) -> None:
        answers, wording = self._builder.answers, self._shell.wording
        rows, titles = self._rows(), section_titles(answers, wording)
        self._show(
            progress=answers.progress(),
            score=self._score(),
            parts=parts_shown(answers, rows, titles),
            rows=rows_listed(answers, self._items, kept=self._is_kept, titles=titles),
            counts={name: sum(is_listed(name, row, answers) for row in rows) for name in FILTERS},
            **changes,
        )

    def _score(self) -> str:
        score, words = score_of(self._builder.answers), self._shell.wording
        if score is None:
            return ""
        if score.verdict == "incomplete":
            return words.say("run.score_later")
        verdict = words.of(score.text)
        if score.kind == "conformity":
            return words.say("run.conforms", verdict=verdict)
        return words.say("run.score", score=score.score, maximum=score.maximum, verdict=verdict)

    def _rows(self) -> list[Row]:
        return list(self._builder.answers.rows())

    def _is_kept(self, row: Row) -> bool:
        return row.key in self._kept

    def _matches(self, row: Row) -> bool:
        listed = is_listed(self.state.filter, row, self._builder.answers)
        return listed and is_found(self.state.query, self._items[row.key])

    def _lacks(self) -> dict[str, list[str]]:
        lacks: dict[str, list[str]] = {}
        for fault in self._builder.answers.missing(lang=self._shell.wording.lang):
            lacks.setdefault(fault.where, []).append(fault.message)
        return lacks

    def _head(self) -> dict[str, Any]:
        draft, words = self._builder.draft, self._shell.wording
        names = words.names([officer.name for officer in draft.officers])
        facts = (
            words.pick(draft.site.name, draft.site.name_en),
            draft.facility.name if draft.facility else "",
            words.say("run.officers", names=names),
            words.moment(draft.started),
        )
        return {
            "title": words.of(draft.checklist.text),
            "subtitle": words.join(facts),
            "visit": words.term("visit_kind", draft.kind),
            "words": draft.checklist.words,
            "papers": bool(draft.rules.papers),
        }
