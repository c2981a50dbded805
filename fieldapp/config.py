"""The tablet's fixed numbers and where its folder is; the folder is an argument, never guessed."""

import os
from dataclasses import dataclass
from pathlib import Path

APP = "xunan-fieldapp 0.1.0"  # goes into every operation and into enrolment


@dataclass(frozen=True, slots=True)
class StoreLimits:
    """Say how much of the disk the store keeps back."""

    reserve_bytes: int = 20 * 1024 * 1024  # freed for the last finish on a full disk
    low_bytes: int = 200 * 1024 * 1024  # below this the tablet warns


@dataclass(frozen=True, slots=True)
class NetworkLimits:
    """Hold the waits of the sync client: seconds, and tries before a command gives up."""

    connect_seconds: float = 5.0
    read_seconds: float = 30.0
    tries: int = 4
    backoff_first: float = 0.5
    command_most: float = 8.0  # the longest one wait of a command; the runner waits longer
    answer_bytes: int = 64 * 1024 * 1024
    answer_seconds: float = 600.0


def default_folder() -> Path:
    """Return the data folder of the window when none is named."""
    return Path(os.environ.get("XUNAN_TABLET", str(Path.home() / ".local/share/xunan")))
