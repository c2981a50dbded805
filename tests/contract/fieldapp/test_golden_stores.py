"""A tablet that was left with unsent work by an older release opens, and nothing of it is lost."""

import zipfile
from pathlib import Path

import pytest

from fieldapp.work import (
    answer_save,
    officer_unlock,
    operations_list,
    run_finish,
    run_open,
    runs_list,
    site_get,
    tablet_status,
    tablet_verify,
)
from shared.clock import FixedClock
from tests.ground.field import NOW, PIN, SITE, tablet_open
from tests.ground.visits import FIRST

GOLDEN = sorted(Path(__file__).with_name("golden").glob("store-*.zip"))


def test_there_is_a_golden_store() -> None:
    assert GOLDEN


@pytest.mark.parametrize("golden", GOLDEN, ids=lambda path: path.stem)
def test_a_store_of_an_older_release_opens_with_all_its_work(golden: Path, tmp_path: Path) -> None:
    folder = tmp_path / "tablet"
    with zipfile.ZipFile(golden) as kept:
        kept.extractall(folder)
    clock = FixedClock(NOW, monotonic=5, boot="another-start")
    with tablet_open(folder, clock) as tablet:
        assert tablet_status(tablet).device == "device-1"
        officer_unlock(tablet, officer=FIRST, pin=PIN)
        assert [(row.seq, row.state) for row in operations_list(tablet)] == [
            (2, "queued"),
            (1, "confirmed"),
        ]
        assert tablet_verify(tablet).faults == ()
        assert site_get(tablet, site=SITE).phone == "0431-80000000"
        run = next(row.id for row in runs_list(tablet) if row.state == "open")
        answers = run_open(tablet, run=run).answering
        assert {key: answer.value for key, answer in answers.all().items()} == {
            ("G08", ()): "pass",
            ("G11", ()): "1.5",
            ("C1", ("甲瓶",)): "pass",
            ("G07", ()): "pass",
        }
        assert len(answers.get("G07").blobs) == 1
        answer_save(tablet, run=run, item="G11", value="1.2")
        assert run_finish(tablet, run=run).seq == 3
