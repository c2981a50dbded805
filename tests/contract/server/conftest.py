"""Bring the database and the clock to the contract's server side."""

from tests.ground.database import *  # noqa: F403
