"""A damaged database is moved away, never deleted; what can still be read of it is taken over.

Rows are copied one table after the other; where a page is bad, the range of row numbers is halved
until only the unreadable rows are left out. Their seals still guard them: a row that was changed
does not open. Operations come back from the outbox in any case.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from fieldapp.store.database import StoreDatabase
from fieldapp.store.files import folder_sync

SIDE_FILES = ("", "-wal", "-journal", "-shm")
REFUSED_MOST = 4000  # a table whose root is gone refuses every range
# parents before children: a child whose parent was lost is left out by its foreign key
TABLES = ("meta", "pinned", "draft", "draft_part", "operation", "blob", "blob_use")


def database_set_aside(path: Path, *, stamp: str) -> Path:
    """Move a database with its side files into set-aside/ and return where it lies now."""
    folder = path.parent / "set-aside"
    folder.mkdir(exist_ok=True, mode=0o700)
    target = _free_name(folder, f"{path.stem}-{stamp}")
    for end in SIDE_FILES:
        part = path.with_name(path.name + end)
        if part.exists():
            part.rename(target.with_name(target.name + end))
    folder_sync(folder)
    folder_sync(path.parent)
    return target


def _free_name(folder: Path, stem: str) -> Path:
    target, number = folder / f"{stem}.db", 1
    while target.exists():
        number += 1
        target = folder / f"{stem}.{number}.db"
    return target


def rows_take_over(damaged: Path, store: StoreDatabase) -> int:
    """Copy what can be read into the new store and return how many rows came over."""
    copied = 0
    try:
        with closing(sqlite3.connect(f"file:{damaged}?mode=ro", uri=True)) as old:
            for table in TABLES:
                copied += _table_copy(old, store, table)
    except sqlite3.Error:
        return copied
    return copied


def _table_copy(old: sqlite3.Connection, store: StoreDatabase, table: str) -> int:
    copied = 0
    with store.writing() as db:
        columns = [str(row[1]) for row in db.execute(f"PRAGMA table_info({table})").fetchall()]
        marks = ", ".join("?" * len(columns))
        insert = f"INSERT OR IGNORE INTO {table} ({', '.join(columns)}) VALUES ({marks})"
        for row in _rows_readable(old, table, columns):
            try:
                copied += max(db.execute(insert, row).rowcount, 0)
            except sqlite3.IntegrityError:
                continue  # its parent could not be read
    return copied


def _rows_readable(
    old: sqlite3.Connection, table: str, columns: list[str]
) -> Iterator[tuple[object, ...]]:
    last = _last_row(old, table)
    ranges = [(1, last)] if last else []
    refused = 0
    while ranges and refused < REFUSED_MOST:
        low, high = ranges.pop()
        sql = f"SELECT {', '.join(columns)} FROM {table} WHERE rowid BETWEEN ? AND ? ORDER BY rowid"
        try:
            found = old.execute(sql, (low, high)).fetchall()
        except sqlite3.Error:
            refused += 1
            if low < high:
                middle = (low + high) // 2
                ranges += [(middle + 1, high), (low, middle)]
            continue
        yield from found


def _last_row(old: sqlite3.Connection, table: str) -> int:
    try:
        found = old.execute(f"SELECT max(rowid) FROM {table}").fetchone()
    except sqlite3.Error:
        return 1 << 20  # the way to the last row is gone; the halving finds what is there
    return int(found[0] or 0)
