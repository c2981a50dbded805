"""Take typed members out of JSON objects, noting every fault with its place."""

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import date
from typing import Any, TypeVar

from shared.clock import InstantUnreadable, instant_read
from shared.problems import Fault

MOST_TEXT = 4000
_HASH = re.compile(r"[0-9a-f]{64}", re.ASCII)
_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:@#-]{0,159}", re.ASCII)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
One = TypeVar("One")


class Members:
    """Hold one object, where it stands, and the list of faults all objects of a reading share."""

    def __init__(self, data: Mapping[str, Any], where: str, faults: list[Fault]) -> None:
        self._data = data
        self._where = where
        self.faults = faults

    def fault(self, name: str, message: str, remedy: str) -> None:
        """Note one thing wrong."""
        self.faults.append(Fault(f"{self._where}.{name}", message, remedy))

    def _take(self, name: str, belongs: str, fits: Callable[[Any], bool], blank: Any) -> Any:
        if name not in self._data:
            self.fault(name, "缺少这一项。", f"应为{belongs}。")
            return blank
        value = self._data[name]
        if fits(value):
            return value
        self.fault(name, f"内容是 {_short(value)}。", f"应为{belongs}。")
        return blank

    def code(self, name: str) -> str:
        """Return an id."""
        return str(self._take(name, "一个编号", _is_code, ""))

    def maybe_code(self, name: str) -> str | None:
        """Return an id or None."""
        value = self._take(name, "一个编号或 null", lambda v: v is None or _is_code(v), None)
        return None if value is None else str(value)

    def hash(self, name: str) -> str:
        """Return a SHA-256 in hex."""
        return str(self._take(name, " 64 位十六进制哈希", _is_hash, ""))

    def maybe_hash(self, name: str) -> str | None:
        """Return a SHA-256 in hex or None."""
        value = self._take(name, "哈希或 null", lambda v: v is None or _is_hash(v), None)
        return None if value is None else str(value)

    def text(self, name: str) -> str:
        """Return a text, empty where it is empty."""
        return str(self._take(name, "文字", _is_text, ""))

    def maybe_text(self, name: str) -> str | None:
        """Return a text or None."""
        value = self._take(name, "文字或 null", lambda v: v is None or _is_text(v), None)
        return None if value is None else str(value)

    def word(self, name: str, words: Collection[str]) -> str:
        """Return one of the words."""
        return str(
            self._take(
                name, f" {'、'.join(words)} 之一", lambda v: isinstance(v, str) and v in words, ""
            )
        )

    def whole(self, name: str, *, least: int, most: int) -> int:
        """Return a whole number within its bounds."""
        return int(
            self._take(
                name,
                f" {least} 至 {most} 的整数",
                lambda v: type(v) is int and least <= v <= most,
                least,
            )
        )

    def instant(self, name: str) -> str:
        """Return an instant as it is written."""
        return str(
            self._take(
                name, "时刻（如 2026-11-22T01:10:00.123Z）", _is_instant, "1970-01-01T00:00:00.000Z"
            )
        )

    def maybe_day(self, name: str) -> str | None:
        """Return an ISO date or None."""
        value = self._take(
            name, "日期（如 2026-11-22）或 null", lambda v: v is None or _is_day(v), None
        )
        return None if value is None else str(value)

    def codes(self, name: str) -> tuple[str, ...]:
        """Return different ids in their order."""
        return tuple(self._take(name, "互不相同的编号列表", _is_codes, ()))

    def hashes(self, name: str) -> tuple[str, ...]:
        """Return SHA-256s in their order."""
        return tuple(
            self._take(
                name,
                "哈希列表",
                lambda v: isinstance(v, list) and all(_is_hash(one) for one in v),
                (),
            )
        )

    def texts(self, name: str) -> tuple[str, ...]:
        """Return texts in their order."""
        return tuple(
            self._take(
                name,
                "文字列表",
                lambda v: isinstance(v, list) and all(_is_text(one) for one in v),
                (),
            )
        )

    def has(self, name: str) -> bool:
        """Say whether an optional member is there and not null."""
        return self._data.get(name) is not None

    def each(self, name: str, read: "Callable[[Members], One]") -> tuple[One, ...]:
        """Read a list of objects, each by itself."""
        return tuple(read(one) for one in self._objects(name))

    def maybe(self, name: str, read: "Callable[[Members], One]") -> One | None:
        """Read an object or None."""
        value = self._data.get(name)
        if value is None:
            return None
        if not isinstance(value, Mapping):
            self.fault(name, f"内容是 {_short(value)}。", "应为一个对象或 null。")
            return None
        return read(Members(value, f"{self._where}.{name}", self.faults))

    def _objects(self, name: str) -> "Iterator[Members]":
        rows = self._take(name, "列表", lambda v: isinstance(v, list), ())
        for n, row in enumerate(rows):
            where = f"{self._where}.{name}[{n}]"
            if isinstance(row, Mapping):
                yield Members(row, where, self.faults)
            else:
                self.faults.append(Fault(where, f"内容是 {_short(row)}。", "应为一个对象。"))


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and len(value) <= MOST_TEXT


def _is_code(value: Any) -> bool:
    return isinstance(value, str) and _CODE.fullmatch(value) is not None


def _is_codes(value: Any) -> bool:
    return (
        isinstance(value, list)
        and all(_is_code(one) for one in value)
        and len(set(value)) == len(value)
    )


def _is_hash(value: Any) -> bool:
    return isinstance(value, str) and _HASH.fullmatch(value) is not None


def _is_instant(value: Any) -> bool:
    try:
        instant_read(value)
    except InstantUnreadable:
        return False
    return True


def _is_day(value: Any) -> bool:
    if not isinstance(value, str) or _DAY.fullmatch(value) is None:
        return False
    try:
        date.fromisoformat(value)
    except ValueError:
        return False
    return True


def _short(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 40 else f"{text[:37]}…"
