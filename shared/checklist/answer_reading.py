"""Read what a person answered: the text of the wire in, its value and verdict out, or a refusal."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from shared.checklist.expression_values import Value
from shared.checklist.model import VERDICTS, Choice, Deduction, Item
from shared.problems import Fault, Problem

At = tuple[str, ...]
EVERYWHERE = ("na", "not_checked")
LONGEST_TEXT = 4000
_NUMBER = re.compile(r"-?\d{1,15}(?:\.\d{1,9})?", re.ASCII)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_COUNT = re.compile(r"\d{1,4}", re.ASCII)
_TAKEN = re.compile(
    r"(?P<id>[A-Za-z][A-Za-z0-9_.-]*)(?:=(?P<marks>\d{1,3}))?(?:\*(?P<places>\d{1,3}))?", re.ASCII
)


class AnswerRefused(Problem):
    """Refuse what is no answer to an item; `item` and `at` say to which."""

    def __init__(self, item: str, message: str, remedy: str, *, at: At = ()) -> None:
        where = place_text(item, at)
        super().__init__(
            "answer_refused",
            f"检查项 {where}：{message}",
            remedy,
            fields=(Fault(where, message, remedy),),
        )
        self.item = item
        self.at = at


@dataclass(frozen=True, slots=True)
class Taken:
    """A deduction criterion that applies: so many marks, at so many places."""

    criterion: Deduction
    marks: int
    places: int

    @property
    def total(self) -> int:
        """Give the marks it takes, before the item's own mark caps them."""
        return self.marks * self.places

    @property
    def text(self) -> str:
        """Write it as on the wire."""
        marks = f"={self.marks}" if self.criterion.lowest != self.criterion.highest else ""
        places = f"*{self.places}" if self.places > 1 else ""
        return f"{self.criterion.id}{marks}{places}"


@dataclass(frozen=True, slots=True)
class Given:
    """An answer that was understood: canonical text, value, verdict, what was chosen or deducted."""

    text: str
    value: Value
    verdict: str | None = None
    chosen: tuple[Choice, ...] = ()
    taken: tuple[Taken, ...] = ()


def place_text(item: str, at: At) -> str:
    """Name an item at an instance, `B1.3#crane-1`."""
    return "#".join((item, *at))


def answer_read(item: Item, raw: str, *, photos: int, at: At = ()) -> Given:
    """Read an answer by the item's type. Raises AnswerRefused with what to enter instead."""
    if item.type == "calculated":
        raise AnswerRefused(
            item.id, "该项由系统计算，不能填写。", "请修改它所依据的检查项。", at=at
        )
    text = raw.strip()
    if text in EVERYWHERE:
        return Given(text, text, text)
    try:
        return _READERS[item.type](item, text, photos)
    except _Unfit as unfit:
        raise AnswerRefused(item.id, unfit.message, unfit.remedy, at=at) from unfit


def _shown(text: str) -> str:
    """Repeat a wrong answer in a message: short, and without what cannot be printed."""
    sound = "".join(sign if text_sound(sign) else "�" for sign in text[:40])
    return f"“{sound}…”" if len(text) > 40 else f"“{sound}”"


def computed(item: Item, value: Value) -> Given | None:
    """Judge a calculated value: a verdict word is its own verdict, a number meets its limits or not."""
    if value is None:
        return None
    if isinstance(value, Decimal):
        return Given(str(value), value, _within(item, value))
    verdict = value if isinstance(value, str) and value in VERDICTS else None
    return Given(str(value), value, verdict)


def text_sound(text: str) -> bool:
    """Say whether a text can be written into a record: no half characters, no control signs."""
    return not any(
        unicodedata.category(sign) in ("Cs", "Cc") and sign not in "\n\t" for sign in text
    )


class _Unfit(Exception):
    def __init__(self, message: str, remedy: str) -> None:
        super().__init__(message, remedy)
        self.message = message
        self.remedy = remedy


def _folded(text: str) -> str:
    """Let full-width digits count: Chinese keyboards write them."""
    return unicodedata.normalize("NFKC", text)


def _within(item: Item, value: Decimal) -> str | None:
    if item.minimum is None and item.maximum is None:
        return None
    low = item.minimum is not None and value < item.minimum
    high = item.maximum is not None and value > item.maximum
    return "fail" if low or high else "pass"


def _verdict(item: Item, text: str, photos: int) -> Given:
    if text in VERDICTS:
        if text == "partial" and (item.partial == "no" or item.deduct):
            raise _Unfit("该项不能选“基本符合”。", "请选“合格”或“不合格”。")
        return Given(text, text, text)
    if not item.deduct:
        raise _Unfit(f"{_shown(text)}不是判定结果。", f"请填 {'、'.join(VERDICTS)} 之一。")
    taken = _taken(item, _folded(text))
    return Given(",".join(one.text for one in taken), "fail", "fail", taken=taken)


