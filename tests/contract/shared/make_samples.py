"""Write the golden samples of version 1 of every form, once. pytest never runs this.

python tests/contract/shared/make_samples.py   (from the checkout, with PYTHONPATH=.)

A sample that exists is never written again: what was once sent must be read for ever. A new form or
version gets new files beside the old ones; `samples.sha256` names every file.
"""

import hashlib
import sys
from pathlib import Path

from shared.clock import instant_read, instant_text
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
from shared.record.json_text import json_write
from shared.sync import (
    AnswerHeader,
    ChangeRow,
    ChangesAnswer,
    ChangesRequest,
    EnrolmentQr,
    Outcome,
    PushHeader,
    Result,
    Token,
    answer_write,
    challenge_sign,
    changes_answer_write,
    changes_request_write,
    enrolment_qr_write,
    line_write,
    officer_proof,
    push_write,
    server_signature_header,
)

FOLDER = Path(__file__).with_name("samples")
LIST = FOLDER / "samples.sha256"
# Secrets of the samples only: SHA-256 of their names.
DEVICE, OFFICER, SECOND, SERVER = (
    SigningKey.from_bytes(hashlib.sha256(f"sample {name}".encode()).digest())
    for name in ("device", "officer", "second officer", "server")
)
EPOCH = "2b6f0cc904d137be2e1730235f5664094b831186"
PHOTO, STROKES, PAPER = (
    hashlib.sha256(name.encode()).hexdigest() for name in ("photo", "strokes", "paper")
)
CHECKLIST = f"gas.restaurant_lpg@2026.1#{hashlib.sha256(b'checklist').hexdigest()}"
VISIT = {
    "kind": "enforcement",
    "task": "T-2026-0117",
    "checklist": CHECKLIST,
    "site": "S-000123",
    "facility": None,
    "started": "2026-11-22T01:10:00.123Z",
    "finished": "2026-11-22T01:41:30.000Z",
    "officers": ["O-01", "O-02"],
    "assistants": [],
    "answers": [
        {"item": "G01", "at": [], "value": "pass", "note": None, "blobs": [], "how": "tap"},
        {"item": "G08", "at": ["厨房"], "value": "fail", "note": "气瓶间与明火距离 0.8 m，“未分隔”😀",
         "blobs": [PHOTO], "how": "tap"},
        {"item": "G11", "at": [], "value": "0.35", "note": None, "blobs": [], "how": "tap"},
    ],
    "findings": [
        {"n": 1, "item": "G08", "at": ["厨房"], "scenario": "GAS-EXPL", "slot": "kitchen-1",
         "grade": "major", "clause": "安全生产法（2021）第四十一条", "confirmed_by": "O-02",
         "deadline": "2026-11-22",
         "five": {"responsibility": "张三", "measures": "立即停用并移出气瓶", "funds": "自筹",
                  "deadline": "2026-11-22", "contingency": "停用期间使用电灶"}},
    ],
    "signatures": [
        {"who": "O-01", "at": "2026-11-22T01:40:01.000Z", "image": STROKES, "refused": None,
         "witness": None, "read": PAPER},
        {"who": "site", "at": "2026-11-22T01:41:00.500Z", "image": None, "refused": "负责人不在场",
         "witness": "O-02", "read": None},
    ],
    "papers": [{"kind": "record", "number": "应急检记〔2026〕D7-12号", "sha256": PAPER}],
    "supersedes": None,
    "fix": {"lon": 1253285000, "lat": 438945000, "datum": "wgs84", "accuracy": 12,
            "at": "2026-11-22T01:10:02.000Z"},
}  # fmt: skip
DATA = {
    "visit": VISIT,
    "recheck": {"hazard": "H-0a1b", "verdict": "fail", "note": "仍未分隔", "blobs": [PHOTO]},
    "intent": {"name": "hazard.report_done", "data": {"hazard": "H-0a1b", "note": "已整改"}},
    "device": {"event": "started", "free_bytes": 812345678},
}


def bodies() -> dict[str, bytes]:
    """Write one body of each kind used, as one device's chain."""
    written: dict[str, bytes] = {}
    prev = first_prev(DEVICE.public)
    for seq, (kind, data) in enumerate(DATA.items(), start=1):
        online = kind != "recheck"
        body = body_write(
            kind=kind,
            id=f"019ab000-0000-7000-8000-00000000000{seq}",
            device="D-7",
            seq=seq,
            prev=prev,
            seen=4210 + seq,
            officer="" if kind == "device" else "O-01",
            app="xunan-fieldapp 0.1.0",
            form=CHECKLIST if kind == "visit" else None,
            wall=instant_text(instant_read(f"2026-11-22T01:4{seq}:30.000Z")),
            mono=81_234_567 + seq,
            boot="7e1c0e5a-4f0b-4d1e-9f0e-3b0c4f6a1d2e",
            server_time="2026-11-22T00:00:05.250Z" if online else None,
            server_time_age=6_084_750 if online else None,
            data=data,
        )
        written[kind] = body
        prev = body_hash(body)
    return written


def strange_bodies(visit: bytes) -> dict[str, bytes]:
    """Write what a later version may send: a member more, and a kind nobody knows yet."""
    return {
        "body-later-member": visit[:-1] + b',"battery":71}',
        "body-unknown-kind": visit.replace(b'"kind":"visit"', b'"kind":"drone"', 1),
    }


