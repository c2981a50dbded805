"""One visit's answers: take, take back, and say what shows, what fails and what is missing."""

import difflib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from shared.checklist.answer_board import Board, Key
from shared.checklist.answer_missing import is_open, missing_faults
from shared.checklist.answer_reading import AnswerRefused, At, Given, answer_read, text_sound
from shared.checklist.answer_rows import Progress, Row, progress_sum, row_progress
from shared.checklist.expression_values import Value
from shared.checklist.model import GRADES, Checklist, Item, Section
from shared.problems import Fault

HOWS = ("tap", "bulk", "carried")
LONGEST_NAME = 40
LONGEST_NOTE = 4000

__all__ = ["Answer", "AnswerRefused", "Answers", "Key", "Progress", "Row"]


@dataclass(frozen=True, slots=True)
class Answer:
    """What a person gave to one item; `value` is as on the wire, empty while only a note or photos are there."""

    value: str
    note: str | None = None
    blobs: tuple[str, ...] = ()
    how: str = "tap"
    grade: str | None = None
    slot: str | None = None


class Answers:
    """Hold one visit's answers over a checklist, re-evaluating only what depends on a change.

    `answer` refuses what is no answer; what is merely not finished (no photo yet, no reason yet, a constraint
    not met) is told by `missing`, so that a half-done answer can be kept. A hidden item counts nowhere and
    keeps its answer.
    """

    def __init__(self, checklist: Checklist, profile: Mapping[str, Value]) -> None:
        self.checklist = checklist
        self._board = Board(checklist, profile)
        self._answers: dict[Key, Answer] = {}
        self._progress: dict[str, Progress] = {}

    def answer(
        self,
        item: str,
        value: str,
        *,
        at: At = (),
        note: str | None = None,
        blobs: tuple[str, ...] = (),
        how: str = "tap",
        grade: str | None = None,
        slot: str | None = None,
    ) -> frozenset[Key]:
        """Set the whole answer of an item; a new instance in `at` is opened. Give the keys that changed.

        An empty value keeps a note or photos beside a still unanswered item. Raises AnswerRefused.
        """
        asked = self._item(item, at)
        answer = Answer(value, note or None, tuple(blobs), how, grade, slot or None)
        _check_beside(asked, answer, at)
        given = self._read(asked, answer, at)
        opened = self._open(asked, at)
        answer = replace(answer, value=given.text if given else "")
        key = (item, at)
        if self._answers.get(key) == answer:
            return self._noted(opened)
        self._answers[key] = answer
        return self._noted(opened | self._board.put(key, given) | {key})

    def withdraw(self, item: str, *, at: At = ()) -> frozenset[Key]:
        """Take an answer back with its note and photos; taking back what is not there changes nothing."""
        self._item(item, at)
        key = (item, at)
        if self._answers.pop(key, None) is None:
            return frozenset()
        return self._noted(self._board.put(key, None) | {key})

    def instance_add(self, section: str, name: str) -> frozenset[Key]:
        """Open an instance of a repeat section (and of its table's other half); again is a success."""
        home = self._repeat(section, name)
        if (name,) in self._board.instances(home):
            return frozenset()
        if not name.strip() or len(name) > LONGEST_NAME or "#" in name or not text_sound(name):
            raise AnswerRefused(
                section, f"“{name}”不能作名称。", f"请用 1 至 {LONGEST_NAME} 个字，不含 #。"
            )
        return self._noted(self._board.instance_add(home, name))

    def instance_remove(self, section: str, name: str) -> frozenset[Key]:
        """Close an instance with all its answers; closing what is not there changes nothing."""
        home = self._repeat(section, name)
        if (name,) not in self._board.instances(home):
            return frozenset()
        gone = self._board.instance_remove(home, name)
        for key in gone:
            if not self._has_place(key):
                self._answers.pop(key, None)
        return self._noted(gone)

    def instances(self, section: str) -> tuple[str, ...]:
        """Give the names of a section's instances, in the order they were opened."""
        home = self._section(section)
        return tuple(at[0] for at in self._board.instances(home)) if home.repeat else ()

    def get(self, item: str, at: At = ()) -> Answer | None:
        """Give what a person gave, also while the item is hidden."""
        return self._answers.get((item, at))

    def given(self, item: str, at: At = ()) -> Given | None:
        """Give what counts of it, understood: chosen choices, deductions taken; None while hidden."""
        return self._board.state((item, at)).given

    def all(self) -> Mapping[Key, Answer]:
        """Give every answer in the order it was first given, those of hidden items too."""
        return dict(self._answers)

    def verdict(self, item: str, at: At = ()) -> str | None:
        """Give the verdict that counts: given, or derived from limits, choices, deductions or a calculation."""
        return self._board.state((item, at)).verdict

    def value(self, item: str, at: At = ()) -> Value:
        """Give the value that counts; None while unanswered or hidden."""
        return self._board.state((item, at)).value

    def is_visible(self, item: str, at: At = ()) -> bool:
        """Say whether the item shows; an instance that is not open shows nothing."""
        return self._board.state((item, at)).visible

    def grade(self, item: str, at: At = ()) -> str | None:
        """Give the grade a finding of the item would have: the officer's, else the item's."""
        answer = self._answers.get((item, at))
        return (answer.grade if answer else None) or self.checklist.item(item).grade

    def slot(self, item: str, at: At = ()) -> str | None:
        """Give the slot a finding of the item would have: the officer's, else the item's."""
        answer = self._answers.get((item, at))
        return (answer.slot if answer else None) or self.checklist.item(item).slot

    def rows(self) -> Iterator[Row]:
        """Give the visible rows in the order of the file, each instance of a section by itself."""
        for section in self.checklist.sections:
            yield from self.rows_of(section.id)

    def rows_of(self, section: str) -> Iterator[Row]:
        """Give the visible rows of a section."""
        home = self._section(section)
        for at in self._board.instances(home):
            for item in home.items:
                if self._board.state((item.id, at)).visible:
                    yield Row(home, item, at)

    def missing(self, *, lang: str = "zh") -> tuple[Fault, ...]:
        """Give all that stands between these answers and a finished visit."""
        return tuple(missing_faults(self.rows(), self._answers, self._board, lang))

    def open_rows(self) -> tuple[Row, ...]:
        """Give the rows that still want an answer."""
        return tuple(row for row in self.rows() if is_open(row, self._board))

    def failed(self) -> tuple[Key, ...]:
        """Give the keys that make findings, in the order of the rows."""
        return tuple(row.key for row in self.rows() if self._makes_finding(row))

    def progress(self, section: str | None = None) -> Progress:
        """Count what is asked of a person and what was given, in a section or in all."""
        if section is None:
            return progress_sum(self.progress(one.id) for one in self.checklist.sections)
        if section not in self._progress:
            rows = self.rows_of(section)
            self._progress[section] = progress_sum(row_progress(r, self._board) for r in rows)
        return self._progress[section]

    def recheck(self) -> frozenset[Key]:
        """Evaluate everything anew; give the keys that were not as they should be: none, or the engine is wrong."""
        return self._noted(self._board.settle_all())

    def _makes_finding(self, row: Row) -> bool:
        verdict = self._board.state(row.key).verdict
        if row.item.scenario is None or row.item.grade is None:
            return False
        return verdict == "fail" or (verdict == "partial" and row.item.partial == "finding")

    def _noted(self, changed: frozenset[Key]) -> frozenset[Key]:
        for item, _ in changed:
            self._progress.pop(self._board.homes[item].id, None)
        return changed

    def _has_place(self, key: Key) -> bool:
        return key[1] in self._board.instances(self._board.homes[key[0]])

    def _read(self, item: Item, answer: Answer, at: At) -> Given | None:
        if not answer.value.strip() and (answer.note or answer.blobs) and item.type != "photo":
            return None
        return answer_read(item, answer.value, photos=len(answer.blobs), at=at)

    def _open(self, item: Item, at: At) -> frozenset[Key]:
        home = self._board.homes[item.id]
        return self.instance_add(home.id, at[0]) if home.repeat else frozenset()

    def _item(self, item_id: str, at: At) -> Item:
        item = self.checklist.item_index.get(item_id)
        if item is None:
            near = _near(item_id, self.checklist.item_index)
            raise AnswerRefused(item_id, "本检查表没有该检查项。", near, at=at)
        repeat = self._board.homes[item_id].repeat
        if len(at) != repeat:
            fault = "没有指明是哪一处（台）。" if repeat else "该项不分处（台）填写。"
            remedy = f"请写 {item_id}#名称。" if repeat else f"请写 {item_id}。"
            raise AnswerRefused(item_id, fault, remedy, at=at)
        return item

    def _section(self, section_id: str) -> Section:
        section = self.checklist.section_index.get(section_id)
        if section is None:
            near = _near(section_id, self.checklist.section_index)
            raise AnswerRefused(section_id, "本检查表没有该部分。", near)
        return section

    def _repeat(self, section_id: str, name: str) -> Section:
        section = self._section(section_id)
        if not section.repeat:
            raise AnswerRefused(
                section_id, f"该部分只填一次，不能增减“{name}”。", "请直接填写各检查项。"
            )
        return section


def _near(word: str, known: Iterable[str]) -> str:
    matches = difflib.get_close_matches(word, list(known), 1, 0.6)
    return f"是否指“{matches[0]}”？" if matches else "请对照本检查表的编号。"


def _check_beside(item: Item, answer: Answer, at: At) -> None:
    """Refuse what stands beside a value and cannot be kept."""
    if answer.how not in HOWS:
        raise AnswerRefused(
            item.id, f"不知道作答方式“{answer.how}”。", f"应为 {'、'.join(HOWS)} 之一。", at=at
        )
    if answer.grade is not None and (answer.grade not in GRADES or item.scenario is None):
        remedy = (
            f"应为 {'、'.join(GRADES)} 之一。" if item.scenario else "请另立表外隐患，并写明等级。"
        )
        raise AnswerRefused(item.id, f"该项不能定等级“{answer.grade}”。", remedy, at=at)
    for text in (answer.note or "", answer.slot or ""):
        if len(text) > LONGEST_NOTE or not text_sound(text):
            raise AnswerRefused(
                item.id,
                "备注过长，或有不能保存的字符。",
                f"请控制在 {LONGEST_NOTE} 字内，删去特殊字符。",
                at=at,
            )