def _taken(item: Item, text: str) -> tuple[Taken, ...]:
    found: dict[str, Taken] = {}
    for part in text.split(","):
        one = _one_taken(item, part.strip())
        if one.criterion.id in found:
            raise _Unfit(f"扣分标准 {one.criterion.id} 写了两次。", "请合并为一处，多处用 *处数。")
        found[one.criterion.id] = one
    return tuple(found[criterion.id] for criterion in item.deduct if criterion.id in found)


def _one_taken(item: Item, part: str) -> Taken:
    match = _TAKEN.fullmatch(part)
    criterion = item.deduction(match["id"]) if match else None
    if match is None or criterion is None:
        known = "、".join(one.id for one in item.deduct)
        raise _Unfit(
            f"{_shown(part)}不是本项的扣分标准。", f"请从 {known} 中选择，如 {item.deduct[0].id}。"
        )
    places = int(match["places"] or 1)
    if places < 1 or (places > 1 and not criterion.each):
        raise _Unfit(f"扣分标准 {criterion.id} 不按处数扣分。", f"请只写 {criterion.id}。")
    return Taken(criterion, _marks(criterion, match["marks"]), places)


def _marks(criterion: Deduction, marks: str | None) -> int:
    low, high = criterion.lowest, criterion.highest
    if marks is None and low == high:
        return low
    if marks is None:
        raise _Unfit(
            f"扣分标准 {criterion.id} 没有写扣几分。",
            f"请在 {low} 至 {high} 分之间填写，如 {criterion.id}={low}。",
        )
    if not low <= int(marks) <= high:
        limits = f"{low} 分" if low == high else f"{low} 至 {high} 分"
        raise _Unfit(f"扣分标准 {criterion.id} 不能扣 {int(marks)} 分。", f"应为{limits}。")
    return int(marks)


def _number(item: Item, text: str, photos: int) -> Given:
    digits = _folded(text)
    if not _NUMBER.fullmatch(digits):
        raise _Unfit(f"{_shown(text)}不是数值。", "请输入数字，如 4 或 0.5。")
    value = Decimal(digits)
    return Given(digits, value, _within(item, value))


def _day(item: Item, text: str, photos: int) -> Given:
    day = _folded(text)
    try:
        if _DAY.fullmatch(day):
            return Given(day, date.fromisoformat(day).isoformat())
    except ValueError:
        pass
    raise _Unfit(f"{_shown(text)}不是日期。", "请按 2026-11-22 的样式填写。")


def _choice(item: Item, text: str, photos: int) -> Given:
    choice = _chosen(item, text)
    return Given(choice.id, choice.id, choice.verdict, chosen=(choice,))


def _chosen(item: Item, code: str) -> Choice:
    choice = item.choice(code)
    if choice is None:
        known = "、".join(f"{one.id}（{one.text.zh}）" for one in item.choices)
        raise _Unfit(f"没有选项{_shown(code)}。", f"可选：{known}。")
    return choice


def _choices(item: Item, text: str, photos: int) -> Given:
    picked = {_chosen(item, code.strip()).id for code in text.split(",")}
    chosen = tuple(choice for choice in item.choices if choice.id in picked)
    codes = tuple(choice.id for choice in chosen)
    verdicts = {choice.verdict for choice in chosen}
    # The worst of what was chosen decides: one good answer does not undo a bad one.
    worst = next(
        (v for v in ("fail", "partial", "not_checked", "pass", "na") if v in verdicts), None
    )
    return Given(",".join(codes), codes, worst, chosen=chosen)


def _text(item: Item, text: str, photos: int) -> Given:
    if not text:
        raise _Unfit("没有填写内容。", "请填写；要撤回请选“撤回”。")
    if len(text) > LONGEST_TEXT:
        raise _Unfit(f"内容超过 {LONGEST_TEXT} 字。", "请写得短些，其余写入备注。")
    if not text_sound(text):
        raise _Unfit("内容中有不能保存的字符。", "请删除特殊字符后重新输入。")
    return Given(text, text)


def _photo(item: Item, text: str, photos: int) -> Given:
    count = _folded(text) or str(photos)
    if not _COUNT.fullmatch(count) or int(count) != photos:
        raise _Unfit(
            f"照片数{_shown(text)}与所附 {photos} 张不符。", "照片数由系统统计，请重新拍照。"
        )
    if not photos:
        raise _Unfit("没有照片。", "请拍照，或选“不适用”“未查”。")
    return Given(str(photos), Decimal(photos))


_READERS: Mapping[str, Callable[[Item, str, int], Given]] = {
    "verdict": _verdict,
    "number": _number,
    "date": _day,
    "choice": _choice,
    "choices": _choices,
    "text": _text,
    "photo": _photo,
}
