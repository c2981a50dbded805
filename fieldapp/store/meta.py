"""Small facts about this store that are not rows: the last contact, what a person must be told."""

import json
from typing import Any

from fieldapp.store.database import StoreDatabase


class Meta:
    """Keep named values, each one JSON text."""

    def __init__(self, database: StoreDatabase) -> None:
        self._database = database

    def get(self, name: str) -> Any:
        """Return a value, or None."""
        row = self._database.row("SELECT value FROM meta WHERE name = ?", (name,))
        return None if row is None else json.loads(row[0])

    def put(self, name: str, value: Any) -> None:
        """Keep a value, inside the caller's transaction or in one of its own."""
        text = json.dumps(value, ensure_ascii=False)
        with self._database.writing() as db:
            db.execute(
                "INSERT INTO meta (name, value) VALUES (?, ?)"
                " ON CONFLICT (name) DO UPDATE SET value = excluded.value",
                (name, text),
            )