def samples() -> dict[str, bytes]:
    """Return the bytes of every sample by file name."""
    by_kind = bodies()
    made = {f"v1-body-{kind}.json": body for kind, body in by_kind.items()}
    made |= {f"v1-{name}.json": body for name, body in strange_bodies(by_kind["visit"]).items()}
    signatures = {
        kind: tuple(key.sign(body) for key in (OFFICER, SECOND, DEVICE))
        for kind, body in by_kind.items()
    }
    lines = [line_write(signatures[kind], body) for kind, body in by_kind.items()]
    made["v1-line.bin"] = lines[0]
    header = PushHeader("D-7", EPOCH, 1, first_prev(DEVICE.public), len(lines))
    made["v1-push.gz"] = push_write(header, lines)
    return made | answers(by_kind) | changes() | doors() | ledger(by_kind, signatures)


def answers(by_kind: dict[str, bytes]) -> dict[str, bytes]:
    """Write an answer that holds every outcome."""
    outcomes = (
        Outcome.applied(),
        Outcome.applied_with_conflict(code="hazard_closed_meanwhile", remedy="已另立新隐患。"),
        Outcome.held(code="site_missing", remedy="等待该场所。", waits_for="site:S-000999"),
        Outcome.rejected(code="forked", remedy="请联系安全办公室。"),
    )
    results = [
        Result.of(outcome, seq=seq, hash=body_hash(body), position=4300 + seq if seq < 3 else None)
        for seq, (outcome, body) in enumerate(zip(outcomes, by_kind.values(), strict=True), start=1)
    ]
    header = AnswerHeader(
        device="D-7",
        epoch=EPOCH,
        request_sha256=hashlib.sha256(b"request").hexdigest(),
        position=4302,
        server_time="2026-11-22T02:00:00.000Z",
        commands=({"name": "send_blobs", "blobs": [PHOTO]},),
    )
    raw = answer_write(header, results)
    signature = server_signature_header(SERVER, raw).encode()
    return {"v1-answer.bin": raw, "v1-answer.signature.txt": signature}


def changes() -> dict[str, bytes]:
    """Write a request and a page of changes."""
    token = Token(EPOCH, 4302, "c0ffee").text()
    request = ChangesRequest(EPOCH, 500, {"district": token, "street/220103002": ""})
    rows = (
        ChangeRow("district", "model", "model", 12, False, {"version": "0.3", "text": "…"}),
        ChangeRow("street/220103002", "site", "S-000123", 4301, False, {"name": "老王饺子馆"}),
        ChangeRow("street/220103002", "hazard", "H-0a1b", 4302, True, {}),
    )
    answer = ChangesAnswer(
        epoch=EPOCH,
        server_time="2026-11-22T02:00:00.000Z",
        rows=rows,
        cursors={"district": token, "street/220103002": token},
        more=False,
        commands=(),
        checksums={"district": hashlib.sha256(b"checksum").hexdigest()},
        scopes=("district", "street/220103002"),
        scope_left=("street/220103005",),
    )
    return {
        "v1-changes-request.json": changes_request_write(request),
        "v1-changes-answer.json": changes_answer_write(answer),
    }


def doors() -> dict[str, bytes]:
    """Write an enrolment QR, an officer's proof and the two messages that open a session."""
    qr = EnrolmentQr("https://xunan.example.gov.cn", "K7QM-2XWP", SERVER.key_id)
    key = base64url_write(OFFICER.public)
    proof = officer_proof("K7QM-2XWP", "O-01", "D-7", key)
    challenge = "Zm9yIHNhbXBsZXMgb25seQ"
    sig = challenge_sign(DEVICE, device="D-7", challenge=challenge)
    return {
        "v1-enrol-qr.txt": enrolment_qr_write(qr).encode(),
        "v1-enrol-officer.json": json_write({"officer": "O-01", "proof": proof, "key": key}),
        "v1-session.json": json_write({"device": "D-7", "challenge": challenge, "sig": sig}),
    }


def ledger(by_kind: dict[str, bytes], signatures: dict) -> dict[str, bytes]:
    """Write entries for the bodies and the seal over them."""
    made = {}
    hashes = []
    for position, (kind, body) in enumerate(by_kind.items(), start=4301):
        text = entry_write(
            Entry(
                position=position,
                origin="device",
                kind=kind,
                body=body_hash(body),
                signatures=hashlib.sha256(signatures_write(signatures[kind])).hexdigest(),
                happened_at="2026-11-22T01:41:30.000Z",
                uncertainty_ms=5608,
                received_at="2026-11-22T02:00:00.000Z",
            )
        )
        made[f"v1-entry-{kind}.json"] = text
        hashes.append(entry_hash(text))
    before = first_seal(EPOCH)
    seal = {"first": 4301, "last": 4304, "prev": before, "hash": seal_hash(before, hashes)}
    keys = {"device": DEVICE, "officer": OFFICER, "second": SECOND, "server": SERVER}
    made["v1-seal.json"] = json_write(seal)
    made["v1-keys.json"] = json_write({name: key.public.hex() for name, key in keys.items()})
    return made


def main() -> int:
    """Write the samples that are missing and list all of them."""
    FOLDER.mkdir(exist_ok=True)
    for name, content in samples().items():
        path = FOLDER / name
        if path.exists():
            sys.stdout.write(f"{name}: kept as it is\n")
            continue
        path.write_bytes(content)
    rows = [
        f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}\n"
        for path in sorted(FOLDER.iterdir())
        if path != LIST
    ]
    LIST.write_text("".join(rows), encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
