"""Gather one inspection with all that proves it: its bytes, the keys' enrolments, seals and files."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import IO

from server.blobs.folder import BlobFolder
from server.blobs.services import blob_folder
from server.config.keys import server_key, server_keys
from server.devices.models import OfficerKey
from server.inspections.models import Visit
from server.ledger.chain import entry_text
from server.ledger.models import Entry, Head, Seal
from server.ledger.sealing import seals_start
from shared.clock import instant_text
from shared.evidence_bundle import (
    BundleBlob,
    BundleRecord,
    BundleSeal,
    BundleUnwritable,
    evidence_bundle_write,
)
from shared.inspection import blobs_of, visit_read
from shared.problems import Problem
from shared.record import base64url_write, body_read, key_id


class InspectionUnknown(Problem):
    """Say that there is no such inspection."""

    def __init__(self, inspection: str) -> None:
        super().__init__(
            "inspection_unknown",
            f"没有检查记录 {inspection}（no such inspection）。",
            "请核对编号；刚送达的记录请稍后再试。",
            status=404,
        )


def evidence_write(*, inspection: str, file: IO[bytes], now: datetime) -> str:
    """Write the evidence bundle of an inspection; give the SHA-256 of its manifest.

    The same ledger and instant give the same bytes. Raises InspectionUnknown, BundleUnwritable.
    """
    visit = Visit.objects.filter(id=inspection).first()
    if visit is None:
        raise InspectionUnknown(inspection)
    own = Entry.objects.get(entry_hash=visit.entry_hash)
    entries = [own, *_vouching(own), *_release(visit, own)]
    return evidence_bundle_write(
        file,
        inspection=visit.id,
        position=own.position,
        epoch=Head.objects.get().epoch,
        made=instant_text(now),
        records=[_record(entry) for entry in entries],
        seals=list(_seals(entries)),
        blobs=_blobs(own, blob_folder()),
        server_keys={key_id(public): public for public in server_keys()},
        key=server_key(),
    )


def _vouching(own: Entry) -> Iterator[Entry]:
    """Give the entries that made the keys known which may have signed: the tablet's, its officers'."""
    for entry in Entry.objects.filter(name="device.enrol").order_by("position"):
        if body_read(bytes(entry.body)).data["data"]["id"] == own.device:
            yield entry
            break
    positions = OfficerKey.objects.filter(device=own.device).values_list("position", flat=True)
    yield from Entry.objects.filter(position__in=positions).order_by("position")


def _release(visit: Visit, own: Entry) -> Iterator[Entry]:
    """Give the entry that let a held inspection take effect later, if one did."""
    if visit.position != own.position:
        yield Entry.objects.get(position=visit.position)


def _record(entry: Entry) -> BundleRecord:
    body, signatures = bytes(entry.body), bytes(entry.signatures)
    text = entry_text(
        position=entry.position,
        origin=entry.origin,
        kind=entry.kind,
        body=body,
        signatures=signatures,
        happened_at=entry.happened_at,
        uncertainty_ms=entry.uncertainty_ms,
        received_at=entry.received_at,
    )
    line = base64url_write(signatures).encode("ascii") + b" " + body + b"\n"
    return BundleRecord(entry.position, line, text)


def _seals(entries: Iterable[Entry]) -> Iterator[BundleSeal]:
    """Give every seal that covers one of the entries, each once."""
    given: set[int] = set()
    for entry in entries:
        covering = Seal.objects.filter(first__lte=entry.position, last__gte=entry.position).first()
        if covering is not None and covering.number not in given:
            given.add(covering.number)
            yield _seal(covering)


def _seal(seal: Seal) -> BundleSeal:
    before = Seal.objects.filter(number=seal.number - 1).values_list("digest", flat=True).first()
    covered = Entry.objects.filter(position__range=(seal.first, seal.last)).order_by("position")
    return BundleSeal(
        number=seal.number,
        first=seal.first,
        last=seal.last,
        prev=before or seals_start(),
        digest=seal.digest,
        key=seal.key,
        sig=seal.sig,
        entries=tuple(covered.values_list("entry_hash", flat=True)),
    )


def _blobs(own: Entry, folder: BlobFolder) -> Iterator[BundleBlob]:
    """Give every file the inspection names, one in memory at a time."""
    for use in blobs_of(visit_read(body_read(bytes(own.body)).data)):
        here = folder.size(use.sha256) is not None
        yield BundleBlob(use.sha256, use.use, folder.read(use.sha256) if here else None)


__all__ = ["BundleUnwritable", "InspectionUnknown", "evidence_write"]
