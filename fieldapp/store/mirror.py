"""The tablet's copy of what the server said: rows of the feed and how far each scope was read.

Rows and cursors of a page are one transaction. Names of places are clear and folded for search;
persons and phones of a row are split off and sealed.
"""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from fieldapp.store.database import StoreDatabase
from fieldapp.store.keyring import KeyRing
from shared.sync import ChangeRow
from shared.text import fold

SEALED_MEMBERS: dict[str, tuple[str, ...]] = {
    "site": ("contact", "phone"),
    "officer": ("name", "name_en", "certificates", "phone"),
}


@dataclass(frozen=True, slots=True)
class MirrorRow:
    scope: str
    kind: str
    id: str
    position: int
    data: dict[str, Any]


class Mirror:
    """Keep the mirrored rows of one tablet."""

    def __init__(self, database: StoreDatabase, ring: KeyRing) -> None:
        self._database = database
        self._ring = ring

    def page_put(
        self,
        rows: Iterable[ChangeRow],
        cursors: dict[str, str],
        left: Iterable[str] = (),
        *,
        each: Callable[[ChangeRow], None] = lambda row: None,
    ) -> None:
        """Keep one page: rows, gone rows, lost scopes and the new cursors, all or nothing.

        `each` is called for every row inside the transaction.
        """
        with self._database.writing() as db:
            for scope in left:
                self._scope_drop(scope)
            for row in rows:
                self._drop(row.scope, row.kind, row.id)
                if not row.gone:
                    self._put(row)
                each(row)
            for scope, token in cursors.items():
                db.execute(
                    "INSERT INTO cursor (scope, token) VALUES (?, ?)"
                    " ON CONFLICT (scope) DO UPDATE SET token = excluded.token",
                    (scope, token),
                )

    def _put(self, row: ChangeRow) -> None:
        clear = dict(row.data)
        split = {
            name: clear.pop(name) for name in SEALED_MEMBERS.get(row.kind, ()) if name in clear
        }
        sealed = None
        if split:
            plain = json.dumps(split, ensure_ascii=False).encode()
            sealed = self._ring.sealer.seal(plain, f"mirror/{row.scope}/{row.kind}/{row.id}")
        body = json.dumps(clear, ensure_ascii=False, separators=(",", ":"))
        db = self._database.db
        db.execute(
            "INSERT INTO mirror (scope, kind, id, position, site, body, sealed)"
            " VALUES (?, ?, ?, ?, ?, ?, ?)",
            (row.scope, row.kind, row.id, row.position, clear.get("site"), body, sealed),
        )
        if row.kind == "site":
            db.execute(
                "INSERT OR REPLACE INTO place (site, scope, street, folded) VALUES (?, ?, ?, ?)",
                (row.id, row.scope, str(clear.get("street", "")), place_folded(clear)),
            )

    def _drop(self, scope: str, kind: str, id: str) -> None:
        db = self._database.db
        db.execute("DELETE FROM mirror WHERE scope = ? AND kind = ? AND id = ?", (scope, kind, id))
        if kind == "site":
            # a move says gone in the old scope, perhaps after the new one was written
            db.execute("DELETE FROM place WHERE site = ? AND scope = ?", (id, scope))

    def _scope_drop(self, scope: str) -> None:
        for table in ("mirror", "place", "cursor"):
            self._database.db.execute(f"DELETE FROM {table} WHERE scope = ?", (scope,))

    def scopes_forget(self, scopes: Iterable[str] | None = None) -> None:
        """Start scopes again from nothing (all of them when none is named), in a transaction."""
        for scope in list(self.cursors()) if scopes is None else scopes:
            self._scope_drop(scope)

    def cursors(self) -> dict[str, str]:
        """Return the token of each scope this tablet follows."""
        rows = self._database.rows("SELECT scope, token FROM cursor ORDER BY scope")
        return {str(row[0]): str(row[1]) for row in rows}

    def scope_rows(self, scope: str) -> list[MirrorRow]:
        """Return kind, id and position of a scope's rows, for its checksum."""
        rows = self._database.rows(
            "SELECT kind, id, position FROM mirror WHERE scope = ?", (scope,)
        )
        return [MirrorRow(scope, str(row[0]), str(row[1]), int(row[2]), {}) for row in rows]

    def get(self, kind: str, id: str, *, opened: bool = True) -> MirrorRow | None:
        """Return one row by kind and id, the latest if two scopes hold it."""
        return next(iter(self._read("kind = ? AND id = ?", (kind, id), opened=opened)), None)

    def of_kind(self, kind: str, *, opened: bool = False) -> list[MirrorRow]:
        """Return all rows of a kind; sealed members only when `opened`."""
        return self._read("kind = ?", (kind,), opened=opened)

    def of_site(self, kind: str, site: str) -> list[MirrorRow]:
        """Return rows of a kind that belong to a site."""
        return self._read("site = ? AND kind = ?", (site, kind), opened=False)

    def of_sites(self, kind: str, sites: Iterable[str]) -> list[MirrorRow]:
        """Return rows of a kind that belong to any of some sites."""
        listed = tuple(sites)
        marks = ", ".join("?" * len(listed))
        return self._read(f"site IN ({marks}) AND kind = ?", (*listed, kind), opened=False)

    def with_ids(self, kind: str, ids: Iterable[str]) -> list[MirrorRow]:
        """Return rows of a kind by their ids."""
        listed = tuple(ids)
        marks = ", ".join("?" * len(listed))
        return self._read(f"kind = ? AND id IN ({marks})", (kind, *listed), opened=False)

    def _read(self, where: str, arguments: tuple[Any, ...], *, opened: bool) -> list[MirrorRow]:
        rows = self._database.rows(
            "SELECT scope, kind, id, position, body, sealed FROM mirror"
            f" WHERE {where} ORDER BY kind, id, position DESC",
            arguments,
        )
        found: list[MirrorRow] = []
        for scope, kind, id, position, body, sealed in rows:
            data = json.loads(body)
            if opened and sealed is not None:
                plain = self._ring.sealer.unseal(sealed, f"mirror/{scope}/{kind}/{id}")
                data |= json.loads(plain)
            found.append(MirrorRow(scope, kind, id, position, data))
        return found

    def counts(self) -> dict[str, int]:
        """Return how many rows of each kind there are."""
        rows = self._database.rows("SELECT kind, count(*) FROM mirror GROUP BY kind ORDER BY kind")
        return {str(row[0]): int(row[1]) for row in rows}

    def places_find(self, query: str, *, street: str | None, limit: int) -> list[str]:
        """Return ids of sites whose name, address or pinyin hold every word of the query."""
        where, arguments = ["1 = 1"], list[Any]()
        for word in fold(query).split():
            where.append("folded LIKE ? ESCAPE '\\'")
            arguments.append(f"%{like_escaped(word)}%")
        if street is not None:
            where.append("street = ?")
            arguments.append(street)
        rows = self._database.rows(
            f"SELECT site FROM place WHERE {' AND '.join(where)} ORDER BY folded LIMIT ?",
            (*arguments, limit),
        )
        return [str(row[0]) for row in rows]

    def streets(self) -> list[tuple[str, int]]:
        """Return each street's code and how many sites it has here."""
        rows = self._database.rows(
            "SELECT street, count(*) FROM place GROUP BY street ORDER BY street"
        )
        return [(str(row[0]), int(row[1])) for row in rows]


def place_folded(data: dict[str, Any]) -> str:
    """Return what a site is searched by: its names, pinyin and address, folded."""
    names = ("name", "pinyin", "name_en", "address")
    return fold(" ".join(str(data.get(name) or "") for name in names))


def like_escaped(word: str) -> str:
    """Return a word in which LIKE sees no wildcard."""
    return word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
