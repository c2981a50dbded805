"""A small server for tests of the tablet: real HTTP on 127.0.0.1, real signatures, state in memory.

It keeps the promises a tablet relies on (one history a device, results stored, blobs by hash, rows by
scope) and breaks them on demand: `faults` holds what shall go wrong with the next requests, one each.
"""

import hashlib
import json
import socket
import threading
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from shared.record import SigningKey, base64url_read, base64url_write, body_hash, first_prev
from shared.sync import (
    AnswerHeader,
    ChangeRow,
    ChangesAnswer,
    Result,
    answer_write,
    challenge_verify,
    changes_answer_write,
    changes_request_read,
    line_read,
    push_read,
    push_unzip,
    scope_checksum,
)
from tests.ground.field_faults import FAULTS, Sent, signed

TIME = "2026-11-22T01:00:00.000Z"


@dataclass
class Said:
    """Hold an answer before it is sent: status, unzipped body, headers."""

    status: int
    body: bytes
    headers: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, members: dict[str, Any], status: int = 200) -> "Said":
        """Make an answer of a JSON object."""
        return cls(status, json.dumps(members, ensure_ascii=False).encode())

    @classmethod
    def problem(cls, status: int, code: str, **more: Any) -> "Said":
        """Make a problem."""
        return cls.of({"code": code, "message": code, "remedy": "", "fields": [], **more}, status)


