"""What expressions may ask about the place and the visit; every value is a text or a set of texts."""

from collections.abc import Mapping
from typing import Any

from shared.checklist.expression_values import Value

SITE_NAMES = ("kind", "exposure", "street", "facilities", "fuels")
PROFILE_NAMES = (*(f"site.{name}" for name in SITE_NAMES), "visit.kind")


def profile_values(site: Mapping[str, Any], *, visit: str = "") -> dict[str, Value]:
    """Take from a site's row what expressions may name; what it does not say stays empty."""
    values: dict[str, Value] = {"visit.kind": visit or None}
    for name in SITE_NAMES:
        raw = site.get(name)
        if isinstance(raw, str) and raw:
            values[f"site.{name}"] = raw
        elif isinstance(raw, list | tuple):
            values[f"site.{name}"] = tuple(str(one) for one in raw)
    return values
