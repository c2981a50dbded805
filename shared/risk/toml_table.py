"""Read a TOML table key by key, noting every fault and going on.

A reader asks for what it needs; what is missing or wrong is noted with place and remedy and
answered with a harmless value, so that one run reports everything. The caller raises at the end.
"""

import datetime
from collections.abc import Collection, Mapping
from decimal import Decimal
from typing import Any

from shared.problems import Fault


class TomlTable:
    """Read one table; share `faults` with the tables inside it."""

    def __init__(self, values: Mapping[str, Any], where: str, faults: list[Fault]) -> None:
        self.values = values
        self.where = where
        self.faults = faults
        self.asked: set[str] = set()

    def fault(self, key: str, message: str, remedy: str) -> None:
        """Note one fault at a key of this table."""
        self.faults.append(Fault(f"{self.where}.{key}" if self.where else key, message, remedy))

    def value(self, key: str) -> Any:
        """Return the raw value, None when absent, and remember that the key is known."""
        self.asked.add(key)
        return self.values.get(key)

    def text(self, key: str, *, required: bool = True) -> str:
        """Return a text that is not blank."""
        value = self.value(key)
        if isinstance(value, str) and value.strip():
            return value
        if value is not None or required:
            self.fault(key, f"is {_shown(value)}, not a text.", f'Write {key} = "…".')
        return ""

    def choice(self, key: str, words: Collection[str]) -> str:
        """Return one of the words."""
        value = self.value(key)
        if value in words:
            return str(value)
        self.fault(key, f"is {_shown(value)}.", "Write one of: " + ", ".join(words) + ".")
        return next(iter(words))

    def whole(self, key: str, least: int, most: int) -> int:
        """Return a whole number within bounds."""
        value = self.value(key)
        if isinstance(value, int) and not isinstance(value, bool) and least <= value <= most:
            return value
        self.fault(
            key,
            f"is {_shown(value)}.",
            f"Write a whole number from {least} to {most}.",
        )
        return least

    def number(self, key: str, least: str, most: str, *, default: Decimal | None = None) -> Decimal:
        """Return an exact number within bounds; absent is a fault unless there is a default."""
        value = self.value(key)
        if value is None and default is not None:
            return default
        if is_number(value) and Decimal(least) <= value <= Decimal(most):
            return Decimal(value)
        self.fault(key, f"is {_shown(value)}.", f"Write a number from {least} to {most}.")
        return Decimal(most)

    def day(self, key: str) -> datetime.date:
        """Return a local date."""
        value = self.value(key)
        if isinstance(value, datetime.date) and not isinstance(value, datetime.datetime):
            return value
        self.fault(key, f"is {_shown(value)}, not a date.", f"Write {key} = 2026-01-01.")
        return datetime.date.min

    def table(self, key: str) -> "TomlTable":
        """Return the table at a key, empty when it is missing or no table."""
        value = self.value(key)
        if not isinstance(value, Mapping):
            self.fault(key, f"is {_shown(value)}, not a table.", f"Write the table [{key}].")
            value = {}
        return TomlTable(value, f"{self.where}.{key}" if self.where else key, self.faults)

    def tables(self, key: str, name: str) -> list["TomlTable"]:
        """Return the tables of an array, each placed by its `code`; absent is empty."""
        value = self.value(key)
        if value is None:
            return []
        if not isinstance(value, list) or not all(isinstance(one, Mapping) for one in value):
            self.fault(key, "is not a list of tables.", f"Write [[{name}]] before each.")
            return []
        return [
            TomlTable(one, self._inside(f"{key} {one.get('code') or number}"), self.faults)
            for number, one in enumerate(value, start=1)
        ]

    def _inside(self, place: str) -> str:
        return f"{self.where}, {place}" if self.where else place

    def close(self) -> None:
        """Note the keys nobody asked for: most often a slip of the pen."""
        for key in self.values.keys() - self.asked:
            known = ", ".join(sorted(self.asked))
            self.fault(key, "is not a key here.", f"Remove it, or mean one of: {known}.")


def is_number(value: object) -> bool:
    """Tell whether a TOML value is a finite number (and not a truth value)."""
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        return False
    return Decimal(value).is_finite()


def _shown(value: object) -> str:
    return "missing" if value is None else repr(str(value))
