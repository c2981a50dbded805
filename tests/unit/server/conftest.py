"""Bring the database, the clock and the builders to the server's tests."""

from tests.ground.database import *  # noqa: F403
from tests.ground.handling import notes  # noqa: F401
