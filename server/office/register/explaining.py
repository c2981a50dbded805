"""Turn an explanation into what the detail shows: the sentence first, then factors, terms, drops."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from server.hazards.models import Hazard
from server.office.frame.wording import language
from server.risks.looking import RiskLook
from server.risks.models import Risk


def explained(
    risk: Risk, look: RiskLook | None, hazards: Iterable[Hazard]
) -> dict[str, Any] | None:
    """Give the explanation of a risk as of now for the page, or of its latest assessment where no rule gives one now."""
    if look is None and risk.latest is None:
        return None
    stored: Mapping[str, Any] = look.assessment.explain if look else risk.latest.explain
    titles = {hazard.id: hazard for hazard in hazards}
    drops = [{**row, "row": titles.get(row["hazard"])} for row in stored.get("drop_if_closed", ())]
    largest = max((row["drop"] for row in drops), default=0) or 1
    return {
        **_product(look, risk.latest),
        "sentence": _sentence(look),
        "terms": [_term(row) for row in stored.get("terms", ())],
        "floors": [_text(row, "why") for row in stored.get("floors", ())],
        "drops": [{**row, "share": round(100 * row["drop"] / largest)} for row in drops],
        "readings": [(key, stored[key]) for key in ("static", "gross", "target") if key in stored],
        "note": _text(stored, "note"),
        "model": stored.get("model", ""),
    }


def _product(look: RiskLook | None, latest: Any) -> dict[str, Any]:
    """Give the four numbers of D = L × E × C, of one and the same instant."""
    if look:
        now = look.assessment
        return {"likelihood": now.L, "exposure": now.E, "consequence": Decimal(now.C), "d": now.D}
    names = ("likelihood", "exposure", "consequence", "d")
    return {name: getattr(latest, name) for name in names}


def _sentence(look: RiskLook | None) -> str:
    if look is None:
        return ""
    sentence = look.smallest.sentence
    return sentence.en if language() == "en" else sentence.zh


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
