"""The bench judges its figures rightly, and its document names exactly what is measured."""

import json
import re

import pytest

from tools.bench.document import AREAS, RunIncomplete, document_write
from tools.bench.measures import BY_NAME, MEASURES
from tools.bench.reporting import Result, judged, results_read, results_write, table


def test_every_figure_has_its_own_name_under_an_area_the_contract_knows() -> None:
    assert len(BY_NAME) == len(MEASURES)
    assert {measure.name.partition(".")[0] for measure in MEASURES} == set(AREAS)
    assert all(re.search(r"[一-鿿]", measure.zh) for measure in MEASURES)
    assert not any(re.search(r"[一-鿿]", measure.en) for measure in MEASURES)


@pytest.mark.parametrize(
    ("value", "bar", "better", "ok"),
    [
        (3.0, 3.0, "lower", True),
        (3.01, 3.0, "lower", False),
        (3.0, 3.0, "higher", True),
        (2.99, 3.0, "higher", False),
        (99.0, None, "lower", True),
    ],
)
def test_a_figure_is_judged_by_its_bar(value, bar, better, ok) -> None:
    assert judged("sync.push.growth", value, unit="×", bar=bar, better=better).ok is ok


def test_a_figure_keeps_three_digits() -> None:
    made = judged("a", 12345.6, unit="ms", bar=None, floor=0.0123456, peers={"plain": 9.87654})
    assert (made.value, made.floor, made.peers) == (12300.0, 0.0123, {"plain": 9.88})


def test_results_stand_in_the_contracts_form(tmp_path) -> None:
    file = tmp_path / "bench" / "results.json"
    made = [judged("tablet.pull.1e4", 5, unit="ms", bar=4, floor=2, note="why")]
    results_write(file, made, load=1.5, seconds=7)
    top = json.loads(file.read_text("utf-8"))
    assert list(top) == ["commit", "machine", "seconds", "results"]
    assert top["results"] == [
        {
            "name": "tablet.pull.1e4", "value": 5.0, "unit": "ms", "bar": 4, "better": "lower", "floor": 2.0,
            "peers": {}, "ok": False, "note": "why",
        }
    ]  # fmt: skip
    assert results_read(file)["results"] == made
    assert next(table(made)).startswith("MISS tablet.pull.1e4")


def test_a_part_of_a_run_writes_no_document(tmp_path) -> None:
    top = {"results": [Result("sync.push.cpu", 1.0, "s", None, "lower")]}
    with pytest.raises(RunIncomplete, match=r"lacks checklist\.load"):
        document_write(top, file=tmp_path / "performance.md")
