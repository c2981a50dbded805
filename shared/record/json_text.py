"""Write and read JSON so that one value has one meaning everywhere.

No floats (a measured value is a decimal string), no NaN, no integers past 2^53 - 1 (another
language would round them), no lone surrogates, no NUL (PostgreSQL stores neither), no member
twice, no nesting past 32. `ensure_ascii` is off, so what a person wrote is what the bytes show.
"""

import json
import re
from collections.abc import Mapping
from typing import Any, NoReturn

MAX_INTEGER = (1 << 53) - 1
MAX_DEPTH = 32
# Raw UTF-8 can hold neither; only an escape can bring them in, so the slow walk is rarely needed.
_TRAP_ESCAPE = re.compile(rb"\\u(?:[dD][89a-fA-F]|0000)")
_TRAP_CHARACTER = re.compile("[\x00\ud800-\udfff]")


class JsonRefused(ValueError):
    """Name the value that must not be in our JSON; callers turn it into their own Problem."""


def json_write(value: Any) -> bytes:
    """Return compact UTF-8 JSON without a raw line feed; raise JsonRefused naming the place."""
    _walk(value, "", 0)
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()


def json_read(text: bytes) -> Any:
    """Return the value of JSON bytes; raise JsonRefused on all that `json_write` never writes."""
    if b"\n" in text:
        raise JsonRefused("it holds a raw line feed")
    try:
        value = json.loads(
            text.decode("utf-8"),
            parse_float=_refuse_float,
            parse_constant=_refuse_constant,
            object_pairs_hook=_object_once,
        )
    except JsonRefused:
        raise
    except UnicodeDecodeError as error:
        raise JsonRefused(f"byte {error.start} is not UTF-8") from error
    except RecursionError as error:
        raise JsonRefused("it is nested too deeply") from error
    except ValueError as error:
        raise JsonRefused(f"it is cut or not JSON ({error})") from error
    if _needs_walk(text):
        _walk(value, "", 0)
    return value


def _needs_walk(text: bytes) -> bool:
    deep = text.count(b"{") + text.count(b"[") > MAX_DEPTH
    long_number = re.search(rb"[0-9]{16}", text) is not None
    return deep or long_number or _TRAP_ESCAPE.search(text) is not None


def _refuse_float(text: str) -> NoReturn:
    raise JsonRefused(f"it holds the float {text[:20]}; write a decimal string")


def _refuse_constant(text: str) -> NoReturn:
    raise JsonRefused(f"it holds {text}, which is no number")


def _object_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise JsonRefused("an object holds the same member twice")
    return members


def _walk(value: Any, where: str, depth: int) -> None:
    if depth > MAX_DEPTH:
        raise JsonRefused(f"{where or 'it'} is nested deeper than {MAX_DEPTH}")
    if isinstance(value, str):
        _check_text(value, where)
    elif isinstance(value, Mapping):
        for name, member in value.items():
            if not isinstance(name, str):
                raise JsonRefused(f"{where or 'it'} has the member name {name!r}, not a text")
            _check_text(name, where)
            _walk(member, f"{where}.{name}" if where else name, depth + 1)
    elif isinstance(value, list | tuple):
        for index, member in enumerate(value):
            _walk(member, f"{where}[{index}]", depth + 1)
    else:
        _check_scalar(value, where)


def _check_text(text: str, where: str) -> None:
    found = _TRAP_CHARACTER.search(text)
    if found is not None:
        name = "NUL" if found.group() == "\x00" else "half of a surrogate pair"
        raise JsonRefused(f"{where or 'it'} holds {name} at character {found.start()}")


def _check_scalar(value: Any, where: str) -> None:
    if value is None or isinstance(value, bool):
        return
    if isinstance(value, float):
        raise JsonRefused(f"{where or 'it'} is the float {value!r}; write a decimal string")
    if not isinstance(value, int):
        raise JsonRefused(f"{where or 'it'} is a {type(value).__name__}, which JSON does not know")
    if abs(value) > MAX_INTEGER:
        raise JsonRefused(f"{where or 'it'} is {value}, past 2^53 - 1")
