"""Visits being made: one row each, and a sealed part for every answer, signature and confirmation.

A part is replaced whole, in a transaction of its own: what a person did last is what stands.
"""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from fieldapp.store.database import StoreDatabase
from fieldapp.store.keyring import KeyRing
from shared.problems import Problem


class RunMissing(Problem):
    """Say that there is no such run here."""

    def __init__(self, run: str) -> None:
        super().__init__(
            "run_missing", f"没有编号为 {run} 的检查。", "请用 status 查看本机的检查编号。"
        )


class RunClosed(Problem):
    """Refuse to change a run that is finished or discarded."""

    def __init__(self, run: str, state: str) -> None:
        word = "已完成" if state == "finished" else "已作废"
        super().__init__(
            "run_closed",
            f"检查 {run} {word}，不能再修改。",
            "如需更正，请新建一次检查并注明更正原因。",
        )


@dataclass(frozen=True, slots=True)
class DraftRow:
    run: str
    state: str
    visit: str
    task: str | None
    checklist: str
    pinned: str
    site: str
    facility: str | None
    officer: str
    place: str
    seen: int
    started: str
    changed: str
    finished: str | None


COLUMNS = ", ".join(DraftRow.__dataclass_fields__)


class Drafts:
    """Keep drafts of one tablet."""

    def __init__(self, database: StoreDatabase, ring: KeyRing) -> None:
        self._database = database
        self._ring = ring

    def create(self, row: DraftRow, *, source: bytes, facts: dict[str, Any]) -> None:
        """Keep a new draft with the checklist it is pinned to."""
        with self._database.writing() as db:
            db.execute(
                "INSERT OR IGNORE INTO pinned (sha256, ref, source) VALUES (?, ?, ?)",
                (row.pinned, row.checklist, source),
            )
            marks = ", ".join("?" * len(DraftRow.__dataclass_fields__))
            db.execute(
                f"INSERT INTO draft ({COLUMNS}) VALUES ({marks})",
                tuple(getattr(row, name) for name in DraftRow.__dataclass_fields__),
            )
            self._part_write(row.run, "fact", "start", facts, row.started)

    def get(self, run: str) -> DraftRow:
        """Return a draft's row. Raises RunMissing."""
        found = self._database.row(f"SELECT {COLUMNS} FROM draft WHERE run = ?", (run,))
        if found is None:
            raise RunMissing(run)
        return DraftRow(*found)

    def get_open(self, run: str) -> DraftRow:
        """Return an open draft's row. Raises RunMissing, RunClosed."""
        row = self.get(run)
        if row.state != "open":
            raise RunClosed(run, row.state)
        return row

    def all(self, *, site: str | None = None) -> tuple[DraftRow, ...]:
        """Return drafts, the one changed last first."""
        where, arguments = ("WHERE site = ?", (site,)) if site else ("", ())
        rows = self._database.rows(
            f"SELECT {COLUMNS} FROM draft {where} ORDER BY changed DESC, run", arguments
        )
        return tuple(DraftRow(*row) for row in rows)

    def source(self, sha256: str) -> bytes:
        """Return the pinned checklist's bytes."""
        row = self._database.row("SELECT source FROM pinned WHERE sha256 = ?", (sha256,))
        if row is None:
            raise Problem(
                "checklist_missing", f"检查表 {sha256[:12]}… 不在本机。", "请联网同步后再试。"
            )
        return bytes(row[0])

    def part_put(self, run: str, kind: str, key: str, value: Any, changed: str) -> None:
        """Keep one part of an open draft; on disk when this returns. Raises RunClosed, DiskFull."""
        with self._database.writing():
            self._part_write(run, kind, key, value, changed)
            self._touch(run, changed)

    def part_remove(self, run: str, kind: str, key: str, changed: str) -> None:
        """Take one part of an open draft back; one that is not there is no fault."""
        with self._database.writing() as db:
            db.execute(
                "DELETE FROM draft_part WHERE run = ? AND kind = ? AND key = ?", (run, kind, key)
            )
            self._touch(run, changed)

    def _touch(self, run: str, changed: str) -> None:
        touched = self._database.db.execute(
            "UPDATE draft SET changed = ? WHERE run = ? AND state = 'open'", (changed, run)
        )
        if touched.rowcount != 1:
            raise RunClosed(run, self.get(run).state)

    def _part_write(self, run: str, kind: str, key: str, value: Any, changed: str) -> None:
        plain = json.dumps(value, ensure_ascii=False).encode()
        sealed = self._ring.sealer.seal(plain, f"draft/{run}/{kind}/{key}")
        self._database.db.execute(
            "INSERT INTO draft_part (run, kind, key, changed, sealed) VALUES (?, ?, ?, ?, ?)"
            " ON CONFLICT (run, kind, key) DO UPDATE SET changed = excluded.changed,"
            " sealed = excluded.sealed",
            (run, kind, key, changed, sealed),
        )

    def parts(self, run: str) -> Iterator[tuple[str, str, Any]]:
        """Give kind, key and value of each part, in the order they were first made."""
        rows = self._database.rows(
            "SELECT kind, key, sealed FROM draft_part WHERE run = ? ORDER BY rowid", (run,)
        )
        for kind, key, sealed in rows:
            plain = self._ring.sealer.unseal(sealed, f"draft/{run}/{kind}/{key}")
            yield kind, key, json.loads(plain)

    def part(self, run: str, kind: str, key: str) -> Any:
        """Return one part's value, or None."""
        row = self._database.row(
            "SELECT sealed FROM draft_part WHERE run = ? AND kind = ? AND key = ?", (run, kind, key)
        )
        if row is None:
            return None
        return json.loads(self._ring.sealer.unseal(row[0], f"draft/{run}/{kind}/{key}"))

    def digest(self, run: str) -> str:
        """Return what changes whenever an answer, a confirmation or the crew of a run does."""
        rows = self._database.rows(
            "SELECT kind, key, changed FROM draft_part WHERE run = ?"
            " AND (kind IN ('answer', 'confirmation') OR key LIKE 'officer/%') ORDER BY kind, key",
            (run,),
        )
        return hashlib.sha256(json.dumps(rows).encode()).hexdigest()

    def parts_count(self, kind: str) -> dict[str, int]:
        """Return how many parts of a kind each run has."""
        return {
            str(row[0]): int(row[1])
            for row in self._database.rows(
                "SELECT run, count(*) FROM draft_part WHERE kind = ? GROUP BY run", (kind,)
            )
        }

    def close(self, run: str, state: str, at: str) -> None:
        """Mark an open draft finished or discarded, inside the caller's transaction."""
        done = self._database.db.execute(
            "UPDATE draft SET state = ?, finished = ?, changed = ? WHERE run = ? AND state = 'open'",
            (state, at, at, run),
        )
        if done.rowcount != 1:
            raise RunClosed(run, self.get(run).state)
