"""What stands between the answers and a finished visit: one fault for each thing, with its remedy."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Protocol

from shared.checklist.answer_board import Board, Key
from shared.checklist.answer_reading import EVERYWHERE, Given
from shared.checklist.answer_rows import Row
from shared.checklist.expression import Expression
from shared.checklist.model import Evidence, Text
from shared.problems import Fault

_UNANSWERED = (
    Text("未作答。", "This is not answered."),
    Text(
        "请作答；现场没有的选“不适用”，没有检查的选“未查”并写明原因。",
        "Answer it; choose not applicable, or not checked with the reason.",
    ),
)
_NO_REASON = (
    Text("选了“未查”，没有写明原因。", "It was not checked and the reason is missing."),
    Text("请在备注中写明未查的原因。", "Write the reason in the note."),
)
_NO_CRITERION = (
    Text("选了“扣分”，没有选扣分标准。", "Marks are deducted but no criterion is chosen."),
    Text("请选择适用的扣分标准。", "Choose the criteria that apply."),
)
_REMEDY_PHOTO = Text("请补拍照片。", "Take the photos.")
_REMEDY_NOTE = Text("请在备注中写清现场情况。", "Write in the note what was seen.")
_CONSTRAINT = Text("填写的内容不符合要求。", "The answer does not fit.")


class Kept(Protocol):
    """What is read of an answer here."""

    @property
    def note(self) -> str | None:
        """Give the note."""

    @property
    def blobs(self) -> tuple[str, ...]:
        """Give the photos."""


def missing_faults(
    rows: Iterable[Row], answers: Mapping[Key, Kept], board: Board, lang: str
) -> Iterator[Fault]:
    """Go through the visible rows and tell what each still lacks."""
    for row in rows:
        given = board.state(row.key).given
        if is_open(row, board):
            yield _fault(row, *_UNANSWERED, lang)
        if given is None:
            continue
        for message, remedy in _lacks(row, given, answers.get(row.key), board):
            yield _fault(row, message, remedy, lang)


def is_open(row: Row, board: Board) -> bool:
    """Say whether a visible row still wants an answer from a person."""
    if row.item.type == "calculated" or board.state(row.key).given is not None:
        return False
    required = row.item.required
    return board.holds(required, row.at) if isinstance(required, Expression) else required


def _fault(row: Row, message: Text, remedy: Text, lang: str) -> Fault:
    return Fault(row.place, message.of(lang), remedy.of(lang))


def _lacks(row: Row, given: Given, kept: Kept | None, board: Board) -> Iterator[tuple[Text, Text]]:
    note = (kept.note if kept else None) or ""
    photos = len(kept.blobs) if kept else 0
    if given.text == "not_checked" and not note.strip():
        yield _NO_REASON
    if row.item.deduct and given.text == "fail":
        yield _NO_CRITERION
    for rule in row.item.evidence:
        yield from _evidence(rule, given, photos, len(note.strip()))
    if not _fits(row, given, board):
        yield _CONSTRAINT, row.item.constraint_text or _CONSTRAINT


def _fits(row: Row, given: Given, board: Board) -> bool:
    if row.item.constraint is None or given.text in EVERYWHERE:
        return True
    return board.holds(row.item.constraint, row.at, given.value)


def _evidence(rule: Evidence, given: Given, photos: int, signs: int) -> Iterator[tuple[Text, Text]]:
    if rule.when and given.verdict not in rule.when:
        return
    if rule.what == "photo" and photos < rule.count:
        yield (
            Text(
                f"需要 {rule.count} 张照片，现有 {photos} 张。",
                f"{rule.count} photos are needed, there are {photos}.",
            ),
            _REMEDY_PHOTO,
        )
    if rule.what == "note" and signs < rule.count:
        yield (
            Text(
                f"备注需要至少 {rule.count} 个字，现有 {signs} 个。",
                f"The note needs {rule.count} characters, it has {signs}.",
            ),
            _REMEDY_NOTE,
        )
