"""What was published never changes: every recorded version has its file, byte for byte. (design §5, Checklist)"""

from pathlib import Path

from shared.checklist import catalogue_read
from shared.checklist.recording import RECORD, catalogue_hashes, record_faults, record_read

CHECKLISTS = Path(__file__).resolve().parents[3] / "checklists"


def test_every_published_version_has_its_bytes():
    record = record_read((CHECKLISTS / RECORD).read_bytes())
    faults = [
        str(fault) for fault in record_faults(record, catalogue_hashes(catalogue_read(CHECKLISTS)))
    ]

    assert not faults, "\n".join(
        ["A published version changed. Write the new text as a new version in a new file:", *faults]
    )


def test_every_version_of_the_folder_is_recorded():
    record = record_read((CHECKLISTS / RECORD).read_bytes())
    unknown = sorted(catalogue_hashes(catalogue_read(CHECKLISTS)).keys() - record.keys())

    assert not unknown, (
        f"Run: python -m shared.checklist record checklists   (new: {', '.join(unknown)})"
    )
