"""Give server tests a real PostgreSQL: one embedded cluster a session, or the one of DATABASE_URL.

A conftest under tests/unit/server, tests/contract/server or tests/e2e imports these names. Settings are
named before Django loads; the cluster starts when the first test asks for a database.
"""

import atexit
import os
import shutil
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

FOLDER = Path(tempfile.mkdtemp(prefix="xunan-test-"))
GIVEN = bool(os.environ.get("DATABASE_URL"))
NOW = datetime(2026, 11, 22, 1, 10, tzinfo=UTC)

atexit.register(shutil.rmtree, FOLDER, ignore_errors=True)
os.environ["XUNAN_DATA"] = str(FOLDER)
os.environ["DJANGO_SETTINGS_MODULE"] = "server.config.settings"
(FOLDER / "static").mkdir()

import django  # noqa: E402

from server.config.postgres import start  # noqa: E402
from shared.clock import FixedClock  # noqa: E402

django.setup()

from django.conf import settings  # noqa: E402
from django.utils import translation  # noqa: E402


def pytest_configure(config: pytest.Config) -> None:
    """Let pytest-django take notice also when this conftest is found late, in a run of the whole tree."""
    from pytest_django.plugin import _setup_django, blocking_manager_key

    if blocking_manager_key not in config.stash:
        _setup_django(config)


@pytest.fixture(scope="session")
def cluster() -> Iterator[None]:
    """Run the embedded cluster without fsync; leave a given one alone."""
    if GIVEN:
        yield
        return
    running = start(settings.DATA_DIR / "postgres", durable=False)
    yield
    running.stop()
    if (
        running.started_here
    ):  # each conftest has this fixture; the first one started it, and stops last
        shutil.rmtree(running.url.partition("host=")[2], ignore_errors=True)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    cluster: None, django_db_modify_db_settings_parallel_suffix: None
) -> None:
    """Start the cluster before pytest-django makes its database in it."""


@pytest.fixture
def clock() -> FixedClock:
    """Stand at 2026-11-22 09:10 in Changchun until told to go on."""
    return FixedClock(NOW)


@pytest.fixture
def now(clock: FixedClock) -> datetime:
    """Give the instant of the fixed clock."""
    return clock.now()


@pytest.fixture(autouse=True)
def quick_passwords(settings) -> None:
    """Hash passwords quickly: no test waits for a slow hash."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(autouse=True)
def no_language_left() -> Iterator[None]:
    """Give back the language: a request in English leaves its thread in English, and tests share one."""
    yield
    translation.deactivate()


__all__ = [
    "clock", "cluster", "django_db_modify_db_settings", "no_language_left", "now", "pytest_configure",
    "quick_passwords",
]  # fmt: skip
