"""The schema of the tablet's database, one migration after another; none is ever edited.

A store that a newer app has touched is refused (`store_newer`), never downgraded.
"""

from sqlite_utils import Database, Migrations

from shared.problems import Problem

MIGRATIONS = Migrations("fieldapp")

FIRST = """
CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE pinned (sha256 TEXT PRIMARY KEY, ref TEXT NOT NULL, source BLOB NOT NULL);
CREATE TABLE draft (
  run TEXT PRIMARY KEY,
  state TEXT NOT NULL CHECK (state IN ('open', 'finished', 'discarded')),
  visit TEXT NOT NULL, task TEXT, checklist TEXT NOT NULL,
  pinned TEXT NOT NULL REFERENCES pinned (sha256),
  site TEXT NOT NULL, facility TEXT, officer TEXT NOT NULL, place TEXT NOT NULL,
  seen INTEGER NOT NULL, started TEXT NOT NULL, changed TEXT NOT NULL, finished TEXT);
CREATE INDEX draft_state ON draft (state, changed);
CREATE INDEX draft_site ON draft (site);
CREATE TABLE draft_part (
  run TEXT NOT NULL REFERENCES draft (run),
  kind TEXT NOT NULL CHECK (kind IN ('answer', 'confirmation', 'signature', 'fact')),
  key TEXT NOT NULL, changed TEXT NOT NULL, sealed BLOB NOT NULL,
  PRIMARY KEY (run, kind, key));
CREATE TABLE operation (
  seq INTEGER PRIMARY KEY CHECK (seq > 0),
  id TEXT NOT NULL UNIQUE, kind TEXT NOT NULL, hash TEXT NOT NULL UNIQUE,
  prev TEXT NOT NULL UNIQUE, run TEXT UNIQUE REFERENCES draft (run),
  officer TEXT NOT NULL, title TEXT NOT NULL, wall TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN
    ('queued', 'sent', 'applied', 'applied_with_conflict', 'held', 'rejected', 'confirmed')),
  outcome TEXT, code TEXT, remedy TEXT, waits_for TEXT, position INTEGER,
  sealed BLOB NOT NULL);
CREATE INDEX operation_state ON operation (state, seq);
CREATE TABLE blob (
  sha256 TEXT PRIMARY KEY CHECK (length(sha256) = 64),
  size INTEGER NOT NULL CHECK (size >= 0), media TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('kept', 'received')), made TEXT NOT NULL);
CREATE TABLE blob_use (
  sha256 TEXT NOT NULL REFERENCES blob (sha256), run TEXT, seq INTEGER,
  CHECK ((run IS NULL) <> (seq IS NULL)), UNIQUE (sha256, run), UNIQUE (sha256, seq));
CREATE INDEX blob_use_seq ON blob_use (seq);
CREATE INDEX blob_use_run ON blob_use (run);
CREATE TABLE mirror (
  scope TEXT NOT NULL, kind TEXT NOT NULL, id TEXT NOT NULL, position INTEGER NOT NULL,
  site TEXT, body TEXT NOT NULL, sealed BLOB,
  PRIMARY KEY (scope, kind, id));
CREATE INDEX mirror_kind ON mirror (kind, id);
CREATE INDEX mirror_site ON mirror (site, kind);
CREATE TABLE place (
  site TEXT PRIMARY KEY, scope TEXT NOT NULL, street TEXT NOT NULL, folded TEXT NOT NULL);
CREATE INDEX place_search ON place (folded, street, site);
CREATE TABLE cursor (scope TEXT PRIMARY KEY, token TEXT NOT NULL);
"""


@MIGRATIONS()  # type: ignore[untyped-decorator]
def m001_first(db: Database) -> None:
    """Make the first schema."""
    for statement in FIRST.split(";"):
        if statement.strip():
            db.execute(statement)


NAMES = frozenset({"m001_first"})


class StoreNewer(Problem):
    """Say that a newer app has used this store; the old app keeps its hands off it."""

    def __init__(self, unknown: str) -> None:
        super().__init__(
            "store_newer",
            f"这个数据文件夹已被更新版本的巡安使用（{unknown}），旧版本不能打开。",
            "请安装新版本；数据没有改动。",
        )


def migrate(db: Database) -> None:
    """Bring the schema up to date. Raises StoreNewer."""
    unknown = [row.name for row in MIGRATIONS.applied(db) if row.name not in NAMES]
    if unknown:
        raise StoreNewer(", ".join(unknown))
    MIGRATIONS.apply(db)
