"""Read the members of small JSON messages, each with what belongs there."""

from collections.abc import Mapping
from typing import Any

from shared.record.json_text import JsonRefused, json_read


class MemberRefused(ValueError):
    """Name the member that is missing or of the wrong kind; readers make it their Problem."""


class Members:
    """Answer members by name and type, refusing what does not fit."""

    def __init__(self, found: Any) -> None:
        if not isinstance(found, dict):
            raise MemberRefused("it is no JSON object")
        self._found: dict[str, Any] = found

    @classmethod
    def read(cls, text: bytes) -> "Members":
        """Read a JSON object; raise MemberRefused."""
        try:
            return cls(json_read(text))
        except JsonRefused as error:
            raise MemberRefused(str(error)) from error

    def text(self, name: str) -> str:
        """Return a text that is not empty."""
        value = self._found.get(name)
        if not isinstance(value, str) or not value:
            raise MemberRefused(f"{name} is not a text")
        return value

    def text_or_none(self, name: str) -> str | None:
        """Return a text, or None where the member is null or absent."""
        return None if self._found.get(name) is None else self.text(name)

    def text_or_empty(self, name: str) -> str:
        """Return a text, empty where the member is null or absent."""
        return "" if self._found.get(name) in (None, "") else self.text(name)

    def number(self, name: str, least: int = 0) -> int:
        """Return a whole number from `least`."""
        value = self._found.get(name)
        if type(value) is not int or value < least:
            raise MemberRefused(f"{name} is not a whole number from {least}")
        return value

    def number_or_none(self, name: str) -> int | None:
        """Return a whole number from 0, or None."""
        return None if self._found.get(name) is None else self.number(name)

    def flag(self, name: str) -> bool:
        """Return true or false."""
        value = self._found.get(name)
        if not isinstance(value, bool):
            raise MemberRefused(f"{name} is not true or false")
        return value

    def object(self, name: str) -> dict[str, Any]:
        """Return an object."""
        value = self._found.get(name)
        if not isinstance(value, dict):
            raise MemberRefused(f"{name} is not an object")
        return value

    def texts_by_name(self, name: str) -> dict[str, str]:
        """Return an object whose values are texts."""
        value = self.object(name)
        if not all(isinstance(one, str) for one in value.values()):
            raise MemberRefused(f"{name} holds something that is not a text")
        return value

    def texts(self, name: str) -> tuple[str, ...]:
        """Return a list of texts; an absent member is empty."""
        value = self._found.get(name, [])
        if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
            raise MemberRefused(f"{name} is not a list of texts")
        return tuple(value)

    def objects(self, name: str) -> tuple[Mapping[str, Any], ...]:
        """Return a list of objects; an absent member is empty."""
        value = self._found.get(name, [])
        if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
            raise MemberRefused(f"{name} is not a list of objects")
        return tuple(value)

    def holds(self, name: str) -> bool:
        """Say whether an optional member is there and not null."""
        return self._found.get(name) is not None
