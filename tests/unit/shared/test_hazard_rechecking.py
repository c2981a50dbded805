"""The wire form of a re-check."""

import pytest

from shared.hazard import RecheckData, RecheckUnreadable, recheck_data_write, recheck_read

PHOTO = "ab" * 32


def test_a_recheck_reads_as_it_was_written():
    recheck = RecheckData(hazard="H1", verdict="pass", note="已更换软管", blobs=(PHOTO,))
    assert recheck_read(recheck_data_write(recheck)) == recheck


def test_note_and_photos_may_be_missing_and_unknown_members_are_left_alone():
    assert recheck_read({"hazard": "H1", "verdict": "fail", "later": 1}) == RecheckData(
        "H1", "fail"
    )


def test_every_fault_is_named_at_once():
    with pytest.raises(RecheckUnreadable) as refused:
        recheck_read({"hazard": "", "verdict": "maybe", "note": 3, "blobs": ["x"]})
    assert [fault.where for fault in refused.value.fields] == [
        "recheck.hazard",
        "recheck.verdict",
        "recheck.note",
        "recheck.blobs",
    ]


def test_photos_that_are_no_list_are_refused():
    with pytest.raises(RecheckUnreadable):
        recheck_read({"hazard": "H1", "verdict": "pass", "blobs": PHOTO})
