"""The sample district: the same arguments give the same register; a ledger that holds anything is left alone."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.ground.process import command

pytestmark = pytest.mark.e2e
WORDS = ("load_demo", "--seed", "7", "--as-of", "2026-11-22", "--visits", "14")


def load(data: Path) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Load a small district; give its sums and its accounts."""
    assert command(data, "migrate").returncode == 0
    done = command(data, *WORDS)
    assert done.returncode == 0, done.stderr
    *accounts, last = [json.loads(line) for line in done.stdout.splitlines()]
    return last["loaded"], accounts


def test_the_same_seed_and_day_give_the_same_hazards_orders_and_totals(tmp_path: Path) -> None:
    first, accounts = load(tmp_path / "one")
    second, others = load(tmp_path / "two")
    assert first == second
    assert first["counts"]["visits"] >= 13
    assert first["counts"]["hazards"] > 0
    assert first["counts"]["enforcement"] == first["counts"]["enforcement_with_papers"] > 0
    assert first["refused"] == {}
    roles = {"office", "planner", "street", "inspector"}
    assert {one["role"] for one in accounts} == roles
    assert not {one["password"] for one in accounts} & {one["password"] for one in others}

    again = command(tmp_path / "one", *WORDS)
    assert again.returncode != 0
    assert "already holds entries" in again.stderr
    assert "XUNAN_DATA" in again.stderr
    checked = command(tmp_path / "one", "verify_chain")
    assert checked.returncode == 0, checked.stderr
