"""Operations of this tablet: signed once, kept twice (a sealed row, a sealed file in outbox/).

State and owner, until confirmed (law 2):

    queued  → sent → applied | applied_with_conflict | held → confirmed
                   → rejected

`queued` waits for the network, `sent` and `applied` for the server, `held` and a conflict for the
office, `rejected` for its author. Only a `result` row of the feed confirms; a held one stays held
until a later row releases it, a rejected one stays rejected.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from fieldapp.store.blobs import Blobs
from fieldapp.store.database import StoreDatabase
from fieldapp.store.keyring import KeyRing
from fieldapp.store.outbox import Outbox
from fieldapp.store.sealing import SealBroken
from shared.problems import Problem
from shared.record import body_read, first_prev
from shared.sync import Result, line_read

ANSWERED = ("applied", "applied_with_conflict", "held", "rejected")
OWNERS = {
    "draft": "you",
    "queued": "network",
    "sent": "server",
    "applied": "server",
    "applied_with_conflict": "office",
    "held": "office",
    "rejected": "you",
    "confirmed": "nobody",
}
NEXT: dict[str, frozenset[str]] = {
    "queued": frozenset({"sent", "confirmed", *ANSWERED}),
    "sent": frozenset({"queued", "confirmed", *ANSWERED}),
    "applied": frozenset({"queued", "confirmed"}),
    "applied_with_conflict": frozenset({"queued", "confirmed"}),
    "held": frozenset({"queued", "confirmed", *ANSWERED}),
    "rejected": frozenset({"queued", "held", "confirmed"}),
    "confirmed": frozenset({"queued"}),  # only when a restored server lost it
}


class DeviceForked(Problem):
    """Say that the server holds other operations under this tablet's numbers."""

    def __init__(self, seq: int) -> None:
        super().__init__(
            "device_forked",
            f"服务器上第 {seq} 号记录与本机不一致，可能有另一台平板使用了本机的数据。",
            "本机内容全部保留。请导出救援包（rescue），交信息人员核对后重新登记。",
        )


@dataclass(frozen=True, slots=True)
class OperationState:
    """Hold what is known of one operation without opening its seal."""

    seq: int
    id: str
    kind: str
    hash: str
    prev: str
    run: str | None
    officer: str
    title: str
    wall: str
    state: str
    outcome: str | None
    code: str | None
    remedy: str | None
    waits_for: str | None
    position: int | None


COLUMNS = ", ".join(OperationState.__dataclass_fields__)


