"""How Kivy is set up: to be called before anything imports Kivy's window."""

import logging
import os

QUIET = {
    "KIVY_NO_ARGS": "1",  # else Kivy reads our command line
    "KIVY_NO_CONFIG": "1",  # nothing is written into the home folder
    "KIVY_NO_FILELOG": "1",
    "KIVY_LOG_MODE": "PYTHON",
}
UNSEEN = {
    "KIVY_METRICS_DENSITY": "1",
    "SDL_VIDEODRIVER": "offscreen",
    "LP_NUM_THREADS": "0",  # Mesa's software renderer: its own threads cost more than they give
}


def kivy_prepare(width: int, height: int) -> None:
    """Set Kivy up for a window a person works with."""
    _prepare(width, height, QUIET)
    from kivy.config import Config

    Config.set("graphics", "minimum_width", "960")
    Config.set("graphics", "minimum_height", "600")
    Config.set("input", "mouse", "mouse,disable_multitouch")  # a right click draws no red dots


def kivy_prepare_offscreen(width: int = 1280, height: int = 800) -> None:
    """Set Kivy up for real pixels nobody sees, with touches made by the caller only."""
    _prepare(width, height, QUIET | UNSEEN)
    from kivy.config import Config

    Config.set("graphics", "maxfps", "0")  # nobody looks: no frame waits for the next sixtieth
    Config.set("graphics", "vsync", "0")
    Config.set("graphics", "multisamples", "0")  # edges are smooth by their own shaders
    for name in Config.options("input"):
        if name != "mouse":
            Config.remove_option("input", name)


def _prepare(width: int, height: int, environment: dict[str, str]) -> None:
    for name, value in environment.items():
        os.environ.setdefault(name, value)
    logging.getLogger("kivy").addFilter(_is_news)
    from kivy.config import Config

    Config.set("graphics", "width", str(width))
    Config.set("graphics", "height", str(height))


def _is_news(record: logging.LogRecord) -> bool:
    """Drop one line: Kivy reports a traceback on every Linux without libmtdev, which nobody needs."""
    return "MTDev is not supported" not in record.getMessage()
