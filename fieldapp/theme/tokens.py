"""Colours and sizes of every screen, as data.

State is never told by colour alone: each pair here goes with a word and an icon. Text pairs keep
WCAG 4.5:1 in both palettes; tests/unit/fieldapp/test_theme_tokens.py measures them.
"""

from dataclasses import dataclass, fields


@dataclass(frozen=True, slots=True)
class Palette:
    """Name every colour a screen may use; a value is #RRGGBB."""

    bg: str
    surface: str
    surface2: str
    line: str
    line2: str
    text: str
    text2: str
    text3: str
    primary: str
    primary_dark: str
    primary_light: str
    on_primary: str
    bar: str
    bar2: str
    on_bar: str
    on_bar2: str
    ok: str
    ok_light: str
    bad: str
    bad_light: str
    na: str
    na_light: str
    warn: str
    warn_light: str
    note: str
    note_light: str
    offline: str
    on_offline: str
    paper: str
    ink: str


LIGHT = Palette(
    bg="#EEF2F6",
    surface="#FFFFFF",
    surface2="#F6F8FA",
    line="#D5DCE4",
    line2="#E6EBF0",
    text="#14202B",
    text2="#4A5763",
    text3="#5F6B77",
    primary="#0B4F8A",
    primary_dark="#083B68",
    primary_light="#E3EEF8",
    on_primary="#FFFFFF",
    bar="#0A2E4D",
    bar2="#24476A",
    on_bar="#FFFFFF",
    on_bar2="#C3D3E3",
    ok="#13703F",
    ok_light="#E2F3E9",
    bad="#B3201A",
    bad_light="#FDECEA",
    na="#4F5B66",
    na_light="#E9EDF1",
    warn="#8A4B00",
    warn_light="#FFF1DC",
    note="#6A5200",
    note_light="#FFF7D6",
    offline="#FFC247",
    on_offline="#331F00",
    paper="#FFFFFF",
    ink="#10202E",
)

DARK = Palette(
    bg="#0D141B",
    surface="#16202A",
    surface2="#1D2934",
    line="#31404E",
    line2="#263340",
    text="#E9EFF5",
    text2="#B4C0CC",
    text3="#94A2B0",
    primary="#7CB8F0",
    primary_dark="#A5CFF6",
    primary_light="#17324B",
    on_primary="#06192B",
    bar="#08111A",
    bar2="#1F3346",
    on_bar="#F2F6FA",
    on_bar2="#A9BBCC",
    ok="#5CC98D",
    ok_light="#12301F",
    bad="#FF8B82",
    bad_light="#3A1715",
    na="#AEB9C4",
    na_light="#26313C",
    warn="#FFB457",
    warn_light="#3A2609",
    note="#E8CB5A",
    note_light="#332B0C",
    offline="#FFC247",
    on_offline="#331F00",
    paper="#F4F1EA",
    ink="#10202E",
)

PALETTES = {"light": LIGHT, "dark": DARK}

# 红橙黄蓝 of the register, the same in both palettes (maps and legends must agree with the office)
LEVELS = {"red": "#C62828", "orange": "#E07000", "yellow": "#C99700", "blue": "#2F74C0"}
NO_LEVEL = "#98A2AE"
LEVEL_SHAPES = {"red": "square", "orange": "triangle", "yellow": "diamond", "blue": "circle"}

# which pair of the palette a code is written in: code -> (ink, ground)
GRADE_TONES = {"low": "na", "general": "note", "serious": "warn", "major": "bad"}
VERDICT_TONES = {
    "pass": "ok",
    "partial": "note",
    "fail": "bad",
    "na": "na",
    "not_checked": "warn",
}

# sp
SIZES = {"display": 28, "h1": 20, "h2": 17, "body": 17, "button": 16, "label": 15, "small": 13}


def channels(colour: str) -> tuple[float, float, float]:
    """Read #RRGGBB as three parts of one."""
    return tuple(int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))  # type: ignore[return-value]


def contrast(ink: str, ground: str) -> float:
    """Measure the WCAG contrast ratio of two colours."""
    light, dark = sorted((_luminance(ink), _luminance(ground)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    red, green, blue = (
        part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4
        for part in channels(colour)
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def colour_names() -> tuple[str, ...]:
    """List the names a palette defines."""
    return tuple(field.name for field in fields(Palette))
