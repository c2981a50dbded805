"""Give tests a tablet that belongs to a running field server."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from fieldapp.work import Tablet
from tests.ground.day import day_make, day_open
from tests.ground.field import Field, field_open


@pytest.fixture
def field(tmp_path: Path) -> Iterator[Field]:
    """Give an enrolled tablet, both officers unlocked, everything pulled."""
    with field_open(tmp_path / "tablet") as made:
        yield made


@pytest.fixture(scope="session")
def day_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the folder of the sample tablet, made once; tests open copies of it."""
    folder = tmp_path_factory.mktemp("day") / "tablet"
    day_make(folder)
    return folder


@pytest.fixture
def day(day_folder: Path, tmp_path: Path) -> Iterator[Tablet]:
    """Give a tablet with the sample day: both officers signed in, places, tasks, real checklists."""
    tablet = day_open(day_folder, tmp_path / "day")
    yield tablet
    tablet.close()
