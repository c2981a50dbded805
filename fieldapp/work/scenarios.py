"""What scenarios are called: from the scoring model this tablet was sent."""

import tomllib
from collections.abc import Mapping
from functools import lru_cache

from fieldapp.work.tablet import Tablet
from shared.checklist import Text


def scenario_names(tablet: Tablet) -> Mapping[str, Text]:
    """Return code → name of each scenario; nothing while no model has arrived."""
    row = tablet.mirror.get("model", "model", opened=False)
    return _names(str(row.data["text"])) if row else {}


@lru_cache(maxsize=2)
def _names(text: str) -> Mapping[str, Text]:
    found = tomllib.loads(text).get("scenario", [])
    return {str(one["code"]): Text(str(one["zh"]), str(one["en"])) for one in found}
