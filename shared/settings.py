"""Read settings from environment variables into a frozen dataclass, all mistakes at once.

A settings class is a frozen dataclass; each field has a default (or none, then it must be set) and
says what it means in `metadata={"meaning": "…"}`. The field `lock_timeout_ms` is read from
`XUNAN_LOCK_TIMEOUT_MS`; `metadata={"variable": "DATABASE_URL"}` names another variable, and
`metadata={"secret": True}` keeps the value out of every listing.
"""

import dataclasses
import types
import typing
from collections.abc import Callable, Iterator, Mapping
from dataclasses import MISSING, Field, dataclass
from pathlib import Path
from typing import Any, TypeVar

from shared.problems import Fault, Problem

PREFIX = "XUNAN_"
_TRUE = frozenset({"1", "true", "yes", "on"})
_FALSE = frozenset({"0", "false", "no", "off"})
_Settings = TypeVar("_Settings")


class SettingsWrong(Problem):
    """Stop the start with everything wrong in the environment."""

    def __init__(self, fields: tuple[Fault, ...]) -> None:
        super().__init__(
            "settings_wrong",
            f"{len(fields)} settings are wrong.",
            "Set the variables named and start again.",
            fields=fields,
        )


@dataclass(frozen=True, slots=True)
class SettingRow:
    """Describe one setting as `settings` prints it and the documents list it."""

    name: str
    variable: str
    value: str
    default: str
    source: str
    meaning: str


def settings_read(
    settings: type[_Settings], environ: Mapping[str, str], *, prefix: str = PREFIX
) -> _Settings:
    """Build a settings class from the environment; raise SettingsWrong with all faults.

    An empty variable counts as not set. A variable with our prefix that no field reads is not
    refused: tablet and server may share an environment.
    """
    hints = typing.get_type_hints(settings)
    values: dict[str, Any] = {}
    faults: list[Fault] = []
    for field in _fields(settings):
        variable = _variable(field, prefix)
        text = environ.get(variable, "")
        try:
            values.update(_value(field, hints[field.name], text))
        except ValueError as error:
            shown = "" if field.metadata.get("secret") else f" (is {text!r})"
            meaning = field.metadata.get("meaning", "")
            faults.append(Fault(variable, f"{error}{shown}.", f"It means: {meaning}"))
    if faults:
        raise SettingsWrong(tuple(faults))
    return settings(**values)


def settings_rows(
    settings: object, environ: Mapping[str, str], *, prefix: str = PREFIX
) -> Iterator[SettingRow]:
    """Yield each setting with its value, default, source and meaning; secrets stay hidden."""
    for field in _fields(type(settings)):
        variable = _variable(field, prefix)
        secret = bool(field.metadata.get("secret"))
        value = getattr(settings, field.name)
        yield SettingRow(
            name=field.name,
            variable=variable,
            value="…" if secret and value else _text(value),
            default="—" if _default(field) is MISSING else _text(_default(field)),
            source="environment" if environ.get(variable) else "default",
            meaning=field.metadata.get("meaning", ""),
        )


def _fields(settings: Any) -> tuple[Field[Any], ...]:
    return dataclasses.fields(settings)


def _variable(field: Field[Any], prefix: str) -> str:
    return str(field.metadata.get("variable", prefix + field.name.upper()))


def _default(field: Field[Any]) -> Any:
    if field.default_factory is not MISSING:
        return field.default_factory()
    return field.default


def _text(value: object) -> str:
    """Write a value as it would be set."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return ",".join(map(str, value)) if isinstance(value, tuple) else str(value)


def _value(field: Field[Any], kind: Any, text: str) -> dict[str, Any]:
    if text == "":
        if _default(field) is MISSING:
            raise ValueError("must be set")
        return {}
    return {field.name: _parse(kind, text)}


def _parse(kind: Any, text: str) -> Any:
    if isinstance(kind, types.UnionType):
        kind = next(one for one in typing.get_args(kind) if one is not types.NoneType)
    if typing.get_origin(kind) is tuple:
        parser = _PARSERS[typing.get_args(kind)[0]]
        return tuple(parser(part.strip()) for part in text.split(",") if part.strip())
    if kind not in _PARSERS:
        raise TypeError(f"settings cannot hold {kind}; use one of {list(_PARSERS)}")
    return _PARSERS[kind](text)


def _number(text: str) -> int:
    try:
        return int(text)
    except ValueError:
        raise ValueError("must be a whole number") from None


def _flag(text: str) -> bool:
    word = text.strip().lower()
    if word not in _TRUE | _FALSE:
        raise ValueError("must be yes or no")
    return word in _TRUE


_PARSERS: Mapping[Any, Callable[[str], Any]] = {
    str: str,
    int: _number,
    bool: _flag,
    Path: lambda text: Path(text).expanduser(),
}
