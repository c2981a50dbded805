"""Read the facts of an intent once, collecting every fault before it refuses.

After `done()` the rooms hold dataclasses, never maybe-keys. Messages are Chinese first: an
office user or a tablet meets them.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from shared.clock import InstantUnreadable, instant_read
from shared.problems import Fault, Problem


class FactsUnreadable(Problem):
    """Refuse an intent whose facts cannot be read; every fault is named."""

    def __init__(self, where: str, faults: Sequence[Fault]) -> None:
        super().__init__(
            "facts_unreadable",
            f"{where}：{len(faults)} 处内容无法识别（facts cannot be read）。",
            "请按下列各处的提示改正后重新提交。",
            fields=faults,
        )


class Facts:
    """Take typed members out of one JSON object; unknown members are left alone."""

    def __init__(
        self, data: Mapping[str, Any], where: str, faults: list[Fault] | None = None
    ) -> None:
        self.data = data
        self.where = where
        self.faults: list[Fault] = [] if faults is None else faults

    def fault(self, name: str, message: str, remedy: str) -> None:
        """Note one thing wrong."""
        self.faults.append(Fault(f"{self.where}.{name}", message, remedy))

    def text(self, name: str, *, need: bool = False, most: int = 4000) -> str:
        """Return a text; absent or null reads as empty."""
        value = self.data.get(name)
        if value is None or value == "":
            if need:
                self.fault(name, "缺少内容（missing）。", "请填写。")
            return ""
        if not isinstance(value, str):
            self.fault(name, "应为文字（text expected）。", "请改为文字。")
            return ""
        if len(value) > most:
            self.fault(name, f"超过 {most} 字（too long）。", "请缩短。")
        return value

    def word(self, name: str, words: Collection[str], default: str | None = None) -> str:
        """Return one of the words; without a default it must be there."""
        value = self.data.get(name, default)
        if isinstance(value, str) and value in words:
            return value
        self.fault(name, f"{value!r} 不在可选值内（unknown word）。", "可选：" + "、".join(words))
        return next(iter(words))

    def whole(
        self, name: str, *, least: int, most: int, default: int | None = None, need: bool = False
    ) -> int | None:
        """Return a whole number within its bounds."""
        value = self.data.get(name, default)
        if value is None:
            if need:
                self.fault(name, "缺少数字（missing）。", "请填写整数。")
            return None
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
            self.fault(name, f"应为 {least} 至 {most} 的整数（whole number）。", "请改正。")
            return default
        return value

    def flag(self, name: str, *, default: bool = False) -> bool:
        """Return true or false."""
        value = self.data.get(name, default)
        if not isinstance(value, bool):
            self.fault(name, "应为是或否（true or false）。", "请改为 true 或 false。")
            return default
        return value

    def day(self, name: str, *, need: bool = False) -> date | None:
        """Return an ISO date."""
        value = self.data.get(name)
        if value is None or value == "":
            if need:
                self.fault(name, "缺少日期（missing）。", "请按 2026-11-22 的格式填写。")
            return None
        try:
            return date.fromisoformat(value)
        except (TypeError, ValueError):
            self.fault(name, f"{value!r} 不是日期（not a date）。", "请按 2026-11-22 的格式填写。")
            return None

    def instant(self, name: str) -> datetime | None:
        """Return an instant, or None when absent."""
        value = self.data.get(name)
        if value is None:
            return None
        try:
            return instant_read(value)
        except InstantUnreadable as problem:
            self.fault(name, problem.message, problem.remedy)
            return None

    def texts(self, name: str) -> list[str]:
        """Return a list of texts; absent reads as empty."""
        value = self.data.get(name)
        if value is None:
            return []
        if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
            self.fault(name, "应为文字列表（list of texts）。", "请改为列表。")
            return []
        return list(dict.fromkeys(value))

    def object(self, name: str) -> dict[str, Any]:
        """Return a JSON object; absent reads as empty."""
        value = self.data.get(name)
        if value is None:
            return {}
        if not isinstance(value, dict):
            self.fault(name, "应为对象（object）。", "请改正。")
            return {}
        return value

    def objects(self, name: str, *, most: int) -> list["Facts"]:
        """Return a reader for each object of a list that holds at least one."""
        value = self.data.get(name)
        if not isinstance(value, list) or not 0 < len(value) <= most:
            self.fault(name, f"应为 1 至 {most} 项的列表（list）。", f"每次提交 1 至 {most} 项。")
            return []
        readers = []
        for index, one in enumerate(value):
            if isinstance(one, dict):
                readers.append(Facts(one, f"{self.where}.{name}[{index}]", self.faults))
            else:
                self.fault(f"{name}[{index}]", "应为对象（object）。", "请改正。")
        return readers

    def done(self) -> None:
        """Raise FactsUnreadable when anything was wrong."""
        if self.faults:
            raise FactsUnreadable(self.where, self.faults)
