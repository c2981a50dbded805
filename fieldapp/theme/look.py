"""The tokens as .kv files read them: `T.surface`, `T.h1`, `T.tone('bad')`."""

from kivy.metrics import sp

from fieldapp.theme import tokens

NOTHING = (0.0, 0.0, 0.0, 0.0)


class Look:
    """Hold the palette in use; screens are rebuilt after `use`, so values need no bindings."""

    def __init__(self) -> None:
        self.name = "light"
        self.nothing = NOTHING
        self.use("light")

    def use(self, name: str) -> None:
        """Take the palette of that name."""
        self.name = name
        palette = tokens.PALETTES[name]
        self._colours = {
            colour: (*tokens.channels(getattr(palette, colour)), 1.0)
            for colour in tokens.colour_names()
        }

    def __getattr__(self, name: str):
        colours = self.__dict__.get("_colours", {})
        if name in colours:
            return colours[name]
        if name in tokens.SIZES:
            return sp(tokens.SIZES[name])
        raise AttributeError(f"theme has no token {name!r}; see fieldapp/theme/tokens.py")

    def ink(self, tone: str):
        """Give the text colour of a tone (ok, bad, na, warn, note, primary)."""
        return self._colours[tone]

    def ground(self, tone: str):
        """Give the pale ground of a tone."""
        return self._colours[f"{tone}_light"]

    def grade(self, grade: str) -> str:
        """Name the tone a hazard grade is written in."""
        return tokens.GRADE_TONES.get(grade, "na")

    def verdict(self, verdict: str) -> str:
        """Name the tone a verdict is written in."""
        return tokens.VERDICT_TONES.get(verdict, "na")

    def level(self, level: str):
        """Give the register's colour of a risk level; grey where there is no row."""
        return (*tokens.channels(tokens.LEVELS.get(level, tokens.NO_LEVEL)), 1.0)

    def faint(self, colour, alpha: float):
        """Give a colour with less cover."""
        return (*colour[:3], alpha)


T = Look()
