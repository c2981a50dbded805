"""The tablet's fixed numbers and where its folder is; the folder is an argument, never guessed."""

import os
from dataclasses import dataclass
from pathlib import Path

APP = "xunan-fieldapp 0.1.0"  # goes into every operation and into enrolment


@dataclass(frozen=True, slots=True)
class StoreLimits:
    """Say how much of the disk the store keeps back and how big one blob may be."""

    reserve_bytes: int = 20 * 1024 * 1024  # freed for the last finish on a full disk
    low_bytes: int = 200 * 1024 * 1024  # below this the tablet warns
    blob_bytes: int = 32 * 1024 * 1024
    durable: bool = True  # fsync; False only in tests that measure what it costs


@dataclass(frozen=True, slots=True)
class NetworkLimits:
    """Hold the waits of the sync client: seconds, and tries before a command gives up."""

    connect_seconds: float = 5.0
    read_seconds: float = 30.0
    tries: int = 4
    backoff_first: float = 0.5
    backoff_most: float = 900.0
    command_most: float = 8.0  # the longest one wait of a command; the runner waits longer
    answer_bytes: int = 64 * 1024 * 1024
    answer_seconds: float = 600.0
    blob_chunk: int = 256 * 1024


def default_folder() -> Path:
    """Return the data folder of the window when none is named."""
    return Path(os.environ.get("XUNAN_TABLET", str(Path.home() / ".local/share/xunan")))


def paper_font() -> Path:
    """Return the font that papers are set in, from the checkout unless XUNAN_FONT names one.

    Both sides must use the same file: the paper's bytes depend on it.
    """
    named = os.environ.get("XUNAN_FONT")
    if named:
        return Path(named)
    return Path(__file__).resolve().parent.parent / "var/fonts/ui-Regular.ttf"
