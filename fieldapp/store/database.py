"""The one SQLite connection: exclusive, FULL sync, its settings read back before anything is kept.

WAL stands behind a version gate: SQLite before 3.51.3 (3.50.7, 3.44.6 on their branches) can lose
a WAL's content when it is reset, so older builds use TRUNCATE. `synchronous=NORMAL` would lose
acknowledged answers at a power cut; that is why the value is read back and a wrong one refused.
"""

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from fieldapp.store.files import DiskFull, StorageFailed, not_saved
from fieldapp.store.migrations import migrate
from shared.problems import Problem

SYNCHRONOUS = ("OFF", "NORMAL", "FULL", "EXTRA")
FULL = SYNCHRONOUS.index("FULL")
DAMAGED = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
PRAGMAS: tuple[tuple[str, str, object], ...] = (
    ("locking_mode", "EXCLUSIVE", "exclusive"),
    ("synchronous", "FULL", FULL),
    ("fullfsync", "ON", 1),
    ("foreign_keys", "ON", 1),
    ("trusted_schema", "OFF", 0),
    ("cell_size_check", "ON", 1),
    ("secure_delete", "ON", 1),
    ("temp_store", "MEMORY", 2),
    ("mmap_size", "0", 0),
)


class StoreSettingsWrong(Problem):
    """Say that SQLite did not take a setting on which the promise of saving rests."""

    def __init__(self, name: str, found: object) -> None:
        super().__init__(
            "store_settings_wrong",
            f"数据库设置 {name} 没有生效（实际为 {found}），为防丢失数据已停止启动。",
            "请更换正常的存储位置或重新安装应用；数据没有改动。",
        )


class StoreDamaged(Problem):
    """Say that the database file cannot be read; the caller sets it aside."""

    def __init__(self, detail: str) -> None:
        self.detail = detail
        super().__init__(
            "store_damaged",
            f"平板数据库已损坏：{detail}。",
            "请重新启动巡安：原文件会移到 set-aside 文件夹保留，能读出的内容会自动恢复。",
        )


def error_code(error: BaseException) -> int | None:
    """Return SQLite's primary result code of an error, or None."""
    code: int | None = getattr(error, "sqlite_errorcode", None)
    return None if code is None else code & 0xFF


def wal_is_safe(version: tuple[int, ...]) -> bool:
    """Tell whether this SQLite has the fix of the WAL-reset fault."""
    if version >= (3, 51, 3):
        return True
    return (3, 50, 7) <= version < (3, 51, 0) or (3, 44, 6) <= version < (3, 45, 0)


class StoreDatabase:
    """Hold the connection and the lock that keeps two threads' transactions apart."""

    def __init__(self, path: Path, db: Database, journal_mode: str) -> None:
        self.path = path
        self.db = db
        self.journal_mode = journal_mode
        self.is_damaged = False
        self._lock = threading.RLock()

    @contextmanager
    def writing(self) -> Iterator[Database]:
        """Run a block as one transaction; it is on disk when the block ends without an error.

        Raises DiskFull, StorageFailed, StoreDamaged: nothing of the block was kept.
        """
        with self._lock, self._damage_named(), refusal_named(self.path.name), self.db.atomic():
            yield self.db

    def rows(self, sql: str, arguments: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
        """Read rows; waits while another thread's transaction runs."""
        with self._lock, self._damage_named():
            return list(self.db.execute(sql, arguments).fetchall())

    def row(self, sql: str, arguments: tuple[Any, ...] = ()) -> tuple[Any, ...] | None:
        """Read the first row or None."""
        found = self.rows(sql, arguments)
        return found[0] if found else None

    @property
    def synchronous(self) -> str:
        """Return how much SQLite syncs, as it says itself."""
        row = self.row("PRAGMA synchronous")
        return SYNCHRONOUS[row[0]] if row else "?"

    def close(self) -> None:
        """Close the connection."""
        with self._lock:
            self.db.conn.close()

    @contextmanager
    def _damage_named(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.DatabaseError as error:
            if error_code(error) in DAMAGED:
                self.is_damaged = True  # the next start looks through the whole file
                raise StoreDamaged(str(error)) from error
            raise


@contextmanager
def refusal_named(where: str) -> Iterator[None]:
    """Turn SQLite's and the system's "no room" into DiskFull, other write faults into StorageFailed."""
    try:
        yield
    except sqlite3.OperationalError as error:
        code = error_code(error)
        if code == sqlite3.SQLITE_FULL:
            raise DiskFull(where) from error
        if code in (sqlite3.SQLITE_IOERR, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN):
            raise StorageFailed(where, str(error)) from error
        raise
    except OSError as error:
        raise not_saved(where, error) from error


def database_open(path: Path, *, check: bool) -> StoreDatabase:
    """Open, set, read back and migrate.

    With `check` the whole file is looked through (after an unclean end).
    Raises StoreDamaged, StoreSettingsWrong, StoreNewer, DiskFull.
    """
    connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    try:
        with refusal_named(path.name):
            mode = _settings_apply(connection)
            if check:
                _check(connection)
            db = Database(connection, execute_plugins=False)
            migrate(db)
    except BaseException as error:
        connection.close()
        # only these two mean damage: setting a file aside for a passing I/O error would lose work
        if error_code(error) in DAMAGED:
            raise StoreDamaged(str(error)) from error
        raise
    return StoreDatabase(path, db, mode)


def _settings_apply(connection: sqlite3.Connection) -> str:
    for name, value, expected in PRAGMAS:
        connection.execute(f"PRAGMA {name} = {value}").fetchall()
        found = connection.execute(f"PRAGMA {name}").fetchone()
        if found is None and name == "mmap_size":
            continue  # builds without mmap answer nothing
        if found is None or found[0] != expected:
            raise StoreSettingsWrong(name, found)
    wanted = "wal" if wal_is_safe(sqlite3.sqlite_version_info) else "truncate"
    found = connection.execute(f"PRAGMA journal_mode = {wanted}").fetchone()
    if found[0] != wanted:
        raise StoreSettingsWrong("journal_mode", found[0])
    connection.execute("PRAGMA wal_autocheckpoint = 200").fetchall()
    connection.execute("PRAGMA journal_size_limit = 16777216").fetchall()
    return wanted


def _check(connection: sqlite3.Connection) -> None:
    found = [row[0] for row in connection.execute("PRAGMA quick_check(5)")]
    if found != ["ok"]:
        raise StoreDamaged("; ".join(found))
