"""Language and theme of this tablet, kept beside the store; losing them loses nothing."""

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path

from shared.text import LANGUAGES

THEMES = ("light", "dark")


@dataclass(frozen=True, slots=True)
class Preferences:
    """Say how the person wants the screens."""

    lang: str = "zh"
    theme: str = "light"


def preferences_read(folder: Path) -> Preferences:
    """Read what was chosen; anything unreadable is the default again."""
    try:
        found = json.loads((folder / "preferences.json").read_text("utf-8"))
        chosen = Preferences(lang=str(found["lang"]), theme=str(found["theme"]))
    except (OSError, ValueError, KeyError, TypeError):
        return Preferences()
    known = chosen.lang in LANGUAGES and chosen.theme in THEMES
    return chosen if known else Preferences()


def preferences_write(folder: Path, preferences: Preferences) -> None:
    """Keep the choice; a full disk must not stop the work for it."""
    beside = folder / "preferences.json.new"
    try:
        beside.write_text(json.dumps(asdict(preferences)), "utf-8")
        os.replace(beside, folder / "preferences.json")
    except OSError:
        return
