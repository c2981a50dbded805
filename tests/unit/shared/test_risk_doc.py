"""docs/risk.md says what the code computes: every generated part is written anew and compared."""

import re

import pytest

from shared.risk import assess, model_read
from tests.ground import risk_examples as examples
from tools.risk_doc import DOC, MODEL_FILE, OF_EXAMPLES, PARTS, doc_written, main

TEXT = DOC.read_text(encoding="utf-8")
PROSE = re.sub(r"<!-- 自动生成：.*?<!-- 结束 -->", "", TEXT, flags=re.DOTALL)
MODEL = model_read(MODEL_FILE.read_bytes(), file="model.toml")


def test_the_document_is_as_the_code_writes_it():
    assert doc_written(TEXT) == TEXT, "run: python -m tools.risk_doc"
    assert main(["--check"]) == 0


def test_every_part_stands_in_the_document_once():
    named = re.findall(r"<!-- 自动生成：(\S+) -->", TEXT)
    assert sorted(named) == sorted([*PARTS, *OF_EXAMPLES])


def test_a_changed_number_is_noticed():
    assert "| 同上，逾期 15 天 | 81.0 |" in TEXT
    assert doc_written(TEXT.replace("| 81.0 |", "| 18.0 |")) == TEXT


@pytest.mark.parametrize("example", examples.EXAMPLES, ids=lambda one: one["says"])
def test_each_example_shows_its_computed_number(example):
    found = assess(examples.risk_of(example), examples.MODEL, as_of=examples.TODAY)
    assert f"| {example['zh']} | {found.D} |" in TEXT


def test_the_numbers_in_the_prose_are_those_of_the_model():
    numbers = {
        "0.9 · e": MODEL.evidence.reach == 0.9,
        "σ 的 80%": MODEL.control_credit == 0.8,
        "U = 0.30 ×": MODEL.staleness.most == 0.30,
        "70、160、320": list(MODEL.levels.values()) == [70, 160, 320],
    }
    for phrase, holds in numbers.items():
        assert phrase in PROSE
        assert holds, f"the model no longer says {phrase}: mend the prose of docs/risk.md"


def test_it_says_that_the_parameters_are_defaults_until_they_are_approved():
    if MODEL.status == "default":
        assert TEXT.count("缺省参数，待校准") >= 3


def test_it_names_every_scenario_of_the_model():
    for scenario in MODEL.scenarios.values():
        assert f"### {scenario.zh}（{scenario.code}）" in TEXT
