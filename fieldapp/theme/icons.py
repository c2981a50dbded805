"""Icons by name: code points that the font build merged into every weight."""

import json
from functools import cache

from fieldapp.theme.fonts import fonts_folder


@cache
def _code_points() -> dict[str, int]:
    found = json.loads((fonts_folder() / "icons.json").read_text("utf-8"))
    return {
        name: int(point, 16) if isinstance(point, str) else point for name, point in found.items()
    }


def icon(name: str) -> str:
    """Give the character that draws the icon; a name the font lacks is a KeyError, never a blank."""
    return chr(_code_points()[name])