class Operations:
    """Keep operations; rows and files agree after every start (`reconcile`)."""

    def __init__(
        self, database: StoreDatabase, ring: KeyRing, outbox: Outbox, blobs: Blobs
    ) -> None:
        self._database = database
        self._ring = ring
        self._outbox = outbox
        self._blobs = blobs

    def head(self) -> tuple[int, str]:
        """Return the seq and prev the next operation takes."""
        row = self._database.row("SELECT seq, hash FROM operation ORDER BY seq DESC LIMIT 1")
        if row is None:
            return 1, first_prev(self._ring.device_public)
        return int(row[0]) + 1, str(row[1])

    def add(
        self, line: bytes, *, title: str, run: str | None, blobs: Iterable[tuple[str, int, str]]
    ) -> OperationState:
        """Keep a signed line inside the caller's transaction; its outbox file is synced first.

        `blobs` are (sha256, size, media) that the line names. If the caller's commit fails, the
        file is taken back by `take_back`; after a crash between the two, `reconcile` adopts it.
        """
        envelope = body_read(line_read(line)[1])
        self._insert(line, title=title, run=run)
        for sha256, size, media in blobs:
            self._blobs.row_put(sha256, size, media=media, made=envelope.wall)
            self._blobs.use_by_operation(sha256, envelope.seq)
        self._outbox.put(envelope.seq, line)
        return self.get(envelope.seq)

    def _insert(self, line: bytes, *, title: str, run: str | None) -> None:
        envelope = body_read(line_read(line)[1])
        sealed = self._ring.sealer.seal(line, f"operation/{envelope.seq}")
        self._database.db.execute(
            "INSERT INTO operation (seq, id, kind, hash, prev, run, officer, title, wall, state,"
            " sealed) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 'queued', ?)",
            (
                envelope.seq,
                envelope.id,
                envelope.kind,
                envelope.hash,
                envelope.prev,
                run,
                envelope.officer,
                title,
                envelope.wall,
                sealed,
            ),
        )

    def take_back(self, seq: int) -> None:
        """Remove the outbox file of an operation whose transaction failed."""
        if self._database.row("SELECT 1 FROM operation WHERE seq = ?", (seq,)) is None:
            self._outbox.remove(seq)

    def get(self, seq: int) -> OperationState:
        """Return one operation; raises KeyError for a seq that was never made."""
        row = self._database.row(f"SELECT {COLUMNS} FROM operation WHERE seq = ?", (seq,))
        if row is None:
            raise KeyError(seq)
        return OperationState(*row)

    def all(self) -> tuple[OperationState, ...]:
        """Return all operations, the newest first."""
        rows = self._database.rows(f"SELECT {COLUMNS} FROM operation ORDER BY seq DESC")
        return tuple(OperationState(*row) for row in rows)

    def counts(self) -> dict[str, int]:
        """Return how many operations are in each state."""
        rows = self._database.rows("SELECT state, count(*) FROM operation GROUP BY state")
        return {str(row[0]): int(row[1]) for row in rows}

    def line(self, seq: int) -> bytes:
        """Return the signed line as it was made. Raises SealBroken."""
        row = self._database.row("SELECT sealed FROM operation WHERE seq = ?", (seq,))
        if row is None:
            raise KeyError(seq)
        return self._ring.sealer.unseal(row[0], f"operation/{seq}")

    def line_to_send(self, seq: int) -> bytes:
        """Return the signed line, from its outbox file where the row is damaged. Raises SealBroken."""
        try:
            return self.line(seq)
        except SealBroken:
            if seq not in self._outbox.seqs():
                raise
            return self._outbox.read(seq)

    def to_send(self, *, limit: int) -> tuple[OperationState, ...]:
        """Return a gapless run of operations from the first unanswered one on."""
        first = self._database.row(
            "SELECT min(seq) FROM operation WHERE state IN ('queued', 'sent')"
        )
        if first is None or first[0] is None:
            return ()
        rows = self._database.rows(
            f"SELECT {COLUMNS} FROM operation WHERE seq >= ? ORDER BY seq LIMIT ?",
            (first[0], limit),
        )
        return tuple(OperationState(*row) for row in rows)

    def unanswered(self) -> int:
        """Count the operations the server has not answered."""
        counts = self.counts()
        return counts.get("queued", 0) + counts.get("sent", 0)

    def sent(self, seqs: Iterable[int]) -> None:
        """Note that operations are on their way; nobody knows yet whether they arrive."""
        with self._database.writing() as db:
            for seq in seqs:
                db.execute(
                    "UPDATE operation SET state = 'sent' WHERE seq = ? AND state = 'queued'",
                    (seq,),
                )

    def stayed(self, seqs: Iterable[int]) -> None:
        """Note that operations did not leave after all: there was no connection to send them over."""
        with self._database.writing() as db:
            for seq in seqs:
                db.execute(
                    "UPDATE operation SET state = 'queued' WHERE seq = ? AND state = 'sent'", (seq,)
                )

    def answered(self, results: Iterable[Result]) -> None:
        """Keep the server's results, one transaction; a repeat or a later one is no fault."""
        with self._database.writing():
            for result in results:
                self._settle(result, confirmed=False)

    def confirm(self, result: Result) -> bool:
        """Take a `result` row of the feed, inside the caller's transaction.

        Return whether it confirmed an operation of this tablet just now. What is held waits for a
        later row; what was rejected stays in sight as that, with its remedy: its author must act.
        """
        return self._settle(
            result, confirmed=result.outcome in ("applied", "applied_with_conflict")
        )

    def _settle(self, result: Result, *, confirmed: bool) -> bool:
        row = self._database.row(
            "SELECT state FROM operation WHERE seq = ? AND hash = ?", (result.seq, result.hash)
        )
        state = "confirmed" if confirmed else result.outcome
        if row is None or state not in NEXT[row[0]]:
            return False
        self._database.db.execute(
            "UPDATE operation SET state = ?, outcome = ?, code = ?, remedy = ?, waits_for = ?,"
            " position = coalesce(?, position) WHERE seq = ?",
            (
                state,
                result.outcome,
                result.code,
                result.remedy,
                result.waits_for,
                result.position,
                result.seq,
            ),
        )
        return confirmed

    def rewind(self, expected: int, prev: str) -> None:
        """Offer again from `expected` on, as a server that misses them asks.

        An empty `prev` says that its last one came damaged. Raises DeviceForked when its chain is
        not ours up to there.
        """
        next_seq, _ = self.head()
        before = dict(self._hashes())
        before[0] = first_prev(self._ring.device_public)
        ours = before.get(expected - 1)
        if expected > next_seq or ours is None or prev not in ("", ours):
            raise DeviceForked(min(expected, next_seq))
        with self._database.writing() as db:
            db.execute("UPDATE operation SET state = 'queued' WHERE seq >= ?", (expected,))

    def offer_again(self, *, since: str) -> None:
        """Queue what is not confirmed and what was since then; inside a transaction."""
        self._database.db.execute(
            "UPDATE operation SET state = 'queued' WHERE state <> 'confirmed' OR wall >= ?",
            (since,),
        )

    def _hashes(self) -> list[tuple[int, str]]:
        rows = self._database.rows("SELECT seq, hash FROM operation ORDER BY seq")
        return [(int(row[0]), str(row[1])) for row in rows]

    def reconcile(self) -> tuple[str, ...]:
        """Make rows and outbox files agree after a crash; return what was done, for the screen.

        A file without a row that continues the chain is adopted (its maker saw no success, but
        asked for it; its bytes are signed). One that does not fit is set aside, never deleted. A
        row without a file gets its file again.
        """
        hashes = dict(self._hashes())
        files = set(self._outbox.seqs())
        done = [self._adopt(seq) for seq in sorted(files - set(hashes))]
        for seq in sorted(set(hashes) - files):
            self._outbox.put(seq, self.line(seq))
        return tuple(done)

    def _adopt(self, seq: int) -> str:
        try:
            line = self._outbox.read(seq)
            envelope = body_read(line_read(line)[1])
        except Problem as problem:
            self._outbox.set_aside(seq)
            return f"发件箱第 {seq} 号不完整，已移到 set-aside：{problem.message}"
        if envelope.seq != seq or not self._fits(seq, envelope.prev, envelope.hash):
            self._outbox.set_aside(seq)
            return f"发件箱第 {seq} 号与本机记录不连续，已移到 set-aside。"
        run = self._run_of(envelope.id)
        with self._database.writing() as db:
            self._insert(line, title=f"{envelope.kind} {envelope.id[:8]}", run=run)
            for sha256 in blobs_named(envelope.data):
                # its row may have died in the same crash; the file was synced before
                self._blobs.row_find(sha256, made=envelope.wall)
                if self._blobs.size(sha256) is not None:
                    self._blobs.use_by_operation(sha256, seq)
            if run:
                db.execute(
                    "UPDATE draft SET state = 'finished', finished = ? WHERE run = ?",
                    (envelope.wall, run),
                )
        return f"发件箱第 {seq} 号已从中断处恢复，等待上传。"

    def _fits(self, seq: int, prev: str, hash: str) -> bool:
        """Tell whether an operation stands between the rows before and after it."""
        before = self._database.row("SELECT hash FROM operation WHERE seq = ?", (seq - 1,))
        after = self._database.row("SELECT prev FROM operation WHERE seq = ?", (seq + 1,))
        expected = first_prev(self._ring.device_public) if seq == 1 else before and before[0]
        return prev == expected and (after is None or after[0] == hash)

    def _run_of(self, run: str) -> str | None:
        row = self._database.row("SELECT run FROM draft WHERE run = ?", (run,))
        return None if row is None else str(row[0])


def blobs_named(data: object) -> tuple[str, ...]:
    """Return every blob that an operation's data names, in any member `blobs`, `sha256`, `stroke`."""
    found: list[str] = []

    def look(value: object) -> None:
        if isinstance(value, dict):
            for name, member in value.items():
                if name in {"sha256", "stroke", "image"} and isinstance(member, str):
                    found.append(member)
                elif name == "blobs" and isinstance(member, list):
                    found.extend(str(one) for one in member)
                else:
                    look(member)
        elif isinstance(value, list | tuple):
            for one in value:
                look(one)

    look(data)
    return tuple(dict.fromkeys(one for one in found if len(one) == 64))
