"""Write the feed rows tablets keep of risks; a change too small to see is not sent."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.timezone import localdate

from server.ledger.acceptance import FeedSink
from server.ledger.models import Feed
from server.places.feeding import street_scope
from server.risks.models import Risk
from shared.risk.sentences import Sentence

QUIET = ("d", "as_of")  # these move a little every day; they go along when something else does


def risk_data(risk: Risk, sentence: Sentence) -> dict[str, Any]:
    """Return a risk as the tablet keeps it; D is a text, `as_of` the local day."""
    return {
        "site": risk.site_id,
        "facility": risk.facility_id,
        "scenario": risk.scenario,
        "level": risk.level,
        "d": str(risk.d),
        "confidence": risk.confidence,
        "as_of": localdate(risk.as_of).isoformat(),
        "sentence_zh": sentence.zh,
        "sentence_en": sentence.en,
    }


def risks_feed(
    rows: Iterable[tuple[Risk, Sentence]],
    *,
    before: Mapping[str, str],
    stored: Iterable[str],
    sink: FeedSink,
) -> None:
    """Write the rows of risks that were stored anew, say something else or moved.

    `before` is risk id → the street it was in. A retired risk, or one without a street, is gone.
    """
    rows, fresh = list(rows), set(stored)
    fed = _fed([risk.id for risk, _ in rows], {*before.values(), *(one.street for one, _ in rows)})
    for risk, sentence in rows:
        shown = risk.street if risk.state != "retired" else ""
        for scope in fed.get(risk.id, {}):
            if scope != street_scope(shown):
                sink.feed(scope=scope, kind="risk", id=risk.id, data={}, gone=True)
        data = risk_data(risk, sentence)
        known = fed.get(risk.id, {}).get(street_scope(shown))
        if shown and (risk.id in fresh or known is None or _loud(known) != _loud(data)):
            sink.feed(scope=street_scope(shown), kind="risk", id=risk.id, data=data)


def risk_gone(risk: Risk, *, sink: FeedSink) -> None:
    """Take a risk out of its street: it left the register."""
    if risk.street:
        sink.feed(scope=street_scope(risk.street), kind="risk", id=risk.id, data={}, gone=True)


def _fed(risks: Iterable[str], streets: Iterable[str]) -> dict[str, dict[str, dict[str, Any]]]:
    """Return risk id → scope → the data that lies there now."""
    found: dict[str, dict[str, dict[str, Any]]] = {}
    scopes = [street_scope(street) for street in streets if street]
    rows = Feed.objects.filter(scope__in=scopes, kind="risk", item__in=risks, gone=False)
    for risk, scope, data in rows.values_list("item", "scope", "data"):
        found.setdefault(risk, {})[scope] = json.loads(data)
    return found


def _loud(data: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in data.items() if name not in QUIET}
