"""Read typed keys out of a TOML table and gather every fault with its place and remedy."""

import re
from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from shared.checklist.expression import Expression, ExpressionFaulty, Names, compile_expression
from shared.checklist.expression_tokens import closest
from shared.checklist.model import Basis, Text
from shared.problems import Fault

ITEM_ID = re.compile(r"[A-Za-z][A-Za-z0-9_]*(?:[.-][A-Za-z0-9_]+)*")
_DECIMAL = re.compile(r"-?\d{1,15}(?:\.\d{1,9})?")


class Faults:
    """The faults of one file, in the order they were found."""

    def __init__(self) -> None:
        self.found: list[Fault] = []

    def add(self, where: str, message: str, remedy: str) -> None:
        """Keep a fault; two alike are kept once."""
        fault = Fault(where, message, remedy)
        if fault not in self.found:
            self.found.append(fault)


class Table:
    """One table of a file: every getter notes a fault and gives a harmless value instead of raising."""

    def __init__(self, raw: object, *, where: str, keys: Collection[str], faults: Faults) -> None:
        self.where = where
        self.faults = faults
        self.raw: Mapping[str, Any] = raw if isinstance(raw, dict) else {}
        if not isinstance(raw, dict):
            self.fault("this is not a table", "Write { key = value, … } here.")
        for key in self.raw:
            if key not in keys:
                self.fault(f"key '{key}' is not known.", closest(key, keys))

    def fault(self, message: str, remedy: str) -> None:
        """Note a fault of this table."""
        self.faults.add(self.where, message, remedy)

    def word(
        self, key: str, *, among: Sequence[str] = (), default: str | None = None
    ) -> str | None:
        """Read a text, when `among` is given one of these words."""
        value = self.raw.get(key)
        if value is None:
            return default
        if not isinstance(value, str) or not value.strip():
            self.fault(f"{key} is not a text.", f'Write {key} = "…".')
            return default
        if among and value not in among:
            self.fault(f"{key} '{value}' is not known.", closest(value, among))
            return default
        return value

    def must_word(self, key: str, *, among: Sequence[str] = ()) -> str:
        """Read a text that must be there."""
        if key not in self.raw:
            choice = " or ".join(f'"{word}"' for word in among) or '"…"'
            self.fault(f"{key} is missing.", f"Write {key} = {choice}.")
        return self.word(key, among=among) or ""

    def identifier(self, key: str = "id") -> str:
        """Read an id: letters, digits, `_`, and `.` or `-` inside."""
        value = self.must_word(key)
        if value and not ITEM_ID.fullmatch(value):
            self.fault(
                f"{key} '{value}' is not a good id.",
                "Begin with a letter; use letters, digits and _ with single . or - between them.",
            )
        return value

    def flag(self, key: str, *, default: bool = False) -> bool:
        """Read true or false."""
        value = self.raw.get(key, default)
        if isinstance(value, bool):
            return value
        self.fault(f"{key} is {_shown(value)}.", f"Write {key} = true or {key} = false.")
        return default

    def whole(self, key: str, *, least: int, most: int) -> int | None:
        """Read a whole number inside its limits."""
        value = self.raw.get(key)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int):
            self.fault(
                f"{key} {_shown(value)} is not a whole number.",
                "Scores use integers: write 2, or split the item.",
            )
            return None
        if not least <= value <= most:
            self.fault(
                f"{key} {value} is outside {least} to {most}.",
                f"Write a whole number from {least} to {most}.",
            )
            return None
        return value

    def decimal(self, key: str) -> Decimal | None:
        """Read an exact number: TOML numbers come as decimals, a text such as "0.5" goes too."""
        value = self.raw.get(key)
        if value is None:
            return None
        if not isinstance(value, bool) and _DECIMAL.fullmatch(str(value)):
            return Decimal(str(value))
        self.fault(f"{key} {_shown(value)} is not a number.", f"Write {key} = 0.5.")
        return None

    def day(self, key: str) -> date | None:
        """Read a date, as a TOML date or as a text."""
        value = self.raw.get(key)
        if isinstance(value, str):
            try:
                return date.fromisoformat(value)
            except ValueError:
                value = False
        if value is None or (isinstance(value, date) and not isinstance(value, datetime)):
            return value
        self.fault(f"{key} {_shown(self.raw[key])} is not a date.", f"Write {key} = 2026-01-01.")
        return None

    def words(self, key: str, *, among: Sequence[str] = ()) -> tuple[str, ...]:
        """Read a list of texts."""
        value = self.raw.get(key, [])
        if not isinstance(value, list) or not all(isinstance(word, str) and word for word in value):
            self.fault(f"{key} is not a list of texts.", f'Write {key} = ["…", "…"].')
            return ()
        for word in value:
            if among and word not in among:
                self.fault(f"{key} '{word}' is not known.", closest(word, among))
        return tuple(value)

    def own_text(self) -> Text:
        """Read the `zh` and `en` of this table itself."""
        return Text(self.must_word("zh"), self.must_word("en"))

    def text(self, key: str) -> Text | None:
        """Read `key = {zh = "…", en = "…"}`."""
        raw = self.raw.get(key)
        if raw is None:
            return None
        return self.inner(key, raw, ("zh", "en")).own_text()

    def inner(self, key: str, raw: object, keys: Collection[str]) -> "Table":
        """Open a table inside this one; its faults name both."""
        return Table(raw, where=f"{self.where}, {key}", keys=keys, faults=self.faults)

    def inners(self, key: str, keys: Collection[str]) -> list["Table"]:
        """Open a list of tables inside this one."""
        raw = self.raw.get(key, [])
        if not isinstance(raw, list):
            self.fault(f"{key} is not a list.", f"Write {key} = [{{ … }}, {{ … }}].")
            return []
        return [self.inner(f"{key} {n}", one, keys) for n, one in enumerate(raw, 1)]

    def basis(self, table: "Table") -> Basis:
        """Read one citation of this item."""
        clause = table.raw.get("clause")
        if not isinstance(clause, str):
            table.fault("clause is missing.", 'Write clause = "36(4)", or "" when it is not known.')
            clause = ""
        if "verified" not in table.raw:
            table.fault(
                "verified is missing.",
                "Write verified = true only when someone compared it with the text.",
            )
        verified = table.flag("verified")
        if verified and not clause:
            table.fault(
                "an empty clause cannot be verified.", "Write the clause, or verified = false."
            )
        return Basis(
            table.must_word("doc"),
            table.must_word("version"),
            clause,
            verified,
            table.word("source"),
        )

    def expression(self, key: str, names: Names, *, condition: bool) -> Expression | None:
        """Compile an expression; a condition must be something that is true or false."""
        source = self.raw.get(key)
        if source is None:
            return None
        if not isinstance(source, str):
            self.fault(f"{key} is not a text.", f'Write {key} = "G8 == fail".')
            return None
        try:
            compiled = compile_expression(source, known=names)
        except ExpressionFaulty as faulty:
            self.fault(f"{key}, character {faulty.at + 1}: {faulty.message}.", faulty.remedy)
            return None
        if condition and compiled.kind == "value":
            self.fault(
                f"{key} gives a value, not a condition.", "Compare it: G8 == fail, or answered(G8)."
            )
        return compiled


def _shown(value: object) -> str:
    return (
        f"'{value}'"
        if isinstance(value, str)
        else str(value).lower()
        if isinstance(value, bool)
        else str(value)
    )
