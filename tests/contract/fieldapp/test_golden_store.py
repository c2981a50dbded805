"""A tablet's folder that an older version left with unsent work and a draft opens, and nothing of it is lost."""

import io
import zipfile
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from fieldapp.config import StoreLimits
from fieldapp.work import (
    Tablet,
    answer_save,
    blob_read,
    officer_unlock,
    operations_list,
    rescue_write,
    run_finish,
    run_open,
    runs_list,
    site_get,
    tablet_status,
    tablet_verify,
)
from shared.clock import FixedClock, instant_read
from shared.ids import SequenceIds
from shared.record import base64url_write
from shared.sync import push_read
from tests.ground.golden import Golden, day_name, goldens

every_day = pytest.mark.parametrize("golden", goldens(), ids=day_name)


def test_there_is_a_golden_day() -> None:
    assert goldens()


@pytest.fixture
def tablet(golden: Golden, tmp_path: Path) -> Iterator[Tablet]:
    """Open a copy of the store, as after a restart of the machine the next morning."""
    with zipfile.ZipFile(io.BytesIO(golden.raw("store.zip"))) as kept:
        kept.extractall(tmp_path / "tablet")
    morning = instant_read(golden.facts["begins"]) + timedelta(days=1)
    clock = FixedClock(morning, monotonic=5, boot="the next morning")
    limits = StoreLimits(reserve_bytes=64 * 1024)
    with Tablet.open(tmp_path / "tablet", clock=clock, ids=SequenceIds(), limits=limits) as opened:
        yield opened


def unlock(tablet: Tablet, golden: Golden) -> None:
    for officer in reversed(golden.facts["officers"]):
        officer_unlock(tablet, officer=officer, pin=golden.facts["pin"])


@every_day
def test_it_opens_with_its_people_and_everything_in_it_whole(
    golden: Golden, tablet: Tablet
) -> None:
    unlock(tablet, golden)
    assert tablet_status(tablet).device == golden.facts["device"]
    assert base64url_write(tablet.ring.device_key.public) == golden.facts["device_key"]
    keys = {one: tablet.ring.officer_key(one).public for one in golden.facts["officers"]}
    assert {one: base64url_write(key) for one, key in keys.items()} == golden.facts["officers"]
    verified = tablet_verify(tablet)
    assert (verified.faults, verified.operations) == ((), len(golden.facts["operations"]))
    hazards = {hazard.item: hazard.grade for hazard in site_get(tablet, site="site-1").hazards}
    assert hazards == {item: grade for item, grade, _, _ in golden.facts["hazards"]}
    assert tablet.notices == ()


@every_day
def test_its_operations_are_the_pushed_bytes_in_their_states(
    golden: Golden, tablet: Tablet
) -> None:
    unlock(tablet, golden)
    rows = list(reversed(operations_list(tablet)))
    assert [[row.kind, row.state] for row in rows] == golden.facts["operations"]
    _, lines = push_read(golden.read("push.bin"))
    kept = [tablet.operations.line(row.seq).removesuffix(b"\n") for row in rows]
    assert kept == lines


@every_day
def test_its_draft_goes_on_where_it_stopped_and_can_be_finished(
    golden: Golden, tablet: Tablet
) -> None:
    unlock(tablet, golden)
    run = golden.facts["runs"]["draft"]
    assert [row.id for row in runs_list(tablet) if row.state == "open"] == [run]
    answering = run_open(tablet, run=run).answering
    found = {"#".join((item, *at)): one.value for (item, at), one in answering.all().items()}
    assert found == golden.facts["draft"]
    (photo,) = answering.get("G02").blobs
    assert blob_read(tablet, sha256=photo).startswith(b"\xff\xd8\xff")
    answer_save(tablet, run=run, item="G03", value="pass")
    answer_save(tablet, run=run, item="G09", value="两台")
    made = run_finish(tablet, run=run)
    assert (made.seq, made.state) == (len(golden.facts["operations"]) + 1, "queued")
    assert tablet_verify(tablet).faults == ()


@every_day
def test_its_unsent_work_can_be_rescued(golden: Golden, tablet: Tablet, tmp_path: Path) -> None:
    unlock(tablet, golden)
    assert rescue_write(tablet, file=tmp_path / "rescue") >= 2  # an operation and its photo
