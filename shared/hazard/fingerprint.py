"""Tell whether two findings are the same hazard: by place, item and slot, never by prose."""

import hashlib
import json
from collections.abc import Sequence

VERSION = 1


def item_code(*, checklist: str, item: str | None, scenario: str) -> str:
    """Return the code of what failed: stable over a checklist's versions; off the list `x:<scenario>`.

    Item ids are unique inside one checklist only, so its id stands before them.
    """
    return f"x:{scenario}" if item is None else f"{checklist}:{item}"


def fingerprint_of(
    *, site: str, facility: str | None, item: str, slot: str | None, at: Sequence[str] = ()
) -> str:
    """Return the SHA-256, in hex, that findings of one hazard share.

    The place is the facility where there is one, so that a facility keeps its hazards when it
    changes hands. `item` is an `item_code`. Without a controlled slot the named instance of a
    repeated section (`at`) is the slot: two cranes are two hazards.
    """
    place = f"facility:{facility}" if facility else f"site:{site}"
    where = slot or "/".join(at) or None
    text = json.dumps([VERSION, place, item, where], ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
