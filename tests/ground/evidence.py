"""A real evidence bundle: keys, enrolments, a finished visit with its paper, entries and seals."""

import hashlib
import io
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from shared.evidence_bundle import BundleBlob, BundleRecord, BundleSeal, evidence_bundle_write
from shared.inspection import PaperRef, visit_data_write
from shared.paper import Mark, paper_render, paper_stamp
from shared.record import (
    Entry,
    SigningKey,
    base64url_write,
    body_hash,
    body_write,
    entry_hash,
    entry_write,
    first_prev,
    first_seal,
    seal_hash,
    signatures_write,
)
from shared.sync import line_write
from tests.ground import visits as v

DEVICE, EPOCH, POSITION = "D-7", "2b6f0cc904d137be2e1730235f5664094b831186", 41
RUN = "0193a4c2-7b1e-7c3a-9d11-2f6b8f0a1c55"
WHEN = "2026-11-22T03:00:00.000Z"


def sha256(content: bytes) -> str:
    """Give the SHA-256 in hex."""
    return hashlib.sha256(content).hexdigest()


def key(name: str) -> SigningKey:
    """Give the test key of somebody."""
    return SigningKey.from_bytes(hashlib.sha256(f"evidence {name}".encode()).digest())


SERVER = key("server")


def body(
    data: Mapping[str, Any], *, kind: str = "visit", officer: str = v.FIRST, **members: Any
) -> bytes:
    """Write the body of an operation."""
    device = "server" if kind == "intent" else DEVICE
    return body_write(**{
        "kind": kind, "id": RUN, "device": device, "seq": 1, "prev": first_prev(key("device").public),
        "seen": 0, "officer": officer, "app": "test", "form": None, "wall": WHEN, "mono": 1,
        "boot": "b", "server_time": None, "server_time_age": None, "data": data, **members,
    })  # fmt: skip


def record(position: int, body: bytes, signers: list[SigningKey], origin: str) -> BundleRecord:
    """Sign a body and take it into the ledger."""
    signatures = [signer.sign(body) for signer in signers]
    entry = Entry(
        position=position, origin=origin, kind="visit" if origin == "device" else "intent",
        body=body_hash(body), signatures=sha256(signatures_write(signatures)),
        happened_at=WHEN, uncertainty_ms=5, received_at=WHEN,
    )  # fmt: skip
    return BundleRecord(position, line_write(signatures, body), entry_write(entry))


def enrolments() -> list[BundleRecord]:
    """Give the entries that vouch for the tablet's key and its officers' keys."""
    tablet = {
        "id": DEVICE,
        "key": base64url_write(key("device").public),
        "officers": [v.FIRST, v.SECOND],
    }
    keys = [
        {"device": DEVICE, "officer": one, "key": base64url_write(key(one).public)}
        for one in (v.FIRST, v.SECOND)
    ]
    rows = [("device.enrol", tablet), *(("device.officer_key", row) for row in keys)]
    return [
        record(n, body({"name": name, "data": data}, kind="intent", officer="office", id=f"I-{n}"), [SERVER], "office")
        for n, (name, data) in enumerate(rows, start=1)
    ]  # fmt: skip


def seals(records: list[BundleRecord], signer: SigningKey = SERVER) -> list[BundleSeal]:
    """Seal the enrolments in one minute and the rest in the next, each beside a stranger's entry."""
    found, prev = [], first_seal(EPOCH)
    for number, part in enumerate((records[:3], records[3:]), start=1):
        entries = [entry_hash(one.entry) for one in part] + [sha256(b"stranger")]
        digest = seal_hash(prev, entries)
        signature = signer.sign(bytes.fromhex(digest))
        found.append(
            BundleSeal(
                number=number, first=part[0].position, last=part[-1].position + 1, prev=prev,
                digest=digest, key=signature.key, sig=signature.sig, entries=tuple(entries),
            )
        )  # fmt: skip
        prev = digest
    return found


@dataclass(frozen=True)
class Parts:
    """Everything a bundle is written from; tests replace a part."""

    records: list[BundleRecord]
    seals: list[BundleSeal]
    blobs: list[BundleBlob]
    key: SigningKey = SERVER
    position: int = POSITION

    def written(self) -> bytes:
        """Write the bundle."""
        file = io.BytesIO()
        evidence_bundle_write(
            file, inspection=RUN, position=self.position, epoch=EPOCH, made=WHEN, records=self.records,
            seals=self.seals, blobs=self.blobs, server_keys={SERVER.key_id: SERVER.public}, key=self.key,
        )  # fmt: skip
        return file.getvalue()


@cache
def stamped() -> tuple[bytes, str]:
    """Give the signed record of the visit and the hash of what was read."""
    read = paper_render(v.paper_facts())
    ink = v.ink_png()
    marks = [Mark(who, image=ink) for who in (v.FIRST, v.SECOND, "site")]
    return paper_stamp(read, marks), sha256(read)


def parts(
    *, pdf: bytes | None = None, signers: tuple[str, ...] = ("device", v.FIRST, v.SECOND)
) -> Parts:
    """Give the parts of a sound bundle, or of one with another paper or fewer signers."""
    paper, read = stamped()
    paper = pdf or paper
    ink = v.ink_png()
    hands = tuple(replace(one, image=sha256(ink)) for one in v.signatures(read=read))
    photo = b"\xff\xd8\xff photo"
    answers = v.faulty_answers(grade="major")
    answers.answer("G07", "fail", note="钢瓶一只", blobs=(sha256(photo),), grade="major")
    ref = PaperRef("record", "宽应急检记〔2026〕T07-0012号", sha256(paper))
    data = visit_data_write(
        v.major_draft(answers=answers, signatures=hands), finished=v.FINISHED, papers=[ref]
    )
    records = [*enrolments(), record(POSITION, body(data), [key(one) for one in signers], "device")]
    blobs = [
        BundleBlob(sha256(photo), "photo", photo),
        BundleBlob(sha256(ink), "signature", ink),
        BundleBlob(sha256(paper), "paper", paper),
    ]
    return Parts(records, seals(records), blobs)
