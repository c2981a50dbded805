"""Give tests a tablet that belongs to a running field server."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.ground.field import Field, field_open


@pytest.fixture
def field(tmp_path: Path) -> Iterator[Field]:
    """Give an enrolled tablet, both officers unlocked, everything pulled."""
    with field_open(tmp_path / "tablet") as made:
        yield made
