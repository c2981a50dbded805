"""Real pixels without a display; to be called before anything imports Kivy's window."""

import os

ENVIRONMENT = {
    "KIVY_NO_ARGS": "1",  # else Kivy reads our command line
    "KIVY_NO_CONFIG": "1",
    "KIVY_NO_FILELOG": "1",
    "KIVY_LOG_MODE": "PYTHON",
    "KIVY_METRICS_DENSITY": "1",
    "SDL_VIDEODRIVER": "offscreen",
}


def offscreen(width: int = 1280, height: int = 800) -> None:
    """Set Kivy up for a window nobody sees, with touches made by the caller only."""
    for name, value in ENVIRONMENT.items():
        os.environ.setdefault(name, value)
    from kivy.config import Config

    Config.set("graphics", "width", str(width))
    Config.set("graphics", "height", str(height))
    Config.set("graphics", "multisamples", "0")  # edges are smooth by their own shaders
    for name in Config.options("input"):
        if name != "mouse":
            Config.remove_option("input", name)
