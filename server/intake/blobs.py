"""Handler of the arrival of a file: an entry of its own, for a record may come before its photos."""

import re

from server.api.reading import Facts
from server.blobs.services import blob_record
from server.inspections.services import blob_arrived_mark
from server.ledger.acceptance import Acceptance
from shared.sync import Outcome

_HASH = re.compile(r"[0-9a-f]{64}", re.ASCII)
MOST_BYTES = 1 << 40


def blob_arrived(*, acceptance: Acceptance) -> Outcome:
    """Store that a file is here, and tell the visits that cite it; a second arrival changes nothing."""
    facts = Facts(acceptance.data, "blob.arrived")
    sha256, device = facts.text("sha256", need=True, most=64), facts.text("device", most=64)
    size = facts.whole("size", least=1, most=MOST_BYTES, need=True)
    if not _HASH.fullmatch(sha256):
        facts.fault("sha256", "不是 SHA-256（not a hash）。", "请用 64 位小写十六进制。")
    facts.done()
    if blob_record(sha256=sha256, size=size or 0, device=device, position=acceptance.position):
        blob_arrived_mark(sha256=sha256)
    acceptance.arrived(f"blob:{sha256}")
    return Outcome.applied()
