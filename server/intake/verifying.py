"""Check everything that is stored under a hash: the ledger, its seals, the files, the published texts."""

import hashlib
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from server.blobs.folder import BlobFolder, BlobRefused, file_sha256
from server.blobs.models import Blob
from server.catalogue.models import ChecklistVersion, Publication
from server.devices.models import Device, OfficerKey
from server.ledger.models import Entry
from server.ledger.seal_check import exports_verify, seals_verify
from server.ledger.verifying import entries_verify
from server.plans.models import PlanVersion
from shared.problems import Fault
from shared.record import RecordUnreadable, body_read, key_id

_BLOB = "Bring the file back from the backup or from the tablet; until then the evidence lacks it."
_TEXT = "Restore the text from the backup; find out who changed it."
_KEY = "Restore the row from the backup; the entry that registered the key is the proof."


@dataclass(slots=True)
class Verified:
    """Hold all faults, and how many of each thing were looked at."""

    faults: list[Fault] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)

    def take(self, name: str, found: Iterator[Fault | int]) -> None:
        """Take in the findings about one sort of thing."""
        for one in found:
            if isinstance(one, int):
                self.counts[name] = one
            else:
                self.faults.append(one)


def database_verify(
    *, server_keys: tuple[bytes, ...], blobs: BlobFolder, exports: Path
) -> Verified:
    """Check all of it; nothing is changed. Reads every file and every entry."""
    own = {key_id(public): public for public in server_keys}
    verified = Verified()
    verified.take("entries", entries_verify(keys={**device_keys(), "": own}))
    verified.take("seals", seals_verify(server_keys=own))
    verified.take("exported seals", exports_verify(folder=exports))
    verified.take("keys", keys_verify())
    verified.take("blobs", blobs_verify(blobs))
    verified.take("published texts", texts_verify())
    return verified


def device_keys() -> Mapping[str, Mapping[str, bytes]]:
    """Give the public keys that may sign for each device, by key id."""
    keys: dict[str, dict[str, bytes]] = defaultdict(dict)
    for device, public in Device.objects.values_list("id", "public_key"):
        keys[device][key_id(bytes(public))] = bytes(public)
    for device, public in OfficerKey.objects.values_list("device", "public_key"):
        keys[device][key_id(bytes(public))] = bytes(public)
    return keys


def keys_verify() -> Iterator[Fault | int]:
    """Compare the id of each stored key with the key: a changed key would let another hand sign."""
    count = 0
    for room in (Device, OfficerKey):
        for row in room.objects.order_by("pk"):
            count += 1
            if key_id(bytes(row.public_key)) != row.key:
                yield Fault(f"{room.__name__} {row}", "its public key does not give its id.", _KEY)
    yield count


def blobs_verify(folder: BlobFolder) -> Iterator[Fault | int]:
    """Compare every file that arrived, by the ledger, with its row and with its bytes on disk."""
    rows = {row.sha256: row for row in Blob.objects.all()}
    count = 0
    arrivals = Entry.objects.filter(name="blob.arrived", outcome="applied").order_by("position")
    seen: set[str] = set()
    for entry in arrivals.iterator(chunk_size=500):
        said = _arrival(entry)
        if said is None or said["sha256"] in seen:
            continue
        seen.add(said["sha256"])
        count += 1
        yield from _blob_faults(rows.get(said["sha256"]), said, entry.position, folder)
    for sha256 in sorted(set(rows) - seen):
        yield Fault(f"blob {sha256}", "no entry tells of its arrival.", _BLOB)
    yield count


def texts_verify() -> Iterator[Fault | int]:
    """Compare every published text with its hash."""
    count = 0
    for room in (ChecklistVersion, Publication, PlanVersion):
        for row in room.objects.order_by("pk").iterator(chunk_size=100):
            count += 1
            if hashlib.sha256(row.text.encode()).hexdigest() != row.sha256:
                yield Fault(f"{room.__name__} {row.pk}", "its text does not give its hash.", _TEXT)
    yield count


def _arrival(entry: Entry) -> Mapping[str, Any] | None:
    """Give what an entry says of a file, or None where its bytes were changed: its own check names that."""
    try:
        said = body_read(bytes(entry.body)).data["data"]
        return {"device": "", **said, "sha256": str(said["sha256"]), "size": said["size"]}
    except (RecordUnreadable, KeyError, TypeError):
        return None


def _blob_faults(
    row: Blob | None, said: Mapping[str, Any], position: int, folder: BlobFolder
) -> Iterator[Fault]:
    sha256 = said["sha256"]
    where = f"blob {sha256} (entry {position})"
    if row is None:
        yield Fault(where, "its row is missing.", _BLOB)
    elif (row.size, row.device, row.position) != (said["size"], said["device"], position):
        yield Fault(where, "its row does not say what its entry says.", _BLOB)
    path = _path(folder, sha256)
    if path is None or not path.is_file():
        yield Fault(where, "its file is missing.", _BLOB)
    elif path.stat().st_size != said["size"] or file_sha256(path) != sha256:
        yield Fault(where, "its bytes do not give its hash.", _BLOB)


def _path(folder: BlobFolder, sha256: str) -> Path | None:
    try:
        return folder.path(sha256)
    except BlobRefused:
        return None
