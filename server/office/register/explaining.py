"""Turn a stored explanation into what the detail shows: factors, terms, drops; nothing is computed."""

from collections.abc import Iterable, Mapping
from typing import Any

from server.hazards.models import Hazard
from server.office.frame.wording import language
from server.risks.models import Risk

TERM_KEYS = ("static", "controls", "findings", "stale")


def explained(risk: Risk, hazards: Iterable[Hazard]) -> dict[str, Any] | None:
    """Give the explanation of the latest assessment for the page, or None before the first."""
    if risk.latest is None:
        return None
    stored: Mapping[str, Any] = risk.latest.explain
    titles = {hazard.id: hazard for hazard in hazards}
    drops = [{**row, "row": titles.get(row["hazard"])} for row in stored.get("drop_if_closed", ())]
    largest = max((row["drop"] for row in drops), default=0) or 1
    return {
        "terms": [_term(row) for row in stored.get("terms", ())],
        "floors": [_text(row, "why") for row in stored.get("floors", ())],
        "drops": [{**row, "share": round(100 * row["drop"] / largest)} for row in drops],
        "readings": [(key, stored[key]) for key in ("static", "gross", "target") if key in stored],
        "note": _text(stored, "note"),
        "model": stored.get("model", ""),
        "at": stored.get("at", ""),
    }


def _term(row: Mapping[str, Any]) -> dict[str, Any]:
    why = _text(row, "why")
    value = float(row.get("v") or 0)
    return {
        "key": row["k"],
        "value": value,
        "share": round(min(abs(value), 1.0) * 100),
        "why": why
        if isinstance(why, str)
        else "；".join(why)
        if language() == "zh"
        else "; ".join(why),
    }


def _text(row: Mapping[str, Any], name: str) -> Any:
    return row.get(f"{name}_en", row.get(name)) if language() == "en" else row.get(name)
