"""docs/guarantees.md names tests that exist, and says what the tables in the code say."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

from tools.parts import parts_named
from tools.soak.document import DOC, document_written
from tools.soak.laws import LAWS
from tools.soak.trials import SHARES, TRIALS

ROOT = Path(__file__).resolve().parents[3]
TEXT = DOC.read_text("utf-8")
NAMED = sorted({one.test for law in LAWS for one in (*law.proofs, *law.bugs)})


@cache
def names_in(path: str) -> set[str]:
    tree = ast.parse((ROOT / path).read_text("utf-8"))
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}


@pytest.mark.parametrize("named", NAMED)
def test_a_named_test_exists(named: str) -> None:
    path, _, name = named.partition("::")
    assert name in names_in(path), f"{path} has no {name}: mend tools/soak/laws.py"


def test_a_name_that_is_none_would_be_noticed() -> None:
    assert "test_that_nobody_wrote" not in names_in("tests/unit/fieldapp/test_law_1_kill.py")


def test_every_law_of_the_design_stands_in_order() -> None:
    assert [law.number for law in LAWS] == list(range(1, 12))


def test_a_law_of_this_issue_has_its_seeded_bug() -> None:
    assert [law.number for law in LAWS if not law.bugs] == [8, 9, 11]
    assert [law.number for law in LAWS if not law.proofs] == [8, 11]


def test_the_laws_are_as_the_code_writes_them() -> None:
    parts = dict.fromkeys(parts_named(TEXT), "")
    assert list(parts) == ["laws", "run", "trials"]
    laws = TEXT.partition("自动生成：laws -->")[2].partition("<!-- 结束 -->")[0]
    assert laws in document_written(_with_laws_only(), None), "run: python -m tools.soak --laws"


def _with_laws_only() -> str:
    return "<!-- 自动生成：laws -->\n<!-- 结束 -->\n"


def test_the_long_runs_of_the_page_are_those_there_are() -> None:
    shown = re.findall(r"^\| `([a-z._]+)` \|", TEXT, re.MULTILINE)
    assert shown == [trial.name for trial in TRIALS], "run: python -m tools.soak, then --write"


def test_every_trial_has_its_share_of_the_time() -> None:
    assert {trial.name.rpartition(".")[0] for trial in TRIALS} == set(SHARES)
    assert 0.7 <= sum(SHARES.values()) <= 1


@pytest.mark.parametrize("trial", TRIALS, ids=lambda trial: trial.name)
def test_what_must_not_happen_is_judged_by_zero(trial) -> None:
    if trial.name.rpartition(".")[2] in ("broken", "lost", "twice", "verify", "replay"):
        assert (trial.bar, trial.better) == (0, "lower")
