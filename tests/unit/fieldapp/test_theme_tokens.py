"""Every pair of ink and ground that screens use can be read: WCAG 4.5 to 1 in both palettes."""

import pytest

from fieldapp.theme.tokens import (
    LEVELS,
    NO_LEVEL,
    PALETTES,
    SIZES,
    channels,
    colour_names,
    contrast,
)

ON = {
    "surface": ("text", "text2", "text3", "primary", "ok", "bad", "na", "warn", "note"),
    "surface2": ("text", "text2", "primary"),
    "bg": ("text", "text2", "primary", "ok", "bad"),
    "primary": ("on_primary", "surface"),
    "primary_light": ("primary", "text"),
    "bar": ("on_bar", "on_bar2", "offline"),
    "bar2": ("on_bar", "on_bar2", "offline"),
    "offline": ("on_offline",),
    "ok_light": ("ok", "text"),
    "bad_light": ("bad", "text"),
    "na_light": ("na",),
    "warn_light": ("warn", "text"),
    "note_light": ("note",),
    "ok": ("surface",),
    "bad": ("surface",),
    "na": ("surface",),
    "warn": ("surface",),
    "paper": ("ink",),
}


@pytest.mark.parametrize("theme", sorted(PALETTES))
@pytest.mark.parametrize("ground", sorted(ON))
def test_text_can_be_read_on_its_ground(theme: str, ground: str) -> None:
    palette = PALETTES[theme]

    weak = {
        ink: round(contrast(getattr(palette, ink), getattr(palette, ground)), 2)
        for ink in ON[ground]
        if contrast(getattr(palette, ink), getattr(palette, ground)) < 4.5
    }

    assert weak == {}


def test_every_colour_is_one() -> None:
    for palette in PALETTES.values():
        for name in colour_names():
            assert all(0 <= part <= 1 for part in channels(getattr(palette, name)))


def test_there_is_no_green_level_and_unknown_is_none_of_them() -> None:
    assert list(LEVELS) == ["red", "orange", "yellow", "blue"]
    for colour in LEVELS.values():
        red, green, blue = channels(colour)
        assert not (green > red and green > blue)
    assert NO_LEVEL not in LEVELS.values()


def test_no_text_is_smaller_than_thirteen() -> None:
    assert min(SIZES.values()) == 13
