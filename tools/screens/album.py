"""Where pictures go and what they are called."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Album:
    """Name the pictures of one theme and size; `screen` is `<screen>-<state>`."""

    folder: Path
    theme: str
    size: tuple[int, int]

    def picture(self, screen: str, lang: str) -> Path:
        """Give the file of a picture."""
        self.folder.mkdir(parents=True, exist_ok=True)
        return self.folder / f"{screen}-{lang}-{self.theme}-{self.size[0]}x{self.size[1]}.png"