@dataclass
class FieldServer:
    """Hold what a server would: keys, histories, rows, blobs; count what happened."""

    officers: list[dict[str, Any]]
    code: str = "CODE-2345"
    key: SigningKey = field(default_factory=SigningKey.generate)
    epoch: str = "epoch-1"
    device: str = "device-1"
    device_key: bytes = b""
    officer_keys: dict[str, str] = field(default_factory=dict)
    operations: dict[int, tuple[str, bytes]] = field(default_factory=dict)
    results: dict[int, Result] = field(default_factory=dict)
    effects: list[str] = field(default_factory=list)  # hashes in the order they took effect
    decide: Callable[[Any], Result | None] = lambda result: None
    rows: list[ChangeRow] = field(default_factory=list)
    scopes: list[str] = field(default_factory=lambda: ["district", "street/1"])
    position: int = 0
    page: int = 500
    commands: list[dict[str, Any]] = field(default_factory=list)
    blobs: dict[str, bytes] = field(default_factory=dict)
    partial: dict[str, bytes] = field(default_factory=dict)
    faults: deque[str] = field(default_factory=deque)
    refuse: dict[str, Said] = field(default_factory=dict)  # path → what it says once
    asked: list[str] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)
    url: str = ""

    @property
    def fingerprint(self) -> str:
        """Give what the QR would say."""
        return self.key.key_id

    @contextmanager
    def running(self) -> Iterator["FieldServer"]:
        """Answer on a free port until the block ends."""
        listener = _Listener(self)
        self.url = f"http://127.0.0.1:{listener.server_address[1]}"
        thread = threading.Thread(target=listener.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        try:
            yield self
        finally:
            listener.shutdown()
            thread.join()
            listener.server_close()

    def put(
        self, scope: str, kind: str, id: str, data: dict[str, Any], *, gone: bool = False
    ) -> None:
        """Set a row of the feed."""
        self.position += 1
        self.rows = [r for r in self.rows if (r.scope, r.kind, r.id) != (scope, kind, id)]
        self.rows.append(ChangeRow(scope, kind, id, self.position, gone, data))

    # --- what each address does ------------------------------------------------------------

    def enrol(self, asked: dict[str, Any]) -> Said:
        if asked["code"] != self.code:
            return Said.problem(403, "code_wrong")
        key = base64url_read(asked["device_key"], length=32)
        if self.device_key not in (b"", key):
            return Said.problem(409, "code_used")
        self.device_key = key
        return Said.of(
            {
                "device": self.device,
                "epoch": self.epoch,
                "server_keys": [base64url_write(self.key.public)],
                "officers": self.officers,
            }
        )

    def officer(self, asked: dict[str, Any]) -> Said:
        held = self.officer_keys.setdefault(asked["officer"], asked["key"])
        return Said.of({}) if held == asked["key"] else Said.problem(409, "officer_key_taken")

    def session(self, asked: dict[str, Any]) -> Said:
        if "sig" not in asked:
            return Said.of({"challenge": "challenge-1", "expires": TIME})
        challenge_verify(
            public_key=self.device_key,
            device=self.device,
            challenge=asked["challenge"],
            sig=asked["sig"],
        )
        return Said.of({"token": "token-1", "expires": TIME, "server_time": TIME})

    def ops(self, zipped: bytes) -> Said:
        plain = push_unzip(zipped)
        header, lines = push_read(plain)
        last = max(self.operations, default=0)
        if header.first > last + 1:
            prev = self.operations[last][0] if last else first_prev(self.device_key)
            return Said.problem(409, "chain_gap", expected=last + 1, prev=prev)
        results = [self._take(header.first + n, line) for n, line in enumerate(lines)]
        digest = hashlib.sha256(plain).hexdigest()
        answer = AnswerHeader(
            self.device, self.epoch, digest, self.position, TIME, tuple(self.commands)
        )
        return Said(200, answer_write(answer, results))

    def _take(self, seq: int, line: bytes) -> Result:
        hash = body_hash(line_read(line)[1])
        if seq in self.operations and self.operations[seq][0] != hash:
            return Result(seq, hash, "rejected", "forked", "两条都已保留")
        if seq not in self.operations:
            self.operations[seq] = (hash, line)
            self.effects.append(hash)
            self.position += 1
            made = Result(seq, hash, "applied", position=self.position)
            self.result(self.decide(made) or made)
        return self.results[seq]

    def result(self, result: Result) -> None:
        """Store a result and write its row."""
        self.results[result.seq] = result
        self.put(f"device/{self.device}", "result", str(result.seq), result.as_dict())

    def changes(self, asked: bytes) -> Said:
        request = changes_request_read(asked)
        if request.epoch != self.epoch:
            return Said.problem(409, "epoch_changed", epoch=self.epoch)
        mine = [*self.scopes, f"device/{self.device}"]
        start = {
            s: int(request.cursors[s].split(".")[1]) if request.cursors.get(s) else 0 for s in mine
        }
        new = sorted(
            (r for r in self.rows if r.scope in start and r.position > start[r.scope]),
            key=lambda row: row.position,
        )
        page, more = new[: self.page], len(new) > self.page
        at = page[-1].position if more else self.position
        held = [row for row in self.rows if not row.gone]
        sums = {s: scope_checksum(r for r in held if r.scope == s) for s in mine}
        answer = ChangesAnswer(
            epoch=self.epoch,
            server_time=TIME,
            rows=tuple(page),
            cursors={scope: f"{self.epoch}.{at}.tag{at}" for scope in mine},
            more=more,
            commands=tuple(self.commands),
            checksums={} if more else sums,
            scopes=tuple(mine),
            scope_left=tuple(sorted(set(request.cursors) - set(mine))),
        )
        return Said(200, changes_answer_write(answer))

    def blob(self, method: str, sha256: str, body: bytes, offset: int) -> Said:
        here = self.blobs.get(sha256, self.partial.get(sha256))
        if method == "HEAD":
            found = {} if here is None else {"Upload-Offset": str(len(here))}
            return Said(404 if here is None else 200, b"", found)
        if method == "PATCH" and offset != len(here or b""):
            return Said.problem(409, "offset_wrong", offset=len(here or b""))
        content = (here or b"") + body if method == "PATCH" else body
        if hashlib.sha256(content).hexdigest() != sha256:
            self.partial[sha256] = content
            return Said.problem(400, "body_cut")
        self.blobs[sha256] = content
        return Said.of({"sha256": sha256, "size": len(content), "server_time": TIME}, 201)


class _Listener(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, server: FieldServer) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.field = server


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Listener

    def log_message(self, *_words: object) -> None:
        """Stay silent."""

    def _answer(self) -> None:
        field = self.server.field
        fault = field.faults.popleft() if field.faults else ""
        if fault == "lost_before":
            return self._hang_up()
        length = int(self.headers.get("Content-Length") or 0)
        body = self.rfile.read(length // 2 if fault == "cut_upload" else length)
        with field.lock:
            field.asked.append(f"{self.command} {self.path}")
            said = field.refuse.pop(self.path, None) or self._said(body)
        if fault in ("lost_after", "cut_upload"):
            return self._hang_up()
        sent = signed(Sent(said.status, said.body, said.headers), field.key)
        return self._send(FAULTS.get(fault, lambda one: one)(sent), cut=fault == "cut_answer")

    do_GET = do_POST = do_PUT = do_PATCH = do_HEAD = _answer

    def _said(self, body: bytes) -> Said:
        field, path = self.server.field, self.path.removeprefix("/api/v1/")
        if path.startswith("blobs/"):
            offset = int(self.headers.get("Upload-Offset") or 0)
            return field.blob(self.command, path.removeprefix("blobs/"), body, offset)
        if path == "sync/ops":
            return field.ops(body)
        if path == "sync/changes":
            return field.changes(body)
        deeds = {"enrol": field.enrol, "enrol/officer": field.officer}
        return deeds.get(path, field.session)(json.loads(body))

    def _send(self, sent: Sent, *, cut: bool) -> None:
        self.send_response(sent.status)
        for name, value in sent.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(sent.body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(sent.body[: len(sent.body) // 2] if cut else sent.body)
        if cut:
            self._hang_up()

    def _hang_up(self) -> None:
        self.close_connection = True
        with suppress(OSError):
            self.connection.shutdown(socket.SHUT_RDWR)
